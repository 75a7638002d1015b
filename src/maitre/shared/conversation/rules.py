"""Who may take part in the conversation of a record, and how large what they bring may be."""

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

TEXT_LIMIT = 50_000
"""Characters in one comment or description."""
FILE_LIMIT = 25 * 1024 * 1024
"""Bytes in one file."""
FILES_LIMIT = 200
"""Files on one record."""

LINK_KINDS = {
    "relates": "relates",
    "causes": "caused_by",
    "duplicates": "duplicated_by",
    "blocks": "blocked_by",
}
"""Kind of a link to the name of its other end; stored once, read from both."""
