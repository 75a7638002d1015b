"""The records of a practice themselves: list, create, show, correct."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field, create_model

from maitre.kit.rest.repeats import IdempotencyKey
from maitre.kit.rest.shapes import Cursor, Flag, Limit, Listed
from maitre.kit.rest.versions import IfMatch, IfNoneMatch, answer, seen, unchanged
from maitre.shared.access.rest.callers import actor_of, caller_of
from maitre.shared.access.rest.references import organisation_named, person_named
from maitre.shared.access.rest.repeats import once
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.rest.verbs import VerbOut, takes_verbs, verbs_of
from maitre.shared.fields.rules import FieldType, arguments
from maitre.shared.organisation.models import Person
from maitre.shared.practice.rules import Creates, Practice, Subject
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import count_of, numbered, page_of
from maitre.shared.records.rest.asked import Q, Sort
from maitre.shared.records.rest.loading import category_named, explains

COUNTED = Field(None, description='With count=true: exact to 10,000, then "10000+"')
UNKNOWN: Any = Field([], description="Names in `q` that mean nothing you may see")


def nouns_router(practice: Practice) -> Router:
    """Operations on the records themselves; what else a record can do are its verbs."""
    router = Router(tags=[practice.plural.capitalize()])
    takes_verbs(practice.kind, practice.row_of)
    explains(practice.kind, practice.why)
    _add_list(router, practice)
    _add_create(router, practice)
    _add_show(router, practice)
    _add_change(router, practice)
    _add_verbs(router, practice)
    return router


def _list_shape(practice: Practice) -> type[BaseModel]:
    """A page of records, named after what it lists: IncidentOut makes IncidentList."""
    listed = Listed[practice.out]  # type: ignore[name-defined]
    name = f"{practice.out.__name__.removesuffix('Out')}List"
    return create_model(
        name, __base__=listed, count=(int | str | None, COUNTED), unknown=(list[str], UNKNOWN)
    )


def _add_list(router: Router, practice: Practice) -> None:
    shape = _list_shape(practice)

    @router.get("", response=shape, operation_id=f"{practice.plural}_list", summary=practice.summaries.list)
    def listed(
        request: HttpRequest,
        q: Q = "",
        sort: Sort = "newest",
        cursor: Cursor = None,
        limit: Limit = 50,
        count: Flag = False,
    ) -> BaseModel:
        """A page at a time; what you may not see is neither listed nor counted."""
        actor = actor_of(request)
        page = page_of(practice.kind, actor, own=practice.own, query=q, sort=sort, cursor=cursor, limit=limit)
        counted: int | str | None = None
        if count:
            number, exact = count_of(practice.kind, actor, query=q)
            counted = number if exact else f"{number}+"
        items = practice.outs(page.records, actor)
        return shape(items=items, next=page.next, count=counted, unknown=list(page.unknown))


def _add_create(router: Router, practice: Practice) -> None:
    creates = practice.creates
    body_type = creates.body

    @router.post(
        "",
        response={201: practice.out},
        operation_id=f"{practice.plural}_create",
        summary=creates.summary,
        description=creates.about,
    )
    def create(
        request: HttpRequest,
        body: body_type,  # type: ignore[valid-type]
        idempotency_key: IdempotencyKey = None,
    ) -> HttpResponse:
        actor = actor_of(request)

        def made() -> HttpResponse:
            subject = create_with(creates, body, actor, caller_of(request))
            return respond(practice, subject, actor, status=201, located=True)

        return once(request, made)


def create_with(creates: Creates, body: BaseModel, actor: Actor, caller: Person) -> Subject:
    """A record made of a body. The requester is the caller, where it names nobody; a category is looked for where the
    record will belong."""
    place = caller.organisation

    def resolve(kind: FieldType, reference: Any, field: str) -> object:
        nonlocal place
        if kind is FieldType.CATEGORY:
            return category_named(reference, place, field)
        if kind is FieldType.ORGANISATION:
            place = organisation_named(reference, actor, field)
            return place
        found = person_named(reference, actor, field)
        place = found.organisation
        return found

    given = arguments(body, creates.fields, resolve)
    return creates.act(by=actor, **given | {"requester": given.get("requester") or caller})


def _add_show(router: Router, practice: Practice) -> None:
    @router.get(
        "/{number}",
        response={200: practice.out, 304: None},
        operation_id=f"{practice.plural}_show",
        summary=practice.summaries.show,
    )
    def show(request: HttpRequest, number: str, if_none_match: IfNoneMatch = None) -> HttpResponse:
        actor = actor_of(request)
        subject = practice.subject(number, actor)
        return unchanged(request, subject.record.version) or respond(practice, subject, actor)


def _add_change(router: Router, practice: Practice) -> None:
    changes = practice.changes
    body_type = changes.body

    @router.patch(
        "/{number}",
        response=practice.out,
        operation_id=f"{practice.plural}_change",
        summary=changes.summary,
    )
    def change(
        request: HttpRequest,
        number: str,
        body: body_type,  # type: ignore[valid-type]
        if_match: IfMatch = None,
    ) -> HttpResponse:
        """With If-Match it acts only on the version you saw. Without, fields you leave out keep what others wrote."""
        subject, actor, version = subject_in(request, practice, number)
        changes.act(subject, changed_fields(body, subject.record), by=actor, seen=version)
        return respond(practice, subject, actor)


def changed_fields(body: BaseModel, record: Record) -> dict[str, Any]:
    """What was sent, by the names of the table."""
    fields: dict[str, Any] = body.model_dump(exclude_unset=True)
    if "category" in fields:
        named = fields.pop("category")
        found = None if named is None else category_named(named, record.organisation, "category")
        fields["category_id"] = found.pk if found else None
    return fields


def _add_verbs(router: Router, practice: Practice) -> None:
    @router.get(
        "/{number}/verbs",
        response=list[VerbOut],
        operation_id=f"{practice.plural}_verbs",
        summary="What you may do now",
    )
    def verbs(request: HttpRequest, number: str) -> list[VerbOut]:
        """Verbs you could ever take here, open ones first, and what blocks the others."""
        subject, actor, _ = subject_in(request, practice, number)
        return verbs_of(subject.record, actor)


def subject_in(request: HttpRequest, practice: Practice, number: str) -> tuple[Subject, Actor, int | None]:
    """The practice's row, who calls, and the version they insist on."""
    actor = actor_of(request)
    subject = practice.subject(number, actor)
    record = subject.record
    return subject, actor, seen(request.headers.get("If-Match"), record.version, record.label)


def respond(
    practice: Practice, subject: Subject, actor: Actor, *, status: int = 200, located: bool = False
) -> HttpResponse:
    """The record as it is now; whoever just acted is told, even where the verb took it out of their sight."""
    record = numbered(practice.kind, subject.record.number, own=practice.own)
    assert record is not None  # noqa: S101 - records are never deleted
    [body] = practice.outs([record], actor)
    location = f"/api/v1/{practice.plural}/{record.label}" if located else ""
    return answer(body, status=status, version=record.version, location=location)
