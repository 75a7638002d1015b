"""The vocabulary of typed fields, and how a class of them is read.

A body of the interface is a Pydantic class. What a form needs beside its types stands in the class as well, as an
`Ask` in the annotation of each field, so that form and body cannot drift apart.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

Words = Any
"""Text as gettext gives it: a `str`, or a lazy one."""


class FieldType(StrEnum):
    """What a value is, whatever it is asked for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    INSTANT = "instant"
    PERSON = "person"
    TEAM = "team"
    CIRCLE = "circle"
    ORGANISATION = "organisation"
    CATEGORY = "category"
    RECORD = "record"
    """Another record of the same practice."""


REFERENCES = frozenset(
    {
        FieldType.PERSON,
        FieldType.TEAM,
        FieldType.CIRCLE,
        FieldType.ORGANISATION,
        FieldType.CATEGORY,
        FieldType.RECORD,
    }
)
"""Types whose values are rows: named by id, key or address in a body, chosen in a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """How a field is asked for on a form.

    `type` where the annotation does not tell it (a reference). `words` names the values of a choice, in their order;
    `empty` what an optional choice says when nothing is chosen. `required` where a form is stricter or laxer than the
    body. `nothing` is what an optional choice means on a form where nothing is chosen, if not the default of the body.
    `staff`: only people who work on records. `brief`: shown beside a list, too. `on_form`: asked for on forms at all.
    """

    label: Words
    help: Words = ""
    type: FieldType | None = None
    words: Mapping[Any, Words] = field(default_factory=dict)
    empty: Words = ""
    rows: int = 0
    radio: bool = False
    required: bool | None = None
    nothing: object = None
    staff: bool = False
    brief: bool = False
    on_form: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedField:
    """One field of a class, as every door needs it. `name` is what the action calls it."""

    name: str
    type: FieldType
    ask: Ask
    required: bool
    default: object = None
    limit: int | None = None

    @property
    def is_reference(self) -> bool:
        return self.type in REFERENCES


def fields_of(given: type[BaseModel], asks: Mapping[str, Ask] | None = None) -> tuple[TypedField, ...]:
    """The fields of a class that are asked for, in its order. `asks` says what is asked differently here."""
    return tuple(_fields(given, asks or {}))


def _fields(given: type[BaseModel], asks: Mapping[str, Ask]) -> Iterator[TypedField]:
    for name, info in given.model_fields.items():
        ask = asks.get(name) or next((each for each in info.metadata if isinstance(each, Ask)), None)
        if ask is None:
            continue
        yield TypedField(
            name=name,
            type=ask.type or _type_of(info.annotation, ask),
            ask=ask,
            required=info.is_required() if ask.required is None else ask.required,
            default=None if info.is_required() else info.get_default(),
            limit=_limit_of(info),
        )


def _type_of(annotation: Any, ask: Ask) -> FieldType:
    """What the annotation tells. Raises TypeError where it tells nothing, and `Ask.type` must."""
    plain = _plain(annotation)
    if get_origin(plain) is list:
        return FieldType.CHOICES
    if ask.words:
        return FieldType.CHOICE
    if plain is bool:
        return FieldType.YES_NO
    if plain is int:
        return FieldType.NUMBER
    if plain is AwareDatetime:
        return FieldType.INSTANT
    if plain is str:
        return FieldType.LONG_TEXT if ask.rows else FieldType.TEXT
    raise TypeError(f"{annotation}: say which type of field it is")


def _plain(annotation: Any) -> Any:
    """Without None, and without what stands beside it."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = next(each for each in get_args(annotation) if each is not NoneType)
    return annotation


def _limit_of(info: FieldInfo) -> int | None:
    return next((each.max_length for each in info.metadata if hasattr(each, "max_length")), None)


Resolve = Callable[[FieldType, Any, str], Any]


def arguments(body: BaseModel, fields: tuple[TypedField, ...], resolve: Resolve) -> dict[str, Any]:
    """What an action takes: the values of `body`, with rows in place of what names them.

    `resolve` finds a row by (type, reference, name in the body) and raises Invalid where there is none for the caller.
    """
    references = {each.name: each.type for each in fields if each.is_reference}
    found = {}
    for name, info in type(body).model_fields.items():
        value = getattr(body, name)
        if name in references and value is not None:
            value = resolve(references[name], value, info.alias or name)
        found[name] = value
    return found
