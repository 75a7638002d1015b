"""Families of records: children and what is done to all of them, merging, splitting."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import NotFound
from maitre.kit.rest.shapes import Given, Listed, Reason, Reference, Text
from maitre.shared.access.rules import Actor
from maitre.shared.practice.rules import FamilyPhrases, Practice, Subject
from maitre.shared.records.querysets import among
from maitre.shared.relationships import actions
from maitre.shared.relationships.rules import phrases_of
from maitre.shared.workspace.rest.nouns import respond, subject_in
from maitre.shared.workspace.rest.verbs import given_reason, subject_named


class ChildIn(Given):
    child: Reference = Field(examples=["INC-1043"])


class SplitIn(Given):
    entry: int = Field(strict=True, ge=1, le=2**31 - 1, description="Place of the reply in the timeline")
    title: str = Field("", max_length=300, description="Without it, the first line of the reply")


class BroadcastIn(Given):
    body: Text = Field(examples=["The line is being repaired; it takes until noon."])


class OutcomeOut(BaseModel):
    """What became of one child."""

    number: str
    done: bool
    message: str = Field(description="Why it was left alone; empty when it was not")


def _outcomes(found: Sequence[actions.Outcome]) -> Listed[OutcomeOut]:
    items = [
        OutcomeOut(number=each.child.record.label, done=not each.refusal, message=each.refusal)
        for each in found
    ]
    return Listed[OutcomeOut](items=items)


def family_router(practice: Practice) -> Router:
    router = Router(tags=[practice.plural.capitalize()])
    phrases = phrases_of(practice.kind)
    _add_children(router, practice, phrases)
    _add_resolution(router, practice)
    _add_release(router, practice, phrases)
    _add_broadcast(router, practice)
    _add_split(router, practice, phrases)
    return router


def _add_children(router: Router, practice: Practice, phrases: FamilyPhrases) -> None:
    @router.get(
        "/{number}/children",
        response=Listed[practice.out],  # type: ignore[name-defined]
        operation_id=f"{practice.plural}_children",
        summary="Its children",
        description=phrases.children_about,
    )
    def children(request: HttpRequest, number: str) -> object:
        subject, actor, _ = subject_in(request, practice, number)
        ids = practice.rows().children_of(subject, actor).order_by("pk").values_list("pk", flat=True)
        return {"items": practice.outs(among(list(ids), own=practice.own), actor)}

    @router.post(
        "/{number}/children",
        response={201: practice.out},
        operation_id=f"{practice.plural}_adopt",
        summary="Add a child",
    )
    def adopt(request: HttpRequest, number: str, body: ChildIn) -> HttpResponse:
        """Adding one twice is adding it once; it has one parent at most, and no children of its own."""
        subject, actor, _ = subject_in(request, practice, number)
        child = subject_named(practice, body.child, actor, "child")
        actions.adopt(subject, child, by=actor)
        return respond(practice, child, actor, status=201, located=True)


def _add_resolution(router: Router, practice: Practice) -> None:
    """What is done to all children, given what the verb is given on one."""
    takes = practice.verb("resolve").takes

    @router.post(
        "/{number}/children/resolution",
        response=Listed[OutcomeOut],
        operation_id=f"{practice.plural}_resolve_children",
        summary="Resolve all open children",
    )
    def resolve_children(request: HttpRequest, number: str, body: takes) -> Listed[OutcomeOut]:  # type: ignore[valid-type]
        """Each by its own verb; one that cannot take it is told of and left alone."""
        subject, actor, _ = subject_in(request, practice, number)
        given: dict[str, str] = dict(body)
        return _outcomes(actions.resolve_children(subject, by=actor, **given))

    @router.delete(
        "/{number}/children/resolution",
        response=Listed[OutcomeOut],
        operation_id=f"{practice.plural}_reopen_children",
        summary="Reopen all children that are resolved or closed",
    )
    def reopen_children(
        request: HttpRequest,
        number: str,
        body: Annotated[Reason | None, Body()] = None,
        reason: Annotated[str, Query(max_length=2000, description="Why, for clients that send no body")] = "",
    ) -> Listed[OutcomeOut]:
        subject, actor, _ = subject_in(request, practice, number)
        return _outcomes(actions.reopen_children(subject, by=actor, reason=given_reason(body, reason)))


def _add_release(router: Router, practice: Practice, phrases: FamilyPhrases) -> None:
    @router.delete(
        "/{number}/children/{child}",
        response={204: None},
        operation_id=f"{practice.plural}_release",
        summary="Take a child out of the family",
    )
    def release(request: HttpRequest, number: str, child: str) -> HttpResponse:
        """It keeps its own life; both timelines keep that it was there."""
        subject, actor, _ = subject_in(request, practice, number)
        found = _child(practice, subject, child, actor)
        if found is None:
            raise NotFound(str(phrases.no_child))
        actions.release(found, by=actor)
        return HttpResponse(status=204)


def _child(practice: Practice, subject: Subject, label: str, actor: Actor) -> Subject | None:
    """One that is hidden is told of as one that is none."""
    with suppress(NotFound):
        found = practice.subject(label, actor)
        if found.parent_id == subject.pk:
            return found
    return None


def _add_broadcast(router: Router, practice: Practice) -> None:
    @router.post(
        "/{number}/broadcast",
        response=Listed[OutcomeOut],
        operation_id=f"{practice.plural}_broadcast",
        summary="Say the same here and on all children",
    )
    def broadcast(request: HttpRequest, number: str, body: BroadcastIn) -> Listed[OutcomeOut]:
        """Everybody hears of it once, however many of them they take part in."""
        subject, actor, _ = subject_in(request, practice, number)
        return _outcomes(actions.broadcast(subject, body.body, by=actor)[1])


def _add_split(router: Router, practice: Practice, phrases: FamilyPhrases) -> None:
    @router.post(
        "/{number}/splits",
        response={201: practice.out},
        operation_id=f"{practice.plural}_split",
        summary=phrases.split_summary,
    )
    def split(request: HttpRequest, number: str, body: SplitIn) -> HttpResponse:
        """Its text is copied once; both say where the other is. A reply can be taken out once."""
        subject, actor, _ = subject_in(request, practice, number)
        made = actions.split(subject, body.entry, by=actor, title=body.title)
        return respond(practice, made, actor, status=201, located=True)
