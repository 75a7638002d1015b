"""Bound query on one row in Python: for rules on a record at hand. Agrees with the SQL on every row."""

from datetime import datetime
from decimal import Decimal

from maitre.kernel.forms import forms
from maitre.kernel.query.bound import (
    Absent,
    Between,
    Bound,
    BoundAll,
    BoundEither,
    BoundNot,
    HasWords,
    OneOf,
    Test,
)


def matches(bound: Bound, row: object) -> bool:
    """`row`: a mapping by field name, an object with such attributes, or whatever the fields' `get` reads."""
    return _holds(bound.test, row)


def _holds(test: Test, row: object) -> bool:
    match test:
        case BoundNot():
            return not _holds(test.part, row)
        case BoundAll():
            return all(_holds(part, row) for part in test.parts)
        case BoundEither():
            return any(_holds(part, row) for part in test.parts)
        case Absent():
            return not test.field.cells(row)
        case OneOf():
            return any(cell in test.values for cell in test.field.cells(row))
        case Between():
            return any(_inside(cell, test) for cell in test.field.cells(row))
        case HasWords():
            return _has_words(test, row)


def _inside(cell: object, test: Between) -> bool:
    low, high = test.low, test.high
    if low is not None and not (order := _compare(cell, low.value)) > 0 and (low.open or order < 0):
        return False
    return not (
        high is not None and not (order := _compare(cell, high.value)) < 0 and (high.open or order > 0)
    )


def _compare(cell: object, value: int | Decimal | datetime) -> int:
    """Below zero, zero or above, like the difference."""
    if isinstance(value, datetime):
        if isinstance(cell, datetime):
            return (cell > value) - (cell < value)
    elif isinstance(cell, int | Decimal):
        return (cell > value) - (cell < value)
    elif isinstance(cell, float):
        return _compare(Decimal(str(cell)), value)
    raise TypeError(f"{cell!r} cannot be compared with {value!r}")


def _has_words(test: HasWords, row: object) -> bool:
    value = test.field.read(row)
    held: set[object] = set(forms(value)) if isinstance(value, str) else set(test.field.cells(row))
    if not all(term.held_by(held) for term in test.terms):
        return False
    return test.prefix is None or any(_begins(form, test.prefix) for form in held)


def _begins(form: object, prefix: str) -> bool:
    """A form with a colon is no word."""
    return isinstance(form, str) and form.startswith(prefix) and ":" not in form
