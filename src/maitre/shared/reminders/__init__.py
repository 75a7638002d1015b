"""A reminder brings a record back to one person at a moment they chose. It is told through notifications.

What a record waits for, and when it wakes, is its practice's; what is due by agreement is a clock's.
"""
