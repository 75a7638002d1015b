"""Tree to bound query: every name checked against the allow-list, every value read as its field's kind.

A reference that resolves to nothing is no error (a saved view outlives a team): it matches nothing and is
listed in `Bound.unresolved`, so a page can say so.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from difflib import get_close_matches

from maitre.kernel.forms import terms, typed_terms
from maitre.kernel.query.bound import (
    Absent,
    Between,
    Bound,
    BoundAll,
    BoundEither,
    BoundNot,
    Edge,
    HasWords,
    OneOf,
    Test,
    Unresolved,
)
from maitre.kernel.query.errors import QueryError, Several, Wrong
from maitre.kernel.query.fields import Context, Field, FieldSet, Kind, Scalar
from maitre.kernel.query.times import FIRST_YEAR, LAST_YEAR, Stretch, read_time
from maitre.kernel.query.tree import All, Condition, Either, Node, Not, Operator, Span, Value, Words
from maitre.kernel.words import query_words

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_DEEPEST_NAMED = 5


def bind(node: Node, fields: FieldSet, context: Context) -> Bound:
    """Raises QueryError for what does not fit the fields."""
    binder = _Binder(fields, context)
    return Bound(binder.bind(node), tuple(binder.unresolved))


class _Binder:
    def __init__(self, fields: FieldSet, context: Context) -> None:
        self.fields = fields
        self.context = context
        self.unresolved: list[Unresolved] = []
        self.inside = 0
        self.place: Span | None = None  # of the named value whose meaning is being bound

    def bind(self, node: Node) -> Test:
        match node:
            case All():
                return BoundAll(tuple(map(self.bind, _meaningful(node.parts))))
            case Either():
                return BoundEither(tuple(map(self.bind, node.parts)))
            case Not():
                return BoundNot(self.bind(node.part))
            case Words():
                return self._bare(node)
            case Condition():
                return self._condition(node)

    def _bare(self, node: Words) -> Test:
        field = self.fields.find(self.fields.words)
        if field is None:
            sentence = f"“{node.text[:40]}” names no field, and there is no text to search here"
            raise QueryError(Wrong.UNKNOWN_FIELD, sentence, node.span)
        return _has_words(field, node.text, node.span)

    def _field(self, name: str, span: Span) -> Field:
        found = self.fields.find(name, inside=self.inside > 0)
        if found is None:
            if name in self.fields.withheld:
                sentence = f"Only those who work on records may ask for “{name}”"
                raise QueryError(Wrong.NOT_YOURS, sentence, span)
            near = _closest(name, (one.name for one in self.fields))
            sentence = f"There is no field “{name[:40]}” here; put text to search for in quotes"
            raise QueryError(Wrong.UNKNOWN_FIELD, sentence, span, near)
        return found

    def _condition(self, node: Condition) -> Test:
        field = self._field(node.field, (node.span[0], node.span[0] + len(node.field)))
        if node.operator not in field.permitted:
            known = " ".join(field.permitted)
            sentence = f"“{field.name}” cannot be compared with “{node.operator}”, only with {known}"
            raise QueryError(Wrong.WRONG_OPERATOR, sentence, node.span)
        if node.operator not in (Operator.IS, Operator.WORDS):
            if len(node.values) > 1:
                sentence = f"“{field.name}{node.operator}” takes one value"
                raise QueryError(Wrong.ONE_VALUE, sentence, node.span)
            return self._compared(field, node.operator, node.values[0])
        tests: list[Test] = []
        plain: list[Scalar] = []
        for value in dict.fromkeys(node.values):
            test = self._special(field, value) or self._equal(field, value)
            if isinstance(test, OneOf) and test.field is field:
                plain += test.values
            else:
                tests.append(test)
        if plain or not tests:
            tests.append(OneOf(field, tuple(dict.fromkeys(plain))))
        return tests[0] if len(tests) == 1 else BoundEither(tuple(tests))

    def _special(self, field: Field, value: Value) -> Test | None:
        """The values that are not data: named queries, "none" and "me"; in quotes they are only text."""
        if value.literal:
            return None
        meaning = self.fields.meaning(field, value.text)
        if meaning is not None:
            return self._named(field, value, meaning)
        if value.text.casefold() == "none" and field.kind is not Kind.WORDS:
            if not field.nullable:
                raise QueryError(Wrong.NEVER_EMPTY, f"“{field.name}” is never empty", value.span)
            return Absent(field)
        if value.text.casefold() == "me" and field.person:
            if self.context.person_id is None:
                raise QueryError(Wrong.NOBODY, "“me” means nobody here: no person is asking", value.span)
            return OneOf(field, (self.context.person_id,))
        return None

    def _named(self, field: Field, value: Value, meaning: Node) -> Test:
        if self.inside >= _DEEPEST_NAMED:
            raise ValueError(f"the meaning of {field.name}:{value.text} leads back to itself")
        written, self.place = self.place, self.place or value.span
        self.inside += 1
        try:
            return self.bind(meaning)
        except QueryError as refused:
            raise QueryError(refused.kind, refused.reason, self.place, refused.suggestion) from None
        finally:
            self.inside -= 1
            self.place = written

    def _equal(self, field: Field, value: Value) -> Test:
        match field.kind:
            case Kind.WORDS:
                return _has_words(field, value.text, value.span)
            case Kind.CHOICE:
                return OneOf(field, (_choice(field, value),))
            case Kind.FLAG:
                return OneOf(field, (_flag(field, value),))
            case Kind.NUMBER:
                return OneOf(field, (_number(field, value),))
            case Kind.INSTANT:
                return self._during(field, self._time(field, value))
            case Kind.REFERENCE:
                return self._reference(field, value)

    def _reference(self, field: Field, value: Value) -> Test:
        try:
            keys = tuple(self.context.resolve(field.source, value.text))
        except Several as several:
            sentence = f"“{value.text[:40]}” could be {_listed(several.names)}; write more of the name"
            raise QueryError(Wrong.SEVERAL, sentence, self.place or value.span, known=several.names) from None
        if not keys:
            self.unresolved.append(Unresolved(field.name, value.text, *(self.place or value.span)))
        return OneOf(field, keys)

    def _time(self, field: Field, value: Value) -> Stretch:
        found = read_time(value.text, self.context.now, self.context.zone)
        if found is None:
            sentence = (
                f"“{value.text[:40]}” is not a time for “{field.name}”; write -7d, 2h, today, 2030-01-31 or "
                f"2030-01-31T09:00, in the years {FIRST_YEAR} to {LAST_YEAR}"
            )
            raise QueryError(Wrong.BAD_TIME, sentence, value.span)
        return found

    def _during(self, field: Field, when: Stretch) -> Test:
        """A date means all of it; `-7d` means since then, `2h` until then."""
        if not when.relative:
            return Between(field, Edge(when.start, open=False), Edge(when.end, open=True))
        first, last = sorted((when.start, self.context.now))
        return Between(field, Edge(first, open=False), Edge(last, open=False))

    def _compared(self, field: Field, operator: Operator, value: Value) -> Test:
        if field.kind is Kind.INSTANT:
            when = self._time(field, value)
            # "after a day" begins when the day ends; "up to a day" includes it
            beyond = operator in (Operator.ABOVE, Operator.AT_MOST) and not when.relative
            strict = operator in (Operator.ABOVE, Operator.BELOW)
            edge = Edge(when.end if beyond else when.start, open=strict != beyond)
        else:
            edge = Edge(_number(field, value), open=operator in (Operator.ABOVE, Operator.BELOW))
        if operator in (Operator.ABOVE, Operator.AT_LEAST):
            return Between(field, edge, None)
        return Between(field, None, edge)


def _meaningful(parts: tuple[Node, ...]) -> tuple[Node, ...]:
    """A lone dash between words ("Mail - cannot send") asks nothing, unless it is all there is."""
    asking = tuple(part for part in parts if not isinstance(part, Words) or query_words(part.text))
    return asking or parts


def _has_words(field: Field, text: str, span: Span) -> HasWords:
    """A star at the end asks for the beginning of a word."""
    typed = typed_terms(text[:-1]) if text.endswith("*") else None
    if typed and typed.prefix is not None:
        return HasWords(field, typed.terms, typed.prefix)
    asked = terms(text)
    if not asked:
        raise QueryError(Wrong.NO_WORDS, f"“{text[:40]}” has no letter or digit to search for", span)
    return HasWords(field, tuple(asked))


def _choice(field: Field, value: Value) -> str | int:
    if not field.choices and not field.named:
        return value.text.lower() if field.folded else value.text
    found = _called(field, value)
    if found is None:
        known = field.value_names()
        sentence = f"“{field.name}” has no value “{value.text[:40]}”; there are {', '.join(known)}"
        near = _closest(value.text, known)
        raise QueryError(Wrong.UNKNOWN_VALUE, sentence, value.span, near, known)
    return found


def _called(field: Field, value: Value) -> str | int | None:
    """What a choice of this name is stored as."""
    wanted = value.text.casefold()
    return next((stored for name, stored in field.choices.items() if name.casefold() == wanted), None)


def _listed(names: Sequence[str]) -> str:
    """Two names or more."""
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _flag(field: Field, value: Value) -> bool:
    if (found := _FLAGS.get(value.text.casefold())) is None:
        raise QueryError(Wrong.BAD_FLAG, f"“{field.name}” is either yes or no", value.span)
    return found


def _number(field: Field, value: Value) -> int | Decimal:
    match = _NUMBER.fullmatch(value.text)
    if match is None:
        if isinstance(named := _called(field, value), int):
            return named
        sentence = f"“{value.text[:40]}” is not a number for “{field.name}”"
        if known := list(field.choices):
            sentence += f", nor one of {', '.join(known)}"
        raise QueryError(Wrong.BAD_NUMBER, sentence, value.span, _closest(value.text, known), known)
    # a whole number stays an int, so PostgreSQL can use an index on an integer column
    return Decimal(value.text) if match[1] else int(value.text)


def _closest(name: str, known: Iterable[str]) -> str | None:
    written = {one.casefold(): one for one in known}
    return next((written[near] for near in get_close_matches(name.casefold(), written, n=1)), None)
