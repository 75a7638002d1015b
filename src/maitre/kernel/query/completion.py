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

_NAME = re.compile(r"(?:^|(?<=[\s(-]))[A-Za-z_][A-Za-z0-9_.]*$|(?:^|(?<=[\s(-]))$")
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
    """Put `text` in place of the characters from `start` to `end`."""

    kind: Suggests
    text: str
    start: int
    end: int


def complete(text: str, cursor: int, fields: FieldSet, names: Names = _no_names) -> list[Suggestion]:
    """Suggestions for the word before the cursor, in the order of the fields; none inside quotes."""
    before = text[:cursor]
    if before.count('"') % 2:
        return []
    if value := _VALUE.search(before):
        return _values(fields.find(value[1].lower()), value[2], cursor, names)
    name = _NAME.search(before)
    if name is None:
        return []
    begun = name[0].lower()
    exact = fields.find(begun)
    operators = [sign.value for sign in exact.permitted] if exact else []
    return [Suggestion(Suggests.OPERATOR, sign, cursor, cursor) for sign in operators] + [
        Suggestion(Suggests.FIELD, f"{one.name}{one.permitted[0]}", name.start(), cursor)
        for one in fields
        if one.name.startswith(begun) and one.name != begun
    ]


def _values(field: Field | None, begun: str, cursor: int, names: Names) -> list[Suggestion]:
    if field is None:
        return []
    known = field.value_names() + (list(EXAMPLES) if field.kind is Kind.INSTANT else [])
    begins = [name for name in known if name.casefold().startswith(begun.casefold())]
    if field.kind is Kind.REFERENCE:
        begins += [name for name in names(field.source, begun) if '"' not in name and "\\" not in name]
    return [
        Suggestion(
            Suggests.VALUE, name if PLAIN_VALUE.fullmatch(name) else f'"{name}"', cursor - len(begun), cursor
        )
        for name in begins
    ]
