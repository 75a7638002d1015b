"""Links and watchers."""

from typing import Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import NotFound
from maitre.kit.rest.shapes import Given, Id, Listed, Reference
from maitre.kit.rest.versions import answer
from maitre.shared.access.querysets import people_visible_to
from maitre.shared.access.rest.references import person_named
from maitre.shared.access.rest.shapes import PersonBrief
from maitre.shared.conversation import actions
from maitre.shared.conversation.models import Link
from maitre.shared.conversation.rules import LINK_KINDS
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Participation, Record
from maitre.shared.records.rest.loading import Seen, record_in, record_named

router = Router(tags=["Records"])


class LinkIn(Given):
    target: Reference = Field(examples=["INC-1043"])
    kind: Literal["relates", "causes", "duplicates", "blocks"] = "relates"


class LinkOut(BaseModel):
    """A link as seen from one end: this record `kind` the other."""

    id: int
    kind: str
    number: str
    title: str
    state: str


class WatcherIn(Given):
    person: Reference = Field(examples=["colleague@hotel.example"])


@router.get(
    "/{number}/links", response=Listed[LinkOut], operation_id="records_links", summary="Linked records"
)
def links(request: HttpRequest, number: str) -> Listed[LinkOut]:
    """Those whose other end you may see."""
    seen = record_in(request, number)
    found = list(Link.objects.filter(_touching(seen.record)).order_by("pk"))
    ends = {link.source_id for link in found} | {link.target_id for link in found}
    others = {each.pk: each for each in Record.objects.visible_to(seen.actor).filter(pk__in=ends)}
    items = [
        _link_out(link, seen.record, other)
        for link in found
        if (other := others.get(_other(link, seen.record)))
    ]
    return Listed[LinkOut](items=items)


@router.post(
    "/{number}/links", response={201: LinkOut}, operation_id="records_link", summary="Link two records"
)
def link(request: HttpRequest, number: str, body: LinkIn) -> HttpResponse:
    """Adds one and takes none away; linking twice is one link."""
    seen = record_in(request, number)
    target = record_named(body.target, seen.actor, "target")
    made = actions.link(seen.record, target, body.kind, by=seen.actor)
    location = f"/api/v1/records/{seen.record.label}/links/{made.pk}"
    return answer(_link_out(made, seen.record, target), status=201, location=location)


@router.delete(
    "/{number}/links/{id}", response={204: None}, operation_id="records_unlink", summary="Take a link away"
)
def unlink(request: HttpRequest, number: str, id: Id) -> HttpResponse:
    seen = record_in(request, number)
    found = Link.objects.filter(_touching(seen.record), pk=id).select_related("source", "target").first()
    if (
        found is None
        or not Record.objects.visible_to(seen.actor).filter(pk=_other(found, seen.record)).exists()
    ):
        raise NotFound("There is no such link, or it is not open to you.")
    actions.unlink(found, by=seen.actor)
    return HttpResponse(status=204)


def _touching(record: Record) -> Q:
    return Q(source=record) | Q(target=record)


def _other(link: Link, record: Record) -> int:
    return link.target_id if link.source_id == record.pk else link.source_id


def _link_out(link: Link, record: Record, other: Record) -> LinkOut:
    kind = link.kind if link.source_id == record.pk else LINK_KINDS[link.kind]
    return LinkOut(id=link.pk, kind=kind, number=other.label, title=other.title, state=other.state)


@router.get(
    "/{number}/watchers",
    response=Listed[PersonBrief],
    operation_id="records_watchers",
    summary="Who follows it",
)
def watchers(request: HttpRequest, number: str) -> Listed[PersonBrief]:
    """For those who work on it; others see whether they follow it themselves."""
    seen = record_in(request, number)
    rows = Participation.objects.filter(record=seen.record, role=Participation.As.WATCHER).select_related(
        "person"
    )
    shown = rows if seen.internal else rows.filter(person_id=seen.actor.person_id or 0)
    people = [PersonBrief(id=row.person_id, name=row.person.name) for row in shown.order_by("person_id")]
    return Listed[PersonBrief](items=people)


@router.post(
    "/{number}/watchers",
    response={201: PersonBrief},
    operation_id="records_watch",
    summary="Let somebody follow it",
)
def watch(request: HttpRequest, number: str, body: WatcherIn) -> HttpResponse:
    """They see the record from now on, but no internal notes."""
    seen = record_in(request, number)
    person = person_named(body.person, seen.actor, "person")
    actions.watch(seen.record, person, by=seen.actor)
    location = f"/api/v1/records/{seen.record.label}/watchers/{person.pk}"
    return answer(PersonBrief(id=person.pk, name=person.name), status=201, location=location)


@router.delete(
    "/{number}/watchers/{id}",
    response={204: None},
    operation_id="records_unwatch",
    summary="Stop following it",
)
def unwatch(request: HttpRequest, number: str, id: Id) -> HttpResponse:
    seen = record_in(request, number)
    actions.unwatch(seen.record, _watcher(seen, id), by=seen.actor)
    return HttpResponse(status=204)


def _watcher(seen: Seen, id: int) -> Person:
    """Whoever works on it may take any watcher away, also one they would not find among people."""
    watching = Participation.objects.filter(record=seen.record, role=Participation.As.WATCHER, person_id=id)
    row = watching.select_related("person").first()
    if row is None or not (seen.internal or people_visible_to(seen.actor).filter(pk=id).exists()):
        raise NotFound("They do not follow this record.")
    return row.person
