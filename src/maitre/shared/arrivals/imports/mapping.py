"""A mapping file: how the words of one source become ours. Every key is explained in docs/how-to/import-history.md."""

import re
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from django.utils.translation import gettext as _
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
    """Columns that name a person. `prefix` stands before names without an address: “7” as a caller and as an agent
    may be two people."""

    name: Name
    email: Name | None = None
    prefix: Annotated[str, Field(max_length=60)] = ""


class RowId(Part):
    """For a table without ids: this word and the number of the row, counted from 1 after the header."""

    row: Annotated[str, Field(max_length=60)]


class When(Part):
    """One combination of words in the source, and the state it means here."""

    when: Annotated[list[str], Field(min_length=1)]
    state: Name
    set: dict[str, Value] = {}
    unassigned: bool = False

    @field_validator("when", mode="before")
    @classmethod
    def _one_word(cls, when: object) -> object:
        return [when] if isinstance(when, str) else when


class States(Part):
    """The state of an entry: always the same, or found by the words of some columns."""

    always: str | None = None
    from_: list[Name] = Field(default=[], alias="from")
    values: list[When] = []

    @field_validator("from_", mode="before")
    @classmethod
    def _one_column(cls, from_: object) -> object:
        return [from_] if isinstance(from_, str) else from_

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
    """The value of a field: always the same, or a column's, through `values` where the words differ.

    `others: word` takes a word that `values` does not name as it stands, `others: empty` leaves the field empty.
    """

    always: Value | None = None
    from_: Name | None = Field(default=None, alias="from")
    values: dict[str, Value] | None = None
    others: Literal["refuse", "word", "empty"] = "refuse"

    @model_validator(mode="after")
    def _one_way(self) -> "Field_":
        if (self.always is None) == (self.from_ is None):
            raise ValueError("give either `always` or `from`")
        return self


class Category(Part):
    """The column that names a category, by its key or name here, or through `values`."""

    from_: Name = Field(alias="from")
    values: dict[str, str] | None = None


class Entry(Part):
    """What one row says of one event. A row without a time at `at` says nothing of it."""

    at: Name
    by: Name | Who | None = None
    team: Name | None = None
    assignee: Name | Who | None = None
    state: States
    category: Category | None = None
    fields: dict[str, Field_] = {}
    text: str = ""
    keep: list[Name] = []
    visibility: Literal["public", "internal"] = "public"


class Moment(Part):
    """A column of a snapshot that says when something happened, and who did it. `text` is said with it."""

    at: Name
    by: Name | Who | None = None
    text: str = ""


class Moments(Part):
    """When a record was opened, resolved and closed, in columns that every row of a snapshot log repeats."""

    opened: Moment
    resolved: Moment | None = None
    closed: Moment | None = None

    def named(self) -> Iterator[tuple[str, Moment]]:
        yield "opened", self.opened
        if self.resolved:
            yield "resolved", self.resolved
        if self.closed:
            yield "closed", self.closed


class People(Part):
    create: bool = True
    prefix: Annotated[str, Field(max_length=60)] = ""
    domain: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*\.invalid$", max_length=100)]


class Teams(Part):
    create: bool = True


class Categories(Part):
    create: bool = False


class Table(Part):
    """How a CSV file is written. Without a delimiter, the commonest of , ; tab | in the header is it. A mark at the
    beginning of the file that tells its encoding is believed before the mapping."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    encoding: Literal["utf-8", "utf-16", "cp1252"] = "utf-8"


class Workbook(Part):
    """Which sheet of a workbook. Without a name, the only one that holds anything."""

    sheet: Name | None = None


class Mapping(Part):
    source: Key
    kind: Name
    organisation: Place
    layout: Literal["log", "flat", "snapshot"]
    id: Name | RowId
    title: Annotated[str, Field(min_length=1)]
    description: str = ""
    requester: Name | Who | None = None
    times: Times = Times()
    entries: Annotated[list[Entry], Field(min_length=1, max_length=20)]
    people: People
    teams: Teams = Teams()
    categories: Categories = Categories()
    moments: Moments | None = None
    contradictions: Literal["refuse", "nearest"] = "refuse"
    missing: list[str] = []
    blank: Literal["keeps", "clears"] = "keeps"
    clean: Literal["refuse", "strip"] = "refuse"
    csv: Table = Table()
    xlsx: Workbook = Workbook()
    ignore: list[Name] | Literal["*"] = []

    @model_validator(mode="after")
    def _fits_layout(self) -> "Mapping":
        if self.layout != "flat" and len(self.entries) != 1:
            raise ValueError(
                f"a {self.layout} has one row per event, so it has exactly one item in `entries`"
            )
        if (self.layout == "snapshot") != (self.moments is not None):
            raise ValueError("`moments` goes with `layout: snapshot`, and only with it")
        if self.layout != "flat" and isinstance(self.id, RowId):
            raise ValueError("rows are gathered by their id here, so `id` must be a column")
        return self

    @property
    def id_column(self) -> str:
        """The column of the id; empty where rows are numbered."""
        return self.id if isinstance(self.id, str) else ""

    def names(self) -> Iterator[str]:
        """Every column or attribute the mapping reads."""
        yield from [self.id_column] if self.id_column else []
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
            yield from [entry.category.from_] if entry.category else []
            yield from placeholders(entry.text)
            yield from entry.keep
        for _name, moment in self.moments.named() if self.moments else ():
            yield moment.at
            yield from _columns(moment.by)
            yield from placeholders(moment.text)


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
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise yaml.YAMLError(f"line {line}: the key “{key}” stands twice")
            seen.add(key)
        return super().construct_mapping(node, deep)


def unusable() -> str:
    return _("This mapping cannot be used. Correct these keys; docs/how-to/import-history.md explains each.")


def load(path: Path) -> Mapping:
    """Read and check a mapping file. Raises Invalid that names each key by its path."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            sentence = _("%(path)s has more than %(limit)s bytes: that is no mapping. Name another file.")
            raise Invalid(sentence % {"path": path, "limit": f"{SIZE_LIMIT:,}"})
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506  (a SafeLoader)
        return Mapping.model_validate(content)
    except OSError as error:
        sentence = _("%(path)s cannot be read: %(error)s. Name another file, or let this one be read.")
        raise Invalid(sentence % {"path": path, "error": error.strerror}) from None
    except UnicodeDecodeError:
        raise Invalid(_("%(path)s is not UTF-8 text. Save it as that.") % {"path": path}) from None
    except yaml.YAMLError as error:
        sentence = _("%(path)s is not YAML: %(error)s. Correct it there.")
        raise Invalid(sentence % {"path": path, "error": " ".join(str(error).split())}) from None
    except ValidationError as error:
        errors = list({each.field: each for each in map(_field_error, error.errors())}.values())
        raise Invalid(unusable(), errors=errors) from None


ALTERNATIVES = frozenset({"constrained-str", "list[constrained-str]", "literal['*']", "Who", "RowId"})
"""What Pydantic adds to the path of a key that may be written in two ways."""


def _field_error(item: Any) -> FieldError:
    message = str(item["msg"]).removeprefix("Value error, ")
    steps = [str(step) for step in item["loc"] if step not in ALTERNATIVES]
    return FieldError(".".join(steps) or "mapping", str(item["type"]), message)
