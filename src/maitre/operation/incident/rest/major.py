"""Major incidents as nouns: a proposal, a declaration, people, updates, a review; and the board of the live ones."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import FieldError, Invalid, NotFound
from maitre.kit.rest.shapes import Given, Reference, Text
from maitre.kit.rest.versions import IfMatch
from maitre.operation.incident import actions
from maitre.operation.incident.lifecycle import LIFECYCLE
from maitre.operation.incident.models import Incident, MajorIncident
from maitre.operation.incident.notices.majors import Due, leads
from maitre.operation.incident.rest.shapes import IncidentOut
from maitre.operation.incident.rules.major import Part
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.access.rest.references import person_named
from maitre.shared.access.rules import Actor
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.rest.nouns import respond, subject_in

router = Router(tags=["Major incidents"])
MOST = 200


class PeopleIn(Given):
    """Parts left out stay as they are; null takes one from whoever has it."""

    manager: Reference | None = None
    technical_lead: Reference | None = None
    communications: Reference | None = None
    scribe: Reference | None = None


class NoticeIn(Given):
    text: Text = Field("", description="Who was told, and how")


class ReviewIn(Given):
    what_happened: Text = ""
    went_well: Text = ""
    went_badly: Text = ""
    actions: Text = ""
    version: int | None = Field(None, strict=True, description="What you saw; older than that is refused")


class DutyOut(BaseModel):
    obligation: str
    due_at: datetime
    done_at: datetime | None
    late: bool


class ReviewOut(BaseModel):
    what_happened: str
    went_well: str
    went_badly: str
    actions: str
    version: int
    finished_at: datetime | None


class MajorOut(BaseModel):
    number: str
    title: str
    standing: str = Field(description="proposed, declared or demoted")
    criteria: list[str]
    headline: str
    manager: str | None = Field(description="E-mail address")
    technical_lead: str | None
    communications: str | None
    scribe: str | None
    proposed_at: datetime | None
    declared_at: datetime | None
    ended_at: datetime | None
    updates: int
    last_update: str
    last_update_at: datetime | None
    duties: list[DutyOut]
    review: ReviewOut | None


def outs(majors: list[MajorIncident]) -> list[MajorOut]:
    """Load them with_people first."""
    return [
        MajorOut(
            number=lead.row.number,
            title=lead.row.title,
            standing=lead.standing,
            criteria=major.criteria,
            headline=major.headline,
            **{part.value: getattr(getattr(major, part), "email", None) for part in Part},
            proposed_at=major.proposed_at,
            declared_at=major.declared_at,
            ended_at=major.ended_at,
            updates=major.updates,
            last_update=lead.said,
            last_update_at=lead.said_at,
            duties=[_duty(duty) for duty in lead.duties],
            review=_review(major),
        )
        for major, lead in zip(majors, leads(majors), strict=True)
    ]


def _duty(duty: Due) -> DutyOut:
    return DutyOut(obligation=duty.obligation, due_at=duty.due_at, done_at=duty.done_at, late=duty.late)


def _review(major: MajorIncident) -> ReviewOut | None:
    review = getattr(major, "review", None)
    names = ("what_happened", "went_well", "went_badly", "actions", "version", "finished_at")
    return ReviewOut(**{name: getattr(review, name) for name in names}) if review else None


@router.get("/majors", response=list[MajorOut], operation_id="majors_list", summary="Major incidents")
def majors(
    request: HttpRequest,
    standing: Annotated[str, Query(max_length=20, description="live, proposed or to_review")] = "live",
) -> list[MajorOut]:
    """Those you work on or look after: live ones, proposals, or reviews to be done."""
    seen = MajorIncident.objects.visible_to(actor_of(request)).with_people().order_by("pk")
    asked = {"live": seen.live, "proposed": seen.proposed, "to_review": seen.to_review}.get(standing)
    if asked is None:
        raise Invalid(
            f"standing: “{standing[:20]}” is none; there are live, proposed and to_review.",
            errors=[FieldError("standing", "unknown", "live, proposed or to_review")],
        )
    return outs(list(asked()[:MOST]))


@router.get("/{number}/major", response=MajorOut, operation_id="majors_show", summary="How it is led")
def major(request: HttpRequest, number: str) -> MajorOut:
    incident, actor, _seen = subject_in(request, practice_of(LIFECYCLE.kind), number)
    found = MajorIncident.objects.with_people().filter(pk=incident.pk).first()
    if found is None or not reads_internal(standing(actor, incident.record)):
        raise NotFound(f"{incident.record.label} is no major incident.")
    return outs([found])[0]


def _took(request: HttpRequest, number: str, act: Callable[..., Any]) -> HttpResponse:
    """Take a verb on the incident called `number`, and tell what it is now."""
    practice = practice_of(LIFECYCLE.kind)
    incident, actor, seen = subject_in(request, practice, number)
    act(incident, actor, seen)
    return respond(practice, incident, actor)


@router.patch(
    "/{number}/major/people",
    response=IncidentOut,
    operation_id="incidents_appoint",
    summary="Appoint people",
)
def appoint(request: HttpRequest, number: str, body: PeopleIn, if_match: IfMatch = None) -> HttpResponse:
    """Manager, technical lead, communications, scribe."""

    def act(incident: Incident, by: Actor, seen: int | None) -> object:
        parts = {
            Part(name): None if who is None else person_named(who, by, name)
            for name, who in body.model_dump(exclude_unset=True).items()
        }
        return actions.appoint(incident, parts, by=by, seen=seen)

    return _took(request, number, act)


@router.post(
    "/{number}/major/management",
    response=IncidentOut,
    operation_id="incidents_inform_management",
    summary="Note that top management knows",
)
def inform(
    request: HttpRequest,
    number: str,
    body: Annotated[NoticeIn | None, Body()] = None,
    if_match: IfMatch = None,
) -> HttpResponse:
    text = body.text if body else ""
    return _took(
        request, number, lambda it, by, seen: actions.inform_management(it, by=by, text=text, seen=seen)
    )


@router.patch(
    "/{number}/major/review",
    response=IncidentOut,
    operation_id="incidents_write_review",
    summary="Write the review",
)
def write(request: HttpRequest, number: str, body: ReviewIn, if_match: IfMatch = None) -> HttpResponse:
    """Sections left out stay."""
    sections = body.model_dump(exclude_unset=True, exclude={"version"})

    def act(incident: Incident, by: Actor, seen: int | None) -> object:
        return actions.write_review(incident, sections, by=by, version=body.version, seen=seen)

    return _took(request, number, act)


@router.post(
    "/{number}/major/review/completion",
    response=IncidentOut,
    operation_id="incidents_finish_review",
    summary="Finish the review",
)
def finish(request: HttpRequest, number: str, if_match: IfMatch = None) -> HttpResponse:
    """Sealed into the timeline; it changes no more."""
    return _took(request, number, lambda it, by, seen: actions.finish_review(it, by=by, seen=seen))
