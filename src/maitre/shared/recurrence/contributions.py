"""What recurrences add elsewhere: their definition as code, words, the job, and that they can make tasks."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Key, Kind, LongName, Name, Reference, declare
from maitre.shared.lifecycle.rules import living
from maitre.shared.organisation.models import Organisation, Team
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Record
from maitre.shared.records.notices import speaks
from maitre.shared.records.rules import read_label
from maitre.shared.recurrence import jobs  # noqa: F401  (declares the job)
from maitre.shared.recurrence.actions import next_time
from maitre.shared.recurrence.models import Recurrence
from maitre.shared.recurrence.notices import SENTENCES
from maitre.shared.recurrence.rules import Maker, can_make, check_zone, maker_of, read_rule, read_slot
from maitre.shared.tasks.actions import opens_nothing, plan
from maitre.shared.tasks.rules import due_after


class RecurringTask(BaseModel):
    """A task under a record that stays."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    under: str = Field(max_length=30, description="The number of the record, such as INC-1042")
    title: LongName
    description: str = Field(default="", max_length=10_000)
    team: Key | None = None
    due: str = Field(default="", description="4h: working hours, 2d: business days; empty: none")
    blocks: bool = False
    checklist: list[Annotated[LongName, Field(max_length=300)]] = Field(default=[], max_length=100)


def make_task(content: RecurringTask, organisation: Organisation, at: datetime) -> Record:
    """Under the record that is named, or what it lives on as: where its open tasks went."""
    named = _named(content, organisation)
    host = living(named)
    if host.pk != named.pk and not opens_nothing(named, host):
        raise Invalid(
            f"{content.under} was merged into a record that is open to others.",
            errors=[FieldError("under", "kept_apart", content.under)],
        )
    due = due_after(content.due, at, calendar_of(organisation)) if content.due else None
    return plan(
        host,
        by=SYSTEM_ACTOR,
        title=content.title,
        description=content.description,
        team=Team.objects.filter(key=content.team).first() if content.team else None,
        due_at=due,
        blocks=content.blocks,
        checklist=content.checklist,
        origin=named if host.pk != named.pk else None,
        at=at,
    ).record


def _named(content: RecurringTask, organisation: Organisation) -> Record:
    read = read_label(content.under)
    host = (
        Record.objects.filter(kind=read[0], number=read[1], organisation=organisation).first()
        if read
        else None
    )
    if host is None:
        raise Invalid(
            f"There is no {content.under} in {organisation.name}.",
            errors=[FieldError("under", "unknown", content.under)],
        )
    return host


class RecurrenceDefinition(Definition):
    """The same record again and again, once for each time of the rule."""

    kind: Literal["recurrence"]
    name: Name
    organisation: Key
    every: str = Field(max_length=300, description="A rule of RFC 5545: FREQ=WEEKLY;BYDAY=MO")
    begins: str = Field(max_length=16, description="Local time of the first: 2026-11-20T09:00")
    zone: str = Field(max_length=60, description="IANA time zone, such as Europe/Vienna")
    in_hours: bool = Field(
        default=False, description="True: a time outside working hours is served when work begins"
    )
    makes: str = Field(max_length=20, description="The kind of record: incident, task")
    record: dict[str, Any] = Field(description="What the record says, by its kind")
    active: bool = True

    def references(self) -> Iterator[Reference]:
        yield Reference(("organisation",), "organisation", self.organisation)
        for name, kind in maker_of(self.makes).references.items():
            if isinstance(value := self.record.get(name), str) and value:
                yield Reference(("record", name), kind, value)

    def check(self) -> None:
        check_zone(self.zone)
        read_rule(self.every, read_slot(self.begins))
        try:
            maker_of(self.makes).schema.model_validate(self.record)
        except ValidationError as error:
            errors = [
                FieldError(".".join(["record", *map(str, each["loc"])]), each["type"], each["msg"])
                for each in error.errors()
            ]
            raise Invalid(f"record: {errors[0].field}: {errors[0].message}", errors=errors) from None


def read() -> Mapping[str, RecurrenceDefinition]:
    return {
        each.key: RecurrenceDefinition.model_construct(
            kind="recurrence",
            key=each.key,
            name=each.name,
            organisation=each.organisation.key,
            every=each.every,
            begins=each.begins,
            zone=each.zone,
            in_hours=each.in_hours,
            makes=each.makes,
            record=each.content,
            active=each.is_active,
        )
        for each in Recurrence.objects.select_related("organisation")
    }


def write(definition: RecurrenceDefinition) -> None:
    """Another rule, or one taken up again, counts from now: no time of the past is served by a change."""
    now = timezone.now()
    before = Recurrence.objects.filter(key=definition.key).first()
    times = (definition.every, definition.begins, definition.zone, definition.active)
    known = before and (before.every, before.begins, before.zone, before.is_active)
    values = {
        "name": definition.name,
        "organisation": Organisation.objects.get(key=definition.organisation),
        "every": definition.every,
        "begins": definition.begins,
        "zone": definition.zone,
        "in_hours": definition.in_hours,
        "makes": definition.makes,
        "content": definition.record,
        "is_active": definition.active,
        "since": before.since if before and known == times else now,
    }
    row, _ = Recurrence.objects.update_or_create(key=definition.key, defaults=values)
    Recurrence.objects.filter(pk=row.pk).update(next_at=next_time(row, now) if row.is_active else None)


def remove(key: str) -> None:
    row = Recurrence.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no recurrence “{key}”.")
    if not row.occurrences.exists():
        delete_row(row, f"The recurrence “{key}”")
        return
    raise Invalid(f"The recurrence “{key}” has made records already; set active to false instead.")


declare(Kind("recurrence", RecurrenceDefinition, read, write, remove))
can_make("task", Maker(RecurringTask, make_task, {"team": "team"}))
speaks("", SENTENCES)
