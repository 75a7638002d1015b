"""Time somebody worked on a record: how long, on which day, on what. What is wrong is corrected by another entry.

What an hour costs belongs to cost; how long a record waited belongs to clocks.
"""
