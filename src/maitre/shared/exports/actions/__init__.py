"""Take a list along: at once, or written in the background."""

from maitre.shared.exports.actions.background import ask_for, drop_download, drop_outdated, opened, write
from maitre.shared.exports.actions.rows import Wanted
from maitre.shared.exports.actions.take import Taken, take_along

__all__ = [
    "Taken",
    "Wanted",
    "ask_for",
    "drop_download",
    "drop_outdated",
    "opened",
    "take_along",
    "write",
]
