"""A recurrence makes the same record again and again: an incident or a task, once for each time of its rule.

What is planned once is a task; what something shall happen upon is automation.
"""
