"""The words that bodies are made of: what comes in is closed, names are ids or keys, instants have a zone."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Path, Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from maitre.kernel.days import read_day
from maitre.kernel.query import LONGEST_TEXT

LARGEST_ID = 2**63 - 1


class Given(BaseModel):
    """What a caller may send: fields that are not named are refused, never ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


def _reference(value: Any) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_ID:
        return value
    if isinstance(value, str) and 1 <= len(value.strip()) <= 254:
        return value.strip()
    raise PydanticCustomError("reference", "must be an id or a name: a key, or a person's e-mail address")


Reference = Annotated[
    Any,
    PlainValidator(_reference),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
                {"type": "string", "minLength": 1, "maxLength": 254},
            ],
            "description": "An id, a key, or a person's e-mail address",
        }
    ),
]
"""How a body points at something else. Validated to `int | str`."""

Text = Annotated[str, Field(max_length=50_000)]
"""What somebody writes, with line breaks."""
Level = Annotated[int, Field(ge=1, le=3, strict=True, description="1 high, 2 medium, 3 low", examples=[2])]
"""Impact or urgency (standards.md 8.1)."""

_DIGITS = re.compile(r"-?(0|[1-9][0-9]*)")


def _digits(value: Any) -> Any:
    """In an address everything is text; Python would take “1.0”, “1_0” and “+1” as well."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise PydanticCustomError("whole_number", "must be a whole number, written in digits")
    return value


def _yes_or_no(value: Any) -> bool:
    flag = {"true": True, "false": False}.get(value)
    if flag is None:
        raise PydanticCustomError("flag", "must be true or false")
    return flag


Whole = Annotated[int, BeforeValidator(_digits)]
"""A number in an address."""
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]
"""Yes or no in an address."""
Id = Annotated[Whole, Path(ge=1, le=LARGEST_ID)]

_WRITTEN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})"
)


def _written(value: Any) -> str:
    """Only text that is an instant: a number could count seconds or milliseconds, and from any year."""
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        return value
    raise PydanticCustomError(
        "instant", "is no instant: write a day, a time and the offset from UTC, like 2030-01-31T09:00:00Z"
    )


def _utc(value: datetime) -> datetime:
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        moment = None
    if moment is None or not 1970 <= moment.year <= 2200:
        raise PydanticCustomError("instant", "must lie between 1970 and 2200")
    return moment


Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_utc)]
"""A moment with its offset from UTC."""


def _day(value: Any) -> date:
    try:
        return read_day(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("day", "is no day: write it like 2030-01-31") from None


Day = Annotated[date, BeforeValidator(_day)]
"""A day of the calendar."""


def _readable(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise PydanticCustomError(
            "too_long",
            "has {length} characters; at most {most} are read",
            {"length": len(text), "most": LONGEST_TEXT},
        )
    return text


Question = Annotated[
    str, AfterValidator(_readable), WithJsonSchema({"type": "string", "maxLength": LONGEST_TEXT})
]
"""What is asked for in a `q`, in the query language or in words: as long everywhere, and refused everywhere alike."""

Limit = Annotated[Whole, Query(50, ge=1, le=200, description="Most items in one answer")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before")]

T = TypeVar("T")


class Listed(BaseModel, Generic[T]):
    """One page of a list. `next` is the cursor of the following one; null at the end."""

    items: list[T]
    next: str | None = None


class Reason(Given):
    """Why, in words."""

    reason: str = Field(max_length=50_000, examples=["It happened again this morning."])
