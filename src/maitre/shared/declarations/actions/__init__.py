"""The verbs on definitions: read files, plan, apply, define one by hand, export."""

from maitre.shared.declarations.actions.apply import Winner, apply, define, delete_row, undefine
from maitre.shared.declarations.actions.export import export
from maitre.shared.declarations.actions.load import Found, load
from maitre.shared.declarations.actions.plan import Plan, plan

__all__ = ["Found", "Plan", "Winner", "apply", "define", "delete_row", "export", "load", "plan", "undefine"]
