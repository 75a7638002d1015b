"""A task is a piece of the work on a record: who does it, until when, and whether the record can be done without it.

What must be agreed to is an approval, not a task; who works on the record itself is said on the record.
"""
