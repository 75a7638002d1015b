"""What the fields of the query language and their values are called in the reader's language.

The language itself is one for all readers, so that a query can be sent to a colleague; this is told beside it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from maitre.kernel.query import Condition, Not, Operator
from maitre.operation.incident.notices.words import (
    CAUSES,
    CHANNELS,
    CODES,
    KINDS,
    LEVELS,
    PRIORITIES,
    STATES,
)
from maitre.operation.incident.rules.fields import LEVELS as LEVEL_NAMES
from maitre.shared.records.rules import PRIORITIES as PRIORITY_NAMES

if TYPE_CHECKING:
    from django.utils.functional import Promise

FIELDS = {
    "state": gettext_lazy("State"),
    "number": gettext_lazy("Number"),
    "priority": gettext_lazy("Priority"),
    "team": gettext_lazy("Team"),
    "assignee": gettext_lazy("Assignee"),
    "requester": gettext_lazy("Requester"),
    "organisation": gettext_lazy("Organisation"),
    "category": gettext_lazy("Category"),
    "created": gettext_lazy("Created"),
    "updated": gettext_lazy("Updated"),
    "text": gettext_lazy("Text"),
    "impact": gettext_lazy("Impact"),
    "urgency": gettext_lazy("Urgency"),
    "handoffs": gettext_lazy("Hand-overs"),
    "returns": gettext_lazy("Returns"),
    "reopened": gettext_lazy("Times reopened"),
    "major": gettext_lazy("Major incident"),
    "type": gettext_lazy("Type"),
    "family": gettext_lazy("Family"),
    "parent": gettext_lazy("Parent"),
    "service": gettext_lazy("Service"),
    "item": gettext_lazy("Configuration item"),
    "location": gettext_lazy("Location"),
    "channel": gettext_lazy("Channel"),
    "code": gettext_lazy("Resolution"),
    "cause": gettext_lazy("Cause"),
    "resolved": gettext_lazy("Resolved"),
    "closed": gettext_lazy("Closed"),
    "has": gettext_lazy("Has"),
    "due": gettext_lazy("Due"),
}
_ANYWHERE = {
    "me": gettext_lazy("me"),
    "none": gettext_lazy("none"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "today": gettext_lazy("today"),
    "yesterday": gettext_lazy("yesterday"),
    "tomorrow": gettext_lazy("tomorrow"),
    "now": gettext_lazy("now"),
    "-2h": gettext_lazy("in the last 2 hours"),
    "-7d": gettext_lazy("in the last 7 days"),
    "-2w": gettext_lazy("in the last 2 weeks"),
}
_LEVELS = {name: LEVELS[level] for name, level in LEVEL_NAMES.items()}
_VALUES: Mapping[str, Mapping[str, "str | Promise"]] = {
    "state": {**STATES, "open": gettext_lazy("Not resolved"), "done": gettext_lazy("Done")},
    "priority": {name.casefold(): PRIORITIES[place] for name, place in PRIORITY_NAMES.items()}
    | {str(place): name for place, name in PRIORITIES.items()},
    "impact": {**_LEVELS, **{str(level): name for level, name in LEVELS.items()}},
    "urgency": {**_LEVELS, **{str(level): name for level, name in LEVELS.items()}},
    "type": KINDS,
    "channel": CHANNELS,
    "code": CODES,
    "cause": CAUSES,
    "major": {
        "proposed": gettext_lazy("Proposed"),
        "declared": gettext_lazy("Declared"),
        "demoted": gettext_lazy("Mark taken off"),
    },
    "family": {
        "parent": gettext_lazy("Parent"),
        "child": gettext_lazy("Child"),
        "merged": gettext_lazy("Merged"),
    },
    "has": {"file": gettext_lazy("a file"), "task": gettext_lazy("a task")},
}
SIGNS = {
    Operator.IS: ":",
    Operator.WORDS: " ~",
    Operator.BELOW: " <",
    Operator.AT_MOST: " ≤",
    Operator.ABOVE: " >",
    Operator.AT_LEAST: " ≥",
}


def called(field: str, value: str) -> str:
    """What people call a value of a field, and without a value the field; "" where it has no other name."""
    if not value:
        return str(FIELDS.get(field, ""))
    known = _VALUES.get(field, {})
    return str(known.get(value.casefold()) or _ANYWHERE.get(value.casefold(), ""))


def said(condition: Condition | Not) -> tuple[str, str]:
    """A condition in two halves, as people say it: field with its sign, and values. Quoted values are as they stand."""
    bare = condition.part if isinstance(condition, Not) else condition
    if not isinstance(bare, Condition):
        raise TypeError("only a condition has a field")
    key = (called(bare.field, "") or bare.field) + SIGNS[bare.operator]
    values = [
        value.text if value.literal else called(bare.field, value.text) or value.text for value in bare.values
    ]
    return ("-" if isinstance(condition, Not) else "") + key, ", ".join(values)
