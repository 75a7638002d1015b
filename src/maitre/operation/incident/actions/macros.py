"""What macros can do with an incident: each step a verb with what it is given, taken through the ordinary action."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from maitre.kernel.business_time import add_business_days
from maitre.kernel.errors import FieldError, Invalid, MaitreError
from maitre.kernel.texts import is_blank
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices.steps import TOLD
from maitre.operation.incident.rules import Cause, Kind, PauseReason, ResolutionCode
from maitre.shared.access.querysets import people_visible_to, teams_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.assignment.actions import assign, take
from maitre.shared.conversation.actions import comment
from maitre.shared.conversation.actions.canned import checked_texts
from maitre.shared.conversation.notices import said_on
from maitre.shared.macros.rules import Given, StepKind
from maitre.shared.organisation.models import Person, Team
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Category, Record, Visibility
from maitre.shared.workflow.actions import cancel, close, edit, pause, prioritise, resolve, resume

ME = "me"
"""Who runs it, where a step names a person."""


def _kept(texts: dict[str, str]) -> dict[str, str]:
    try:
        return checked_texts(texts)
    except MaitreError as error:
        raise PydanticCustomError("text", "{why}", {"why": error.sentence}) from error


Texts = Annotated[dict[str, str], AfterValidator(_kept)]
"""By language; the requester's is said. Placeholders stand in double braces."""
Level = Annotated[int, Field(ge=1, le=3, strict=True)]
Line = Annotated[str, Field(max_length=200)]


class EditGiven(Given):
    """What is left out stays; an empty text empties."""

    category: str | None = None
    type: Kind | None = None
    service: Line | None = None
    item: Line | None = None
    location: Line | None = None


class PrioritiseGiven(Given):
    impact: Level | None = None
    urgency: Level | None = None
    priority: Annotated[int, Field(ge=1, le=5, strict=True)] | None = None
    reason: str = Field("", max_length=500)

    @model_validator(mode="after")
    def says_why(self) -> "PrioritiseGiven":
        if self.priority is not None and is_blank(self.reason):
            raise PydanticCustomError("reason", "another priority takes a reason")
        return self


class AssignGiven(Given):
    """`assignee` is an e-mail address, or “me”."""

    team: str | None = None
    assignee: str | None = None
    reason: str = Field("", max_length=5000)

    @model_validator(mode="after")
    def names_somebody(self) -> "AssignGiven":
        if not self.team and not self.assignee:
            raise PydanticCustomError("worker", "name a team or a person")
        return self


class SayGiven(Given):
    texts: Texts


class PauseGiven(Given):
    reason: PauseReason
    texts: Texts | None = None
    days: Annotated[int, Field(ge=1, le=250, strict=True)] | None = Field(
        None, description="Business days until work goes on by itself"
    )

    @model_validator(mode="after")
    def can_be_taken(self) -> "PauseGiven":
        if self.reason == PauseReason.REQUESTER and not self.texts:
            raise PydanticCustomError("question", "write what you need to know from the requester")
        if self.reason == PauseReason.SCHEDULED and not self.days:
            raise PydanticCustomError("days", "say after how many days work goes on")
        return self


class ResolveGiven(Given):
    code: ResolutionCode
    cause: Cause
    texts: Texts


class CancelGiven(Given):
    texts: Texts


class NothingGiven(Given):
    """One click."""


def _said(incident: Incident, by: Actor, texts: Mapping[str, str]) -> str:
    """The text in the requester's language, filled in for this record."""
    return next(iter(said_on(incident.record, by, texts).values()), "")


def _edit(incident: Incident, by: Actor, given: EditGiven) -> None:
    fields: dict[str, object] = {}
    if given.category is not None:
        row = Category.objects.filter(key=given.category).first()
        fields["category_id"] = row.pk if row else 0
    fields |= {
        name: value
        for name, value in {
            "kind": given.type,
            "service": given.service,
            "item": given.item,
            "location": given.location,
        }.items()
        if value is not None
    }
    edit(incident, fields, by=by)


def _prioritise(incident: Incident, by: Actor, given: PrioritiseGiven) -> None:
    prioritise(
        incident,
        by=by,
        impact=given.impact,
        urgency=given.urgency,
        override=given.priority,
        reason=given.reason,
    )


def _assign(incident: Incident, by: Actor, given: AssignGiven) -> None:
    team, person = _team(given.team, by), _person(given.assignee, by)
    assign(incident, by=by, team=team, assignee=person, reason=given.reason)


def _team(key: str | None, by: Actor) -> Team | None:
    if key is None:
        return None
    found = teams_visible_to(by).filter(key=key, is_active=True).first()
    return found or _nobody("team", key)


def _person(named: str | None, by: Actor) -> Person | None:
    if named is None:
        return None
    people = people_visible_to(by).filter(is_active=True)
    found = people.filter(pk=by.person_id or 0) if named == ME else people.filter(email__iexact=named)
    return found.first() or _nobody("assignee", named)


def _nobody(field: str, name: str) -> Any:
    raise Invalid(
        _("There is no “%(name)s” any more, or it is not open to you.") % {"name": name},
        errors=[FieldError(field, "unknown", name)],
    )


def _reply(incident: Incident, by: Actor, given: SayGiven) -> None:
    comment(incident.record, _said(incident, by, given.texts), by=by)


def _note(incident: Incident, by: Actor, given: SayGiven) -> None:
    comment(incident.record, _said(incident, by, given.texts), by=by, visibility=Visibility.INTERNAL)


def _pause(incident: Incident, by: Actor, given: PauseGiven) -> None:
    calendar = calendar_of(incident.record.organisation)
    wakes_at = add_business_days(timezone.now(), given.days, calendar) if given.days else None
    text = _said(incident, by, given.texts or {})
    pause(incident, by=by, reason=given.reason, text=text, wakes_at=wakes_at)


def _resolve(incident: Incident, by: Actor, given: ResolveGiven) -> None:
    solution = _said(incident, by, given.texts)
    resolve(incident, by=by, code=given.code, cause=given.cause, solution=solution)


def _cancel(incident: Incident, by: Actor, given: CancelGiven) -> None:
    cancel(incident, by=by, reason=_said(incident, by, given.texts))


def _speaks(incident: Incident, by: Actor, given: Any) -> str:
    return _said(incident, by, given.texts or {})


def _plain(act: Callable[..., object]) -> Callable[[Incident, Actor, NothingGiven], object]:
    return lambda incident, by, given: act(incident, by=by)


STEPS = (
    StepKind("edit", EditGiven, _edit, TOLD["edit"]),
    StepKind("prioritise", PrioritiseGiven, _prioritise, TOLD["prioritise"]),
    StepKind("take", NothingGiven, _plain(take), TOLD["take"]),
    StepKind("assign", AssignGiven, _assign, TOLD["assign"]),
    StepKind("reply", SayGiven, _reply, TOLD["reply"], _speaks),
    StepKind("note", SayGiven, _note, TOLD["note"], _speaks),
    StepKind("pause", PauseGiven, _pause, TOLD["pause"], _speaks),
    StepKind("resume", NothingGiven, _plain(resume), TOLD["resume"]),
    StepKind("resolve", ResolveGiven, _resolve, TOLD["resolve"], _speaks),
    StepKind("close", NothingGiven, _plain(close), TOLD["close"]),
    StepKind("cancel", CancelGiven, _cancel, TOLD["cancel"], _speaks),
)
"""In the order in which a form puts them."""


def incident_of(record: Record) -> Incident:
    """The incident that hangs on `record`."""
    incident = Incident.objects.get(pk=record.pk)
    incident.record = record
    return incident
