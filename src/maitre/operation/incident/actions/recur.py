"""Report an incident that comes again and again, with its tasks: what a recurrence does at each of its times."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from maitre.kernel.errors import FieldError, Invalid
from maitre.operation.incident.actions.report import report
from maitre.operation.incident.rules import Channel, Kind
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.assignment.actions import assign
from maitre.shared.declarations.rules import Email, Key, LongName
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Category, Record
from maitre.shared.tasks.actions import apply_template
from maitre.shared.tasks.models import Template

Level = Annotated[int, Field(ge=1, le=3)]


class RecurringIncident(BaseModel):
    """What each of the incidents says."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    title: LongName
    requester: Email
    description: str = Field(default="", max_length=10_000)
    impact: Level | None = None
    urgency: Level | None = None
    type: Kind = Field(default=Kind.NO_IMPACT, strict=False)
    category: Key | None = None
    team: Key | None = None
    tasks: Key | None = Field(default=None, description="A task template")


def report_again(content: RecurringIncident, organisation: Organisation, at: datetime) -> Record:
    """Reported, given to its team, and its tasks planned: all at the same moment."""
    requester = Person.objects.filter(email=content.requester, is_active=True).first()
    if requester is None:
        raise Invalid(
            f"{content.requester} is nobody who could report it.",
            errors=[FieldError("requester", "unknown", content.requester)],
        )
    incident = report(
        by=SYSTEM_ACTOR,
        title=content.title,
        requester=requester,
        organisation=organisation,
        description=content.description,
        impact=content.impact,
        urgency=content.urgency,
        kind=content.type,
        category=Category.objects.filter(key=content.category).first() if content.category else None,
        channel=Channel.RECURRENCE,
        at=at,
    )
    if content.team and (team := Team.objects.filter(key=content.team, is_active=True).first()):
        assign(incident, by=SYSTEM_ACTOR, team=team)
    if content.tasks and (template := Template.objects.filter(key=content.tasks, is_active=True).first()):
        apply_template(incident.record, template, by=SYSTEM_ACTOR, at=at)
    return incident.record
