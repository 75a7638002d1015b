"""Who may take part in the conversation of a record, how large what they bring may be, and who is meant by a name."""

import re
from collections.abc import Mapping

from maitre.shared.access.rules import PARTICIPANT, REQUESTER, STAFF, SYSTEM, Role

WHO: dict[str, frozenset[str]] = {
    "comment": STAFF | {REQUESTER, PARTICIPANT, SYSTEM},
    "note": STAFF | {Role.MANAGER, SYSTEM},
    "attach": STAFF | {REQUESTER, PARTICIPANT, SYSTEM},
    "link": STAFF | {SYSTEM},
    "unlink": STAFF | {SYSTEM},
    "watch": STAFF | {Role.MANAGER, Role.AUDITOR, REQUESTER, PARTICIPANT, SYSTEM},
    "unwatch": STAFF | {Role.MANAGER, Role.AUDITOR, REQUESTER, PARTICIPANT, SYSTEM},
    "erase": frozenset({Role.ADMIN}),
}
"""Verbs that every record has, whatever its practice and state."""

REPLY_PLACE, NOTE_PLACE = "talk", "note"
"""Where drafts of the two voices are kept: never in one another's place."""
FILE_LIMIT = 25 * 1024 * 1024
"""Bytes in one file."""
FILES_LIMIT = 200
"""Files on one record."""

LINK_KINDS = {
    "relates": "relates",
    "causes": "caused_by",
    "duplicates": "duplicated_by",
    "blocks": "blocked_by",
    "split_from": "split_into",
}
"""Kind of a link to the name of its other end; stored once, read from both."""
CHOSEN_LINKS = tuple(kind for kind in LINK_KINDS if kind != "split_from")
"""Those people make by hand; what was taken out of another record is linked to it by that."""

DRAFT_LIMIT = 100_000
"""Characters of a draft: more than can be sent, so that what is too long can still be cut by who wrote it."""
DRAFT_DAYS = 30
"""Days after which a draft nobody came back to is dropped."""
DRAFTS_LIMIT = 20
"""Drafts of one person in one place: one for each tab it was written in."""

PRESENT_SECONDS = 45
"""Seconds for which a sign of life counts; a page gives one every 15."""
WRITING_SECONDS = 20
"""Seconds after a keystroke for which somebody is writing."""

MENTIONED_LIMIT = 20
"""People one note can call."""

_MENTION = re.compile(r"(?<![\w@./])@([\w.+-]{1,64}@[\w.-]{1,200}|[^\s@][^@\n]{0,120})")
_PLACEHOLDER = re.compile(r"{{(.*?)}}", re.DOTALL)

PLACEHOLDERS = (
    "requester.name",
    "requester.first_name",
    "record.number",
    "record.title",
    "organisation.name",
    "me.name",
    "me.first_name",
    "today",
)
"""What a kept text can have filled in: all of it is the requester's to know, no team, no note, no circle."""


def mentioned(text: str) -> list[list[str]]:
    """For each @ in a note, what could be meant by it, folded, the longest first: one to four words, or an address."""
    found = []
    for said in _MENTION.findall(text)[:MENTIONED_LIMIT]:
        words = said.casefold().split()
        spelt = (" ".join(words[:count]).rstrip(".,;:!?)”\"'") for count in range(min(4, len(words)), 0, -1))
        found.append(list(dict.fromkeys(name for name in spelt if name)))
    return found


def unknown_placeholders(text: str) -> list[str]:
    """What stands between double braces and is no placeholder."""
    names = (found.strip() for found in _PLACEHOLDER.findall(text))
    return list(dict.fromkeys(name for name in names if name not in PLACEHOLDERS))


def filled(text: str, words: Mapping[str, str]) -> str:
    """A kept text with its placeholders filled, in one pass: what is filled in is never looked at again."""

    def word(found: re.Match[str]) -> str:
        name = found[1].strip()
        return as_said(words[name]) if name in words else found[0]

    return _PLACEHOLDER.sub(word, text)


_MARKED = re.compile(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)")


def as_said(text: str) -> str:
    """A name or a title to be put into a text: what would be a link, an address or emphasis there is only letters."""
    return _MARKED.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))


def first_name(name: str) -> str:
    """What people call each other by: "Rita" of "Rita Moreno" and of "Moreno, Rita"."""
    said = name.split(",", 1)[1] if "," in name else name
    return (said.split() or [name])[0]


def best_language(texts: Mapping[str, str], *wishes: str) -> list[str]:
    """The languages a text is there in, the reader's first, then the writer's, then the others by name."""
    wished = [language for language in dict.fromkeys(wishes) if language in texts]
    return [*wished, *sorted(language for language in texts if language not in wished)]
