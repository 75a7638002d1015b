"""What can be wrong with a query, and where: a sentence for people, a kind for programs and translations."""

from collections.abc import Sequence
from enum import StrEnum

from maitre.kernel.errors import FieldError, Invalid


class Wrong(StrEnum):
    """The kinds of refusal; the value is the stable code that REST shows."""

    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"
    TOO_MANY = "too_many_conditions"
    TOO_DEEP = "too_deep"
    OPEN_QUOTE = "open_quote"
    OPEN_PARENTHESIS = "open_parenthesis"
    STRAY_PARENTHESIS = "stray_parenthesis"
    EMPTY_PARENTHESES = "empty_parentheses"
    MISSING_VALUE = "missing_value"
    MISSING_CONDITION = "missing_condition"
    MISSING_SPACE = "missing_space"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_VALUE = "unknown_value"
    WRONG_OPERATOR = "wrong_operator"
    ONE_VALUE = "one_value"
    BAD_NUMBER = "bad_number"
    BAD_TIME = "bad_time"
    BAD_FLAG = "bad_flag"
    NO_WORDS = "no_words"
    NEVER_EMPTY = "never_empty"
    NOBODY = "nobody"
    SEVERAL = "several"
    NOT_YOURS = "not_yours"


class QueryError(Invalid):
    """A query that cannot be understood; `start` and `end` (exclusive) are places in its text, from 0.

    `known`: what could stand there instead.
    """

    def __init__(
        self,
        kind: Wrong,
        sentence: str,
        span: tuple[int, int],
        suggestion: str | None = None,
        known: Sequence[str] = (),
    ) -> None:
        said = f"{sentence} (at character {span[0] + 1})."
        if suggestion is not None:
            said += f" Did you mean “{suggestion}”?"
        super().__init__(said, errors=[FieldError("q", kind.value, said)])
        self.kind = kind
        self.reason = sentence
        self.start, self.end = span
        self.suggestion = suggestion
        self.known = tuple(known)


class Several(Exception):
    """A written name that could mean any of `names`; raised by resolvers, told by the binder with its place."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)
