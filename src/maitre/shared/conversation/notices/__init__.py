"""What the entries every record has say, and how a whole timeline is shown."""

from maitre.shared.conversation.notices.beside import Beside, Linked, linked_to, watchers_of
from maitre.shared.conversation.notices.canned import Said, offered_on, said_on
from maitre.shared.conversation.notices.drafts import Held, Kept, composed, drafts_on
from maitre.shared.conversation.notices.shown import (
    SHOWS,
    Shown,
    Timeline,
    between,
    files_of,
    shown,
    timeline_of,
)
from maitre.shared.conversation.notices.words import LINK_WORDS, SENTENCES

__all__ = [
    "LINK_WORDS",
    "SENTENCES",
    "SHOWS",
    "Beside",
    "Held",
    "Kept",
    "Linked",
    "Said",
    "Shown",
    "Timeline",
    "between",
    "composed",
    "drafts_on",
    "files_of",
    "linked_to",
    "offered_on",
    "said_on",
    "shown",
    "timeline_of",
    "watchers_of",
]
