"""The verbs of a practice as nouns: POST a pause to pause, DELETE it to go on."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router
from pydantic import BaseModel

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.rest.shapes import Reason
from maitre.kit.rest.versions import IfMatch
from maitre.shared.access.rest.references import circle_named, person_named, team_named, unknown
from maitre.shared.access.rules import Actor
from maitre.shared.fields.rules import FieldType, arguments
from maitre.shared.practice.rules import Practice, Subject, Verb
from maitre.shared.records.rest.loading import record_named
from maitre.shared.workspace.rest.nouns import respond, subject_in

RESOLVERS: Mapping[FieldType, Callable[[Any, Actor, str], object]] = {
    FieldType.PERSON: person_named,
    FieldType.TEAM: team_named,
    FieldType.CIRCLE: circle_named,
}


def verbs_router(practice: Practice) -> Router:
    """An operation for each verb. It answers with the record as it is afterwards, or with the one the verb returned."""
    router = Router(tags=[practice.plural.capitalize()])
    for verb in practice.verbs:
        if "rest" in verb.own_doors:
            continue
        router.add_api_operation(
            f"/{{number}}/{verb.noun}",
            [verb.method],
            _operation(practice, verb),
            response=practice.out,
            operation_id=f"{practice.plural}_{verb.name}",
            summary=verb.summary or str(verb.label),
            description=verb.about or None,
            tags=[verb.tag] if verb.tag else None,
        )
    return router


def _operation(practice: Practice, verb: Verb) -> Callable[..., HttpResponse]:
    """What a verb takes decides what its operation reads: nothing, a body, or a reason that may stand in the address
    (some clients send no body with DELETE)."""
    if verb.takes is None:

        def at_once(request: HttpRequest, number: str, if_match: IfMatch = None) -> HttpResponse:
            return _take(practice, verb, request, number, None)

        return at_once
    if verb.method == "DELETE":

        def undo(
            request: HttpRequest,
            number: str,
            body: Annotated[Reason | None, Body()] = None,
            reason: Annotated[
                str, Query(max_length=2000, description="Why, for clients that send no body")
            ] = "",
            if_match: IfMatch = None,
        ) -> HttpResponse:
            return _take(practice, verb, request, number, Reason(reason=given_reason(body, reason)))

        return undo
    takes = verb.takes

    def with_body(request: HttpRequest, number: str, body: takes, if_match: IfMatch = None) -> HttpResponse:  # type: ignore[valid-type]
        return _take(practice, verb, request, number, body)

    return with_body


def given_reason(body: Reason | None, reason: str) -> str:
    """From the body or the address, never from both."""
    if body and reason:
        sentence = "stands in the body and in the address"
        raise Invalid(f"reason: {sentence}", errors=[FieldError("reason", "twice", sentence)])
    return body.reason if body else reason


def _take(
    practice: Practice, verb: Verb, request: HttpRequest, number: str, body: BaseModel | None
) -> HttpResponse:
    subject, actor, insisted = subject_in(request, practice, number)
    outcome = take(practice, verb, subject, body, by=actor, seen=insisted)
    return respond(practice, outcome if isinstance(outcome, practice.model) else subject, actor)


def subject_named(practice: Practice, reference: int | str, actor: Actor, field: str) -> Subject:
    """Another record of the practice, by id or number; unknown and hidden are refused alike."""
    record = record_named(reference, actor, field)
    if record.kind != practice.kind:
        raise unknown(field)
    return practice.subject(record.label, actor)


def take(
    practice: Practice, verb: Verb, subject: Subject, body: BaseModel | None, *, by: Actor, seen: int | None
) -> object:
    """Take a verb with what a body says. What the body names and `by` may not see is refused at its field."""

    def resolve(kind: FieldType, reference: Any, field: str) -> object:
        if kind is FieldType.RECORD:
            return subject_named(practice, reference, by, field)
        return RESOLVERS[kind](reference, by, field)

    given = arguments(body, verb.fields, resolve) if body else {}
    return verb.act(subject, by=by, seen=seen, **given)
