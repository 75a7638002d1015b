"""The verbs of flow: reckon courses anew, keep a day's backlog."""

from maitre.shared.flow.actions.keep import keep_backlog
from maitre.shared.flow.actions.reckon import reckon, refresh

__all__ = ["keep_backlog", "reckon", "refresh"]
