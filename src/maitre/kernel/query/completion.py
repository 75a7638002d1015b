"""What could come next in the query box: fields, operators, values known without asking the database.

Names of teams, people and the like come from whoever may list them: the caller's `names`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from maitre.kernel.query.fields import Field, FieldSet, Kind
from maitre.kernel.query.times import EXAMPLES
from maitre.kernel.query.tree import PLAIN_VALUE

_NAME = re.compile(r"(?:^|(?<=[\s(-]))[^\W\d][\w.]*$|(?:^|(?<=[\s(-]))$")
_VALUE = re.compile(
    r"(?:^|(?<=[\s(-]))([A-Za-z_][A-Za-z0-9_.]*)(?:[:<>!]?=|[:<>~])(?:[^\s\"“”„(),]*,)*([^\s\"“”„(),]*)$"
)


Names: TypeAlias = Callable[[str, str], Sequence[str]]
"""(source, beginning) -> names that begin so, among those the person may know."""


def _no_names(source: str, begun: str) -> Sequence[str]:
    return ()


class Suggests(StrEnum):
    FIELD = "field"
    OPERATOR = "operator"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Put `text` in place of the characters from `start` to `end`. `told`: the same in the reader's language."""

    kind: Suggests
    text: str
    start: int
    end: int
    told: str = ""


Called: TypeAlias = Callable[[str, str], str]
"""(field, value of it or "") -> what people call it in their language; "" where it has no other name."""


def _no_other(field: str, value: str) -> str:
    return ""


def complete(
    text: str, cursor: int, fields: FieldSet, names: Names = _no_names, called: Called = _no_other
) -> list[Suggestion]:
    """Suggestions for the word before the cursor, in the order of the fields; none inside quotes.

    Fields and values are found by what they are `called`, too.
    """
    before = text[:cursor]
    if before.count('"') % 2:
        return []
    if value := _VALUE.search(before):
        return _values(fields.find(value[1].lower()), value[2], cursor, names, called)
    name = _NAME.search(before)
    if name is None:
        return []
    begun = name[0].lower()
    exact = fields.find(begun)
    operators = [sign.value for sign in exact.permitted] if exact else []
    return [Suggestion(Suggests.OPERATOR, sign, cursor, cursor) for sign in operators] + [
        Suggestion(
            Suggests.FIELD, f"{one.name}{one.permitted[0]}", name.start(), cursor, called(one.name, "")
        )
        for one in fields
        if one.name != begun and _begins(begun, one.name, called(one.name, ""))
    ]


def _begins(begun: str, *names: str) -> bool:
    return any(name.casefold().startswith(begun.casefold()) for name in names)


def _values(field: Field | None, begun: str, cursor: int, names: Names, called: Called) -> list[Suggestion]:
    if field is None:
        return []
    known = field.value_names() + (list(EXAMPLES) if field.kind is Kind.INSTANT else [])
    begins = [name for name in known if _begins(begun, name, called(field.name, name))]
    if field.kind is Kind.REFERENCE:
        begins += [name for name in names(field.source, begun) if '"' not in name and "\\" not in name]
    return [
        Suggestion(
            Suggests.VALUE,
            name if PLAIN_VALUE.fullmatch(name) else f'"{name}"',
            cursor - len(begun),
            cursor,
            called(field.name, name),
        )
        for name in begins
    ]
