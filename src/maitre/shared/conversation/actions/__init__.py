"""The verbs every record has."""

from maitre.shared.conversation.actions.attach import attach, opened, place
from maitre.shared.conversation.actions.erase import erase
from maitre.shared.conversation.actions.relate import link, unlink, unwatch, watch
from maitre.shared.conversation.actions.say import checked_text, comment

__all__ = [
    "attach",
    "checked_text",
    "comment",
    "erase",
    "link",
    "opened",
    "place",
    "unlink",
    "unwatch",
    "watch",
]
