"""The words that bodies are made of: what comes in is closed, names are ids or keys, instants have a zone."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Path, Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

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

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def _utc(value: datetime) -> datetime:
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        moment = None
    if moment is None or not 1970 <= moment.year <= 2200:
        raise PydanticCustomError("instant", "must lie between 1970 and 2200")
    return moment


Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A moment with its offset from UTC."""

Limit = Annotated[int, Query(ge=1, le=200, description="Most items in one answer")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before")]

T = TypeVar("T")


class Listed(BaseModel, Generic[T]):
    """One page of a list. `next` is the cursor of the following one; null at the end."""

    items: list[T]
    next: str | None = None


class Reason(Given):
    """Why, in words."""

    reason: str = Field(max_length=50_000, examples=["It happened again this morning."])
