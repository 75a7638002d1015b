"""A mapping file: how the words of one source become ours. Every key is explained in docs/how-to/import-history.md."""

import re
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.arrivals.imports.times import confusable

SIZE_LIMIT = 1_000_000  # bytes
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
Name = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]
Value = str | int


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Place(Part):
    """The organisation everything arrives in; with a name it is founded where it does not exist."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    name: Annotated[str, Field(max_length=200)] = ""


class Times(Part):
    formats: Annotated[list[str], Field(min_length=1)] = ["iso"]
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"“{zone}” is no time zone; write it as Europe/Brussels") from None
        return zone

    @field_validator("formats")
    @classmethod
    def _clear(cls, formats: list[str]) -> list[str]:
        for each in formats:
            if each not in ("iso", "epoch", "epoch_ms") and "%" not in each:
                raise ValueError(
                    f"“{each}” is neither iso, epoch, epoch_ms nor a pattern such as %d/%m/%Y %H:%M"
                )
        if pair := confusable(formats):
            raise ValueError(
                f"{pair[0]} and {pair[1]} read the same text as different times; keep one of them"
            )
        return formats


class Who(Part):
    """Columns that name a person."""

    name: Name
    email: Name | None = None


class When(Part):
    """One combination of words in the source, and the state it means here."""

    when: Annotated[list[str], Field(min_length=1)]
    state: Name
    set: dict[str, Value] = {}
    unassigned: bool = False


class States(Part):
    """The state of an entry: always the same, or found by the words of some columns."""

    always: str | None = None
    from_: list[Name] = Field(default=[], alias="from")
    values: list[When] = []

    @model_validator(mode="after")
    def _one_way(self) -> "States":
        if bool(self.always) == bool(self.from_):
            raise ValueError("give either `always`, or `from` with `values`")
        seen: set[tuple[str, ...]] = set()
        for each in self.values:
            words = tuple(each.when)
            if len(words) != len(self.from_):
                raise ValueError(
                    f"`when: {each.when}` needs {len(self.from_)} words, one for each column of `from`"
                )
            if words in seen:
                raise ValueError(f"`when: {each.when}` stands twice")
            seen.add(words)
        return self


class Field_(Part):
    """The value of a field: always the same, or a column's, through `values` where the words differ."""

    always: Value | None = None
    from_: Name | None = Field(default=None, alias="from")
    values: dict[str, Value] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Field_":
        if (self.always is None) == (self.from_ is None):
            raise ValueError("give either `always` or `from`")
        return self


class Entry(Part):
    """What one row says of one event. A row without a time at `at` says nothing of it."""

    at: Name
    by: Name | Who | None = None
    team: Name | None = None
    assignee: Name | Who | None = None
    state: States
    fields: dict[str, Field_] = {}
    text: str = ""
    keep: list[Name] = []
    visibility: Literal["public", "internal"] = "public"


class People(Part):
    create: bool = True
    domain: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*\.invalid$", max_length=100)]


class Teams(Part):
    create: bool = True


class Table(Part):
    """How a CSV file is written. Without a delimiter, the commonest of , ; tab | in the header is it."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    encoding: Literal["utf-8", "cp1252"] = "utf-8"


class Mapping(Part):
    source: Key
    kind: Name
    organisation: Place
    layout: Literal["log", "flat"]
    id: Name
    title: Annotated[str, Field(min_length=1)]
    description: str = ""
    requester: Name | Who | None = None
    times: Times = Times()
    entries: Annotated[list[Entry], Field(min_length=1, max_length=20)]
    people: People
    teams: Teams = Teams()
    csv: Table = Table()
    ignore: list[Name] | Literal["*"] = []

    @model_validator(mode="after")
    def _fits_layout(self) -> "Mapping":
        if self.layout == "log" and len(self.entries) != 1:
            raise ValueError("a log has one row per event, so it has exactly one item in `entries`")
        return self

    def names(self) -> Iterator[str]:
        """Every column or attribute the mapping reads."""
        yield self.id
        yield from placeholders(self.title)
        yield from placeholders(self.description)
        yield from _columns(self.requester)
        for entry in self.entries:
            yield entry.at
            yield from _columns(entry.by)
            yield from _columns(entry.assignee)
            yield from [entry.team] if entry.team else []
            yield from entry.state.from_
            yield from (field.from_ for field in entry.fields.values() if field.from_)
            yield from placeholders(entry.text)
            yield from entry.keep


def placeholders(template: str) -> list[str]:
    """Names between braces, without `id`, which is always known."""
    return [name for name in PLACEHOLDER.findall(template) if name != "id"]


def _columns(who: str | Who | None) -> Iterator[str]:
    if isinstance(who, str):
        yield who
    elif who:
        yield who.name
        yield from [who.email] if who.email else []


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice, which YAML would let pass with the second one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise yaml.YAMLError(f"line {line}: the key “{key}” stands twice")
            seen.add(key)
        return super().construct_mapping(node, deep)


def load(path: Path) -> Mapping:
    """Read and check a mapping file. Raises Invalid that names each key by its path."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise Invalid(f"{path} has more than {SIZE_LIMIT:,} bytes: that is no mapping.")
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506  (a SafeLoader)
        return Mapping.model_validate(content)
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid(f"{path} is not UTF-8 text.") from None
    except yaml.YAMLError as error:
        raise Invalid(f"{path} is not YAML: {' '.join(str(error).split())}.") from None
    except ValidationError as error:
        errors = [_field_error(item) for item in error.errors()]
        raise Invalid(f"The mapping {path} cannot be used.", errors=errors) from None


def _field_error(item: Any) -> FieldError:
    message = str(item["msg"]).removeprefix("Value error, ")
    return FieldError(".".join(str(step) for step in item["loc"]) or "mapping", str(item["type"]), message)
