"""What calendars add elsewhere: their definition as code."""

from typing import Annotated, Literal

from django.db.models import F
from pydantic import Field

from maitre.kernel.errors import Invalid
from maitre.shared.calendars.models import Calendar
from maitre.shared.calendars.rules import DAYS, working_time
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Kind, Name, declare

Spans = Annotated[
    list[str], Field(max_length=20, description="Hours as 09:00-17:00; an empty list is a day off")
]

Weekday = Annotated[str, Field(pattern=f"^({'|'.join(DAYS)})$")]


class CalendarDefinition(Definition):
    """Working hours in the local time of a zone. Hours over midnight are two spans on two days."""

    kind: Literal["calendar"]
    name: Name
    zone: str = Field(max_length=60, description="IANA time zone, such as Europe/Vienna")
    week: dict[Weekday, Spans]
    exceptions: dict[str, Spans] = Field(
        default={}, max_length=5000, description="Dates with other hours than their weekday"
    )

    def check(self) -> None:
        working_time(self.zone, self.week, self.exceptions)


def read() -> dict[str, CalendarDefinition]:
    return {
        each.key: CalendarDefinition.model_construct(
            kind="calendar",
            key=each.key,
            name=each.name,
            zone=each.zone,
            week={day: each.week[day] for day in DAYS if day in each.week},
            exceptions=dict(sorted(each.exceptions.items())),
        )
        for each in Calendar.objects.all()
    }


def write(definition: CalendarDefinition) -> None:
    """Each change makes a new version: clocks that were computed with an older one know that they are behind."""
    values = {
        "name": definition.name,
        "zone": definition.zone,
        "week": definition.week,
        "exceptions": definition.exceptions,
    }
    if not Calendar.objects.filter(key=definition.key).update(version=F("version") + 1, **values):
        Calendar.objects.create(key=definition.key, **values)


def remove(key: str) -> None:
    row = Calendar.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no calendar “{key}”.")
    delete_row(row, f"The calendar “{key}”")


declare(Kind("calendar", CalendarDefinition, read, write, remove))
