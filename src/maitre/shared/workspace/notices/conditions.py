"""What the fields of the query language and their values are called in the reader's language.

The language itself is one for all readers, so that a query can be sent to a colleague; this is told beside it. What
every record can be asked for stands here, a practice says its own.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from maitre.kernel.query import Condition, Not, Operator
from maitre.shared.fields.rules import Words
from maitre.shared.practice.rules import Practice
from maitre.shared.records.notices import PRIORITIES
from maitre.shared.records.rules import PRIORITIES as PRIORITY_NAMES

FIELDS: Mapping[str, Words] = {
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
    "has": gettext_lazy("Has"),
    "due": gettext_lazy("Due"),
}
_ANYWHERE: Mapping[str, Words] = {
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
_PRIORITIES = {name.casefold(): PRIORITIES[place] for name, place in PRIORITY_NAMES.items()} | {
    str(place): name for place, name in PRIORITIES.items()
}
_PHASES: Mapping[str, Words] = {"open": gettext_lazy("Not resolved"), "done": gettext_lazy("Done")}
SIGNS = {
    Operator.IS: ":",
    Operator.WORDS: " ~",
    Operator.BELOW: " <",
    Operator.AT_MOST: " ≤",
    Operator.ABOVE: " >",
    Operator.AT_LEAST: " ≥",
}


def called(practice: Practice, field: str, value: str) -> str:
    """What people call a value of a field, and without a value the field; "" where it has no other name."""
    if not value:
        return str(practice.fields.get(field) or FIELDS.get(field, ""))
    known = _values(practice, field)
    return str(known.get(value.casefold()) or _ANYWHERE.get(value.casefold(), ""))


def _values(practice: Practice, field: str) -> Mapping[str, Words]:
    if field == "state":
        return {**practice.states, **_PHASES}
    return practice.values.get(field, _PRIORITIES if field == "priority" else {})


def in_halves(practice: Practice, condition: Condition | Not) -> tuple[str, str]:
    """A condition in two halves, as people say it: field with its sign, and values. Quoted values are as they stand."""
    bare = condition.part if isinstance(condition, Not) else condition
    if not isinstance(bare, Condition):
        raise TypeError("only a condition has a field")
    key = (called(practice, bare.field, "") or bare.field) + SIGNS[bare.operator]
    values = [
        value.text if value.literal else called(practice, bare.field, value.text) or value.text
        for value in bare.values
    ]
    return ("-" if isinstance(condition, Not) else "") + key, ", ".join(values)
