"""The verbs of flow: reckon courses anew, keep a day's backlog, tell figures and keep them, of all and of groups."""

from maitre.shared.flow.actions.keep import keep_backlog
from maitre.shared.flow.actions.reckon import follow_circle, reckon, refresh
from maitre.shared.flow.actions.summarise import summarise
from maitre.shared.flow.actions.tell import answer, forget_answers, told

__all__ = [
    "answer",
    "follow_circle",
    "forget_answers",
    "keep_backlog",
    "reckon",
    "refresh",
    "summarise",
    "told",
]
