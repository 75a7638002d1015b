"""The verbs every record has."""

from maitre.shared.conversation.actions.attach import attach, opened
from maitre.shared.conversation.actions.canned import drop_canned, keep_canned
from maitre.shared.conversation.actions.draft import (
    Tab,
    discard_draft,
    drop_drafts,
    drop_outdated,
    keep_draft,
)
from maitre.shared.conversation.actions.erase import erase
from maitre.shared.conversation.actions.favourites import is_favourite, star, unstar
from maitre.shared.conversation.actions.presence import be_present, forget_presence, leave
from maitre.shared.conversation.actions.relate import link, unlink, unwatch, watch
from maitre.shared.conversation.actions.say import comment
from maitre.shared.conversation.actions.stored import drop_unused, place
from maitre.shared.conversation.actions.together import attach_or_say_why, say_with_files

__all__ = [
    "Tab",
    "attach",
    "attach_or_say_why",
    "be_present",
    "comment",
    "discard_draft",
    "drop_canned",
    "drop_drafts",
    "drop_outdated",
    "drop_unused",
    "erase",
    "forget_presence",
    "is_favourite",
    "keep_canned",
    "keep_draft",
    "leave",
    "link",
    "opened",
    "place",
    "say_with_files",
    "star",
    "unlink",
    "unstar",
    "unwatch",
    "watch",
]
