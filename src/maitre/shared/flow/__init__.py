"""How work flows: for every record of a practice that wants to be measured, what its timeline says in numbers.

Courses, stays and attempts are made from timelines and can be made anew at any time: they are never the truth, only
its sums. What the figures are worth as targets is none of this room's business.
"""
