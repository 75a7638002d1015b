"""Many incidents in one call: a result per row, at most a hundred rows in one transaction, or all or none."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Annotated, Any, Literal, Union

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field, SkipValidation, TypeAdapter, ValidationError, create_model

from maitre.kernel.errors import FieldError, Invalid, MaitreError
from maitre.kit.rest.problems import Problem, invalid, problem_of
from maitre.kit.rest.repeats import IdempotencyKey
from maitre.kit.rest.shapes import Given
from maitre.kit.rest.versions import answer, seen, tag
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rest.macros import MacroIn, run_named
from maitre.operation.incident.verbs import VERBS
from maitre.operation.incident.verbs.facts import IncidentIn, IncidentPatch
from maitre.shared.access.rest.callers import actor_of, caller_of
from maitre.shared.access.rest.repeats import REPLAYED, once
from maitre.shared.access.rules import Actor
from maitre.shared.notifications.actions import gathered
from maitre.shared.practice.rules import Verb, practice_of
from maitre.shared.records.models import Record
from maitre.shared.records.rules import read_label
from maitre.shared.workspace.rest.nouns import changed_fields, create_with
from maitre.shared.workspace.rest.verbs import subject_named, take

router = Router(tags=["Incidents"])

MOST_ROWS = 1000
ROWS_AT_ONCE = 100
"""Rows in one transaction: locks are held shortly, and a refusal late in the call keeps what was done before."""


class CreateRow(Given):
    operation: Literal["create"]
    body: IncidentIn


class _OneRow(Given):
    number: str = Field(max_length=40, examples=["INC-1042"])
    version: int | None = Field(
        None, strict=True, description="The version you saw; refused when it is no longer the newest"
    )


class UpdateRow(_OneRow):
    operation: Literal["update"]
    body: IncidentPatch


class MacroRow(_OneRow):
    """Every step of a macro on this record, or none of them."""

    operation: Literal["macro"]
    body: MacroIn


def _row_of(verb: Verb) -> type[_OneRow]:
    """A verb with the body its own call takes; without one, where it takes none."""
    body: dict[str, Any] = {"body": (verb.takes, ...)} if verb.takes else {}
    named: Any = Literal[verb.name]
    name = f"{verb.name.title().replace('_', '')}Row"
    return create_model(name, __base__=_OneRow, operation=(named, ...), **body)


_rows = [_row_of(verb) for verb in VERBS if verb.bulk]
Row = Annotated[
    Union[(CreateRow, UpdateRow, MacroRow, *_rows)],  # type: ignore[valid-type]
    Field(discriminator="operation"),
]
_row: TypeAdapter[Any] = TypeAdapter(Row)


class BulkIn(Given):
    """Each row is an operation with the body its own call would take. Rows are checked one by one."""

    rows: list[SkipValidation[Row]] = Field(
        min_length=1,
        max_length=MOST_ROWS,
        examples=[[{"operation": "create", "body": {"title": "Till 3 prints nothing"}}]],
    )
    all_or_none: bool = Field(
        False, strict=True, description="Do all rows in one transaction, or none of them"
    )


class RowResult(BaseModel):
    """What became of one row: `status` and `problem` are what its own call would have answered."""

    row: int
    status: int
    number: str | None = None
    version: int | None = None
    problem: Problem | None = None


class BulkOut(BaseModel):
    items: list[RowResult]
    done: int
    refused: int


@router.post("/bulk", response=BulkOut, operation_id="incidents_bulk", summary="Many at once")
def bulk(request: HttpRequest, body: BulkIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """At most 1,000 rows. A refused row leaves the others alone, unless `all_or_none` is asked: then 422 names each."""
    size = MOST_ROWS if body.all_or_none else ROWS_AT_ONCE
    items: list[RowResult] = []
    replayed = False
    for first in range(0, len(body.rows), size):
        rows = body.rows[first : first + size]

        def act(first: int = first, rows: Sequence[object] = rows) -> HttpResponse:
            return answer(_told(_batch(rows, request, first, all_or_none=body.all_or_none)))

        part = once(request, act, part=first)
        replayed |= REPLAYED in part.headers
        items += BulkOut.model_validate_json(part.content).items
    whole = answer(_told(items))
    if replayed:
        whole.headers[REPLAYED] = "true"
    return whole


def _told(items: list[RowResult]) -> BulkOut:
    refused = sum(item.problem is not None for item in items)
    return BulkOut(items=items, done=len(items) - refused, refused=refused)


@gathered()
@transaction.atomic
def _batch(rows: Sequence[object], request: HttpRequest, first: int, *, all_or_none: bool) -> list[RowResult]:
    _lock(rows, actor_of(request))
    results: list[RowResult] = []
    errors: list[FieldError] = []
    for place, given in enumerate(rows, start=first):
        try:
            with transaction.atomic():
                incident, status = _perform(request, _checked(given))
            number, version = incident.record.label, incident.record.version
            results.append(RowResult(row=place, status=status, number=number, version=version))
        except MaitreError as error:
            results.append(RowResult(row=place, status=error.status, problem=problem_of(error)))
            errors += _placed(error, place)
    if errors and all_or_none:
        count = sum(result.problem is not None for result in results)
        raise Invalid(f"{count} of {len(rows)} rows were refused, so none was done.", errors=errors)
    return results


def _placed(error: MaitreError, place: int) -> Iterator[FieldError]:
    """The errors of one row, by their path in the whole call."""
    for one in error.errors or [FieldError("", error.code, error.sentence)]:
        yield FieldError(f"rows.{place}.{one.field}".rstrip("."), one.code, one.message)


def _lock(rows: Sequence[object], actor: Actor) -> None:
    """Take the records in one order, whatever order the rows have: two such calls cannot wait for one another."""
    named = [row for row in rows if isinstance(row, dict)]
    labels = [read_label(str(row.get("number", ""))[:40]) for row in named]
    numbers = {label[1] for label in labels if label}
    visible = Record.objects.visible_to(actor).of_kind("incident").filter(number__in=numbers)
    if into := [row["body"].get("into") for row in named if _merges(row)]:
        ids = list(visible.values_list("pk", flat=True))
        visible = Record.objects.filter(pk__in=Incident.objects.families_of(ids, _ends(into, actor)))
    list(visible.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _merges(row: dict[str, Any]) -> bool:
    return row.get("operation") == "merge" and isinstance(row.get("body"), dict)


def _ends(into: Sequence[object], actor: Actor) -> list[int]:
    """Ids of what is merged into, where the person may see it; what is wrong is said at its row."""
    found = []
    for each in into:
        if isinstance(each, int | str):
            with suppress(MaitreError):
                found.append(subject_named(practice_of("incident"), each, actor, "into").pk)
    return found


def _checked(given: object) -> Any:
    try:
        return _row.validate_python(given)
    except ValidationError as refused:
        # As if the row had been a body; the first step is the operation's name, by which it was told apart.
        errors = refused.errors(include_url=False, include_input=False)
        raise invalid({**one, "loc": ("body", "row", *one["loc"][1:])} for one in errors) from None


def _perform(request: HttpRequest, row: Any) -> tuple[Incident, int]:
    if isinstance(row, CreateRow):
        return create_with(
            practice_of("incident").creates, row.body, actor_of(request), caller_of(request)
        ), 201
    actor = actor_of(request)
    incident = Incident.objects.labelled(row.number, actor)
    record = incident.record
    insisted = seen(None if row.version is None else tag(row.version), record.version, record.label)
    _take_verb(row, incident, actor, insisted)
    return incident, 200


def _take_verb(row: Any, incident: Incident, actor: Actor, insisted: int | None) -> None:
    match row:
        case UpdateRow():
            actions.edit(
                incident,
                changed_fields(row.body, incident.record),
                by=actor,
                seen=insisted,
            )
        case MacroRow():
            run_named(incident, row.body, actor, insisted)
        case _:
            practice = practice_of("incident")
            take(
                practice,
                practice.verb(row.operation),
                incident,
                getattr(row, "body", None),
                by=actor,
                seen=insisted,
            )
