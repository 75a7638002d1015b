"""Work as JSON: on a record, corrected, and summed by person."""

from datetime import date, datetime, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import FieldError, Invalid, NotFound
from maitre.kit.rest.shapes import Day, Given, Id, Listed
from maitre.kit.rest.versions import answer
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.access.rest.shapes import PersonBrief
from maitre.shared.records.rest.loading import Seen, record_in
from maitre.shared.worktime import actions
from maitre.shared.worktime.models import Work

router = Router(tags=["Work"])
sums_router = Router(tags=["Work"])


class WorkOut(BaseModel):
    """`replaces` is the entry this one corrects; `stands` is false for one that was corrected itself."""

    id: int
    person: PersonBrief
    day: date
    minutes: int
    note: str
    replaces: int | None
    reason: str
    at: datetime
    stands: bool


class WorkList(Listed[WorkOut]):
    minutes: int = Field(description="What stands, on the record and its tasks together")


class WorkIn(Given):
    minutes: int = Field(strict=True, ge=1, le=1440, examples=[45])
    day: Day | None = Field(None, description="Today by your calendar without one")
    note: str = Field("", max_length=500)


class CorrectionIn(Given):
    minutes: int = Field(strict=True, ge=0, le=1440, description="0 takes the entry back", examples=[30])
    day: Day | None = None
    note: str = Field("", max_length=500)
    reason: str = Field(min_length=1, max_length=500, examples=["Mistyped"])


class SumOut(BaseModel):
    person: PersonBrief
    minutes: int


def _worked(request: HttpRequest, number: str) -> Seen:
    seen = record_in(request, number)
    if not seen.internal:
        raise NotFound(f"There is no {number[:40]}, or it is not open to you.")
    return seen


def _out(work: Work, corrected: set[int]) -> WorkOut:
    return WorkOut(
        id=work.pk,
        person=PersonBrief(id=work.person_id, name=work.person.name),
        day=work.day,
        minutes=work.minutes,
        note=work.note,
        replaces=work.replaces_id,
        reason=work.reason,
        at=work.at,
        stands=work.pk not in corrected,
    )


@router.get(
    "/{number}/work", response=WorkList, operation_id="records_work", summary="Time worked on a record"
)
def work(request: HttpRequest, number: str) -> WorkList:
    """Newest day first, with what was corrected. For those who work on the record."""
    seen = _worked(request, number)
    found = list(Work.objects.on(seen.record)[:500])
    corrected = {each.replaces_id for each in found if each.replaces_id}
    total = sum(minutes for _, _, minutes in Work.objects.around(seen.record).standing().by_person())
    return WorkList(items=[_out(each, corrected) for each in found], minutes=total)


@router.post("/{number}/work", response={201: WorkOut}, operation_id="records_log_work", summary="Log time")
def log(request: HttpRequest, number: str, body: WorkIn) -> HttpResponse:
    seen = _worked(request, number)
    made = actions.log(seen.record, by=seen.actor, minutes=body.minutes, day=body.day, note=body.note)
    return answer(_out(made, set()), status=201)


@router.post(
    "/{number}/work/{id}/correction",
    response={201: WorkOut},
    operation_id="records_correct_work",
    summary="Correct logged time",
)
def correct(request: HttpRequest, number: str, id: Id, body: CorrectionIn) -> HttpResponse:
    """Another entry takes its place; the old one stays readable. 409 where it was corrected already."""
    seen = _worked(request, number)
    found = Work.objects.on(seen.record).filter(pk=id).first()
    if found is None:
        raise NotFound("There is no such entry, or it is not open to you.")
    found.record = seen.record
    made = actions.correct(
        found, by=seen.actor, minutes=body.minutes, day=body.day, note=body.note, reason=body.reason
    )
    return answer(_out(made, set()), status=201)


First = Annotated[Day | None, Query(description="First day; 30 days back without one")]
Last = Annotated[Day | None, Query(description="Last day; today without one")]


@sums_router.get("", response=Listed[SumOut], operation_id="work_sums", summary="Time by person")
def sums(request: HttpRequest, first: First = None, last: Last = None) -> Listed[SumOut]:
    """On records you work on; your own wherever it was."""
    last = last or timezone.localdate()
    first = first or last - timedelta(days=30)
    if first > last or last - first > timedelta(days=366):
        sentence = "first to last is at most a year"
        raise Invalid(f"first: {sentence}", errors=[FieldError("first", "range", sentence)])
    found = Work.objects.visible_to(actor_of(request)).standing().between(first, last).by_person()
    items = [SumOut(person=PersonBrief(id=pk, name=name), minutes=minutes) for pk, name, minutes in found]
    return Listed[SumOut](items=items)
