"""Bound query to a PostgreSQL condition with `%s` parameters (psycopg). Columns come from the fields, and so do the
choices of a field that has them: those stand in the text, where PostgreSQL can tell that a partial index holds them
all, and keep one plan for all who ask.

SQL's third truth value is kept out of sight: negation is pushed down to the single tests, where a NULL counts
as "does not match", so `-team:desk` includes records without a team, as it does in Python. Positive tests
stay bare, because `IS TRUE` would keep PostgreSQL from using an index.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeAlias, TypeGuard

from maitre.kernel.query.bound import (
    Absent,
    Between,
    Bound,
    BoundAll,
    BoundEither,
    BoundNot,
    Edge,
    HasWords,
    Leaf,
    OneOf,
    Test,
)
from maitre.kernel.query.fields import PLACE, Field, Kind, Scalar

Parameter: TypeAlias = Scalar | list[Scalar]
Fragment: TypeAlias = tuple[str, list[Parameter]]
SHORT = timedelta(days=92)
"""The longest range that is looked up by itself: a quarter. A longer one is sooner met on the way through a list."""


def to_sql(bound: Bound) -> Fragment:
    """A condition that can stand beside others in a WHERE, and its parameters in order."""
    whole = _sql(bound.test, negated=False)
    needed = bound.test.parts if isinstance(bound.test, BoundAll) else (bound.test,)
    ranges = [_compared_by(each.field.within, each) for each in needed if _is_looked_up(each)]
    return _all([*ranges, whole])


def _is_looked_up(test: Test) -> TypeGuard[Between]:
    """Whether what lies in a range is asked for by its own index: in a long one that is much more than a page shows."""
    if not isinstance(test, Between) or not test.field.within or test.low is None or test.high is None:
        return False
    low, high = test.low.value, test.high.value
    return isinstance(low, datetime) and isinstance(high, datetime) and high - low <= SHORT


def _all(fragments: Sequence[Fragment]) -> Fragment:
    text = " AND ".join(text for text, _ in fragments)
    return text, [parameter for _, parameters in fragments for parameter in parameters]


def _sql(test: Test, *, negated: bool) -> Fragment:
    match test:
        case BoundNot():
            return _sql(test.part, negated=not negated)
        case BoundAll():
            return _joined(test.parts, "OR" if negated else "AND", negated=negated)
        case BoundEither():
            return _joined(test.parts, "AND" if negated else "OR", negated=negated)
        case _:
            text, parameters = _leaf(test)
            return (_denied(text, test) if negated else text), parameters


def _joined(parts: Sequence[Test], word: str, *, negated: bool) -> Fragment:
    if not parts:
        return ("TRUE" if word == "AND" else "FALSE"), []
    fragments = [_sql(part, negated=negated) for part in parts]
    text = f" {word} ".join(text for text, _ in fragments)
    return f"({text})", [parameter for _, parameters in fragments for parameter in parameters]


def _denied(text: str, leaf: Leaf) -> str:
    if PLACE in leaf.field.sql and not isinstance(leaf, Absent):
        return _lacking(text)
    if isinstance(leaf, Absent) or not leaf.field.nullable:
        return f"NOT ({text})"
    return f"({text}) IS NOT TRUE"


def _lacking(condition: str) -> str:
    """That a record has none of many, asked of each record on the way: said plainly, PostgreSQL would first read all
    that any record has."""
    return f"NOT coalesce((SELECT true WHERE {condition}), false)"


def _leaf(test: Leaf) -> Fragment:
    match test:
        case OneOf():
            return _one_of(test)
        case Absent():
            if PLACE in test.field.sql:
                return _lacking(_placed(test.field, "IS NOT NULL")), []
            return _placed(test.field, "IS NULL"), []
        case Between():
            return _between(test)
        case HasWords():
            return _has_words(test)


def _one_of(test: OneOf) -> Fragment:
    if not test.values:
        return "FALSE", []
    if test.field.choices and test.field.kind is Kind.CHOICE:
        return _placed(test.field, f"IN ({', '.join(map(_chosen, test.values))})"), []
    if len(test.values) == 1:
        return _placed(test.field, "= %s"), [test.values[0]]
    return _placed(test.field, "= ANY(%s)"), [list(test.values)]


def _chosen(value: Scalar) -> str:
    """A choice as a literal: binding has found it among those declared in code."""
    if isinstance(value, str):
        return "'{}'".format(value.replace("'", "''").replace("%", "%%"))
    return str(value)


def _between(test: Between) -> Fragment:
    if PLACE in test.field.sql:
        return _compared_by(test.field.sql, test)
    tests, parameters = _ends(test)
    return f"({' AND '.join(_placed(test.field, each) for each in tests)})", parameters


def _compared_by(condition: str, test: Between) -> Fragment:
    """A condition with a place, where the column is compared with both ends."""
    tests, parameters = _ends(test)
    return _put(condition, f" AND {test.field.column} ".join(tests)), parameters


def _ends(test: Between) -> tuple[list[str], list[Parameter]]:
    ends = [(edge, sign) for edge, sign in ((test.low, ">"), (test.high, "<")) if edge is not None]
    return [f"{sign}{_closed(edge)} {_typed(edge)}" for edge, sign in ends], [edge.value for edge, _ in ends]


def _closed(edge: Edge) -> str:
    return "" if edge.open else "="


def _typed(edge: Edge) -> str:
    return "%s::timestamptz" if isinstance(edge.value, datetime) else "%s"


def _has_words(test: HasWords) -> Fragment:
    held = "@@ %s::tsquery"
    if test.prefix is None or not test.field.begun:
        return _placed(test.field, held), [_tsquery(test)]
    return _placed(test.field, f"{held} AND {test.field.begun}"), [_tsquery(test), test.prefix]


def _tsquery(test: HasWords) -> str:
    whole = [term.tsquery() for term in test.terms]
    return " & ".join(whole if test.prefix is None else [*whole, f"'{test.prefix}':*"])


def _placed(field: Field, test: str) -> str:
    """The comparison on the field's column."""
    return _put(field.sql, test) if PLACE in field.sql else f"{_put(field.sql, '')} {test}"


def _put(condition: str, test: str) -> str:
    """A comparison in its place; percent signs of our own must not look like parameters."""
    return condition.replace("%", "%%").replace(PLACE, test)
