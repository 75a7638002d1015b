"""The verbs of this room, for records of every practice that has the columns and the rows in its life cycle."""

from maitre.shared.relationships.actions.family import (
    Outcome,
    adopt,
    broadcast,
    release,
    reopen_children,
    resolve_children,
)
from maitre.shared.relationships.actions.merge import merge, unmerge
from maitre.shared.relationships.actions.split import split

__all__ = [
    "Outcome",
    "adopt",
    "broadcast",
    "merge",
    "release",
    "reopen_children",
    "resolve_children",
    "split",
    "unmerge",
]
