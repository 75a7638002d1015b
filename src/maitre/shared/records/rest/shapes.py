"""The identity of a record as JSON, the same for every kind, and one entry of its timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from maitre.shared.access.rest.shapes import Named, PersonBrief
from maitre.shared.access.rules import Actor, standing_by_grant
from maitre.shared.records.models import NO_DEADLINE, Category, Record
from maitre.shared.records.notices import Told, sentence


class RecordOut(BaseModel):
    """What every record has. `phase` is the meaning of `state` for machines."""

    number: str = Field(examples=["INC-1042"])
    kind: str
    title: str
    organisation: Named
    circle: Named | None
    category: Named | None
    state: str
    phase: str
    priority: int
    requester: PersonBrief | None
    team: Named | None
    assignee: PersonBrief | None
    next_deadline: datetime | None
    created_at: datetime
    updated_at: datetime | None = Field(
        description="Told to those who read internal notes, which move it too."
    )
    version: int


class EntryOut(BaseModel):
    """One entry of a timeline. `place` is where it stands for this reader; `sentence` is in their language."""

    place: int
    at: datetime
    verb: str
    visibility: str
    by: PersonBrief | None
    via: str
    sentence: str
    text: str
    change: dict[str, tuple[Any, Any]]
    names: dict[str, Any]
    why: dict[str, Any] | None
    source: str
    kept: dict[str, str] = Field(
        description="Columns of the source that have no field here; told to those who read internal notes"
    )
    erased_at: datetime | None
    erased_by: str


class Explanation(BaseModel):
    """Why something is as it is: told by the decision itself when it was made."""

    about: str
    code: str
    params: dict[str, Any]
    sentence: str


class CategoryOut(Named):
    organisation: Named
    parent: str | None
    is_active: bool

    @classmethod
    def told(cls, category: Category) -> "CategoryOut":
        return cls(
            id=category.pk,
            key=category.key,
            name=category.name,
            organisation=Named.sure(category.organisation),
            parent=category.parent.key if category.parent else None,
            is_active=category.is_active,
        )


def reads_notes(actor: Actor, record: Record) -> bool:
    """Whether `actor` reads internal notes there. By grants alone, so that a list asks nothing more of the database."""
    in_circle = record.circle_id is None or record.circle_id in actor.circles
    return actor.is_system or bool(
        standing_by_grant(
            actor.scopes, organisation=record.organisation_id, team=record.team_id, in_circle=in_circle
        )
    )


def identity(record: Record, actor: Actor) -> dict[str, Any]:
    """The fields of RecordOut; load the record with_names()."""
    return {
        "number": record.label,
        "kind": record.kind,
        "title": record.title,
        "organisation": Named.sure(record.organisation),
        "circle": Named.of(record.circle),
        "category": Named.of(record.category),
        "state": record.state,
        "phase": record.phase,
        "priority": record.priority,
        "requester": PersonBrief.of(record.requester),
        "team": Named.of(record.team),
        "assignee": PersonBrief.of(record.assignee),
        "next_deadline": None if record.next_deadline >= NO_DEADLINE else record.next_deadline,
        "created_at": record.created_at,
        "updated_at": record.updated_at if reads_notes(actor, record) else None,
        "version": record.version,
    }


def entry_out(record: Record, told: Told, place: int) -> EntryOut:
    by = told.by_id
    author = PersonBrief(id=by, name=told.by_name) if by is not None else None
    change: Mapping[str, tuple[Any, Any]] = told.change
    return EntryOut(
        place=place,
        at=told.at,
        verb=told.verb,
        visibility=told.visibility,
        by=author,
        via=told.via,
        sentence=str(sentence(record.kind, told)),
        text=told.text,
        change={name: (pair[0], pair[1]) for name, pair in change.items()},
        names=dict(told.names),
        why=dict(told.why) if told.why else None,
        source=told.source,
        kept=dict(told.kept),
        erased_at=told.erased_at,
        erased_by=told.erased_by,
    )
