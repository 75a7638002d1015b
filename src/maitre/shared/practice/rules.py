"""A practice and its verbs, declared once; doors are derived from what stands here.

Who may take a verb, and what must be true, stays in the life cycle's table.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, Protocol

from django import forms
from django.db import models
from pydantic import BaseModel

from maitre.kernel.states import Machine
from maitre.kit.rest.shapes import Given
from maitre.shared.access.rules import SYSTEM, Actor
from maitre.shared.fields.rules import Ask, TypedField, Words, fields_of
from maitre.shared.records.models import Record

Door = Literal["page", "rest"]
BOTH: frozenset[Door] = frozenset({"page", "rest"})

Subject = Any
"""A practice's own row, with its record."""


class Outcome(Protocol):
    """What became of one of many; `refusal` says why it was left alone."""

    @property
    def refusal(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ForChildren:
    """The same verb for all children of a record, when the person says so. `count` tells how many could take it."""

    count: Callable[[Subject, Actor], int]
    act: Callable[..., Sequence[Outcome]]
    done: Words


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb of a life cycle, and how it is asked for.

    takes: what it needs to be given; without it, it is one click. `asks` says what is asked differently than there,
        `order` in which other order.
    act: called as `act(subject, by=, seen=, **given)`, with rows in place of references.
    noun, method: where REST takes it; DELETE undoes what POST did there.
    page: the address of its form, where that is not `noun`.
    initial: what the form begins with for a record. adapt: the last touch of the form for a record.
    own_doors: those the practice makes itself.
    quiet: left out where it cannot be taken, where others say what blocks them.
    bulk: it can be taken on many records in one call.
    useless: whether a person has no use for it on a record, though they might take it.
    """

    name: str
    label: Words
    icon: str
    act: Callable[..., Any]
    noun: str = ""
    takes: type[Given] | None = None
    asks: Mapping[str, Ask] = field(default_factory=dict)
    order: Sequence[str] = ()
    method: Literal["POST", "DELETE"] = "POST"
    summary: str = ""
    about: str = ""
    tag: str = ""
    page: str = ""
    own_doors: frozenset[Door] = frozenset()
    quiet: bool = False
    bulk: bool = False
    heading: Words = ""
    button: Words = ""
    intro: Words = ""
    initial: Callable[[Subject], Mapping[str, Any]] | None = None
    adapt: Callable[[forms.Form, Subject, Actor], None] | None = None
    children: ForChildren | None = None
    useless: Callable[[Subject, Actor], bool] = lambda subject, by: False

    @cached_property
    def fields(self) -> tuple[TypedField, ...]:
        return fields_of(self.takes, self.asks) if self.takes else ()

    @property
    def at_once(self) -> bool:
        """Whether a click is enough."""
        return self.takes is None and "page" not in self.own_doors


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A line of what a record is about. `name` is what it is changed by, where it can be changed in place; `brief`:
    shown beside the list as well. `at` instead of a value: an instant."""

    label: Words
    value: Words = ""
    at: datetime | None = None
    name: str = ""
    brief: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A mark beside the title of a record. `short`: what lists say."""

    label: Words
    tone: str
    icon: str
    short: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What lists show of the few records that have it, by id: the part in a family, a badge."""

    families: Mapping[int, str] = field(default_factory=dict)
    badges: Mapping[int, Badge] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A query over the list that everybody has under a name. `pulse` names the figure of /pulse that it shows."""

    label: Words
    query: str
    pulse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Whole sentences about records of a practice: a noun put into a sentence has the wrong gender somewhere.

    goes_on: what a merged one says, and `goes_on_unseen` to whom it is hidden where.
    counted: called with a number; `shown` likewise, of what is on the page.
    """

    filter: Words
    by_state: Words
    with_selected: Words
    board_shows: Words
    nothing_fits: Words
    none_yet: Words
    create: Words
    figures: Words
    goes_on: Words = ""
    goes_on_unseen: Words = ""
    shown: Callable[[int], str]
    counted: Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What its records can wait for, in words. asks: the reason for which the requester is asked something, whose reply
    ends it. dated: the reason that needs a date."""

    reasons: Mapping[str, Words]
    asks: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How its records end, and come back.

    codes, causes: what a resolution may be called. row: where each is kept (see `workflow.models.Ended`).
    close_after: business days after which a resolved one closes by itself; None: somebody has to.
    reopen_within: business days in which it may come back; too_late: what is said afterwards, of %(days)s.
    """

    codes: Mapping[str, Words] = field(default_factory=dict)
    causes: Mapping[str, Words] = field(default_factory=dict)
    row: type[models.Model] | None = None
    close_after: int | None = None
    reopen_within: int
    too_late: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPhrases:
    """Whole sentences about parents, children, merging and splitting.

    Refusals: own_child, busy, hidden (what a merged one goes on as), not_merged and merged (after "it ..."), no_child.
    In histories: was_merged, and what explains an entry: told_to_all, said_on_merged, split_from.
    Of forms: let_follow with its help; what a reply becomes: split_title, split_button, split_intro.
    Of REST: children_about, split_summary.
    """

    own_child: Words
    busy: Words
    hidden: Words
    not_merged: Words
    merged: Words
    no_child: Words
    was_merged: Words
    told_to_all: Words
    said_on_merged: Words
    split_from: Words
    let_follow: Words
    let_follow_help: Words
    split_title: Words
    split_button: Words
    split_intro: Words
    children_about: str
    split_summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """Of practices whose records are parents, children and merged (see `relationships.models.Related`).

    goes_along: columns that a record made of a reply has from the one it was said on.
    follow_up: makes a record of what was said on a merged one by who may not see its survivor; called as
        `follow_up(merged, requester=, text=, by=)`.
    """

    phrases: FamilyPhrases
    goes_along: Sequence[str]
    follow_up: Callable[..., Subject]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summaries:
    """What the operations of REST are called; `figures_about` is one sentence more."""

    list: str
    show: str
    figures: str
    figures_about: str
    behind_figures: str
    groups: str


@dataclass(frozen=True, kw_only=True)
class Creates:
    """How a record comes to be. What is given may name a `requester` (whoever creates it, where nobody is named), an
    `organisation` (the requester's, where none is) and a `category`.

    act: called as `act(by=, **given)`, with rows in place of references.
    heading, button, lead: of the form. done: what is said afterwards, of a %(number)s.
    """

    body: type[BaseModel]
    act: Callable[..., Subject]
    summary: str
    about: str
    heading: Words
    button: Words
    lead: Words
    done: Words

    @cached_property
    def fields(self) -> tuple[TypedField, ...]:
        return fields_of(self.body)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a record is about and may be corrected: its facts.

    act: called as `act(subject, fields, by=, seen=)`, with names of the table.
    """

    body: type[BaseModel]
    act: Callable[..., object]
    summary: str

    @cached_property
    def facts(self) -> tuple[TypedField, ...]:
        return fields_of(self.body)


@dataclass(frozen=True, kw_only=True)
class Practice:
    """A kind of record and what is said of it once.

    plural, many: its name in addresses, and over a list. stage: the part of the service's life it belongs to.
    fields, values: what the query language's own fields and their values are called.
    views: tabs over the list, beside those that people keep themselves.
    why: an explanation in words.
    out, outs: what REST answers with, and how it is made of records with their names.
    summaries, creates, changes: the nouns of REST.
    verbs: in the order in which they are likely.
    moves: verbs that a card of the board offers.
    before: by state or by code of what is lacking, what comes before a blocked verb that somebody may look for.
    properties: what a record is about beside its facts, in lines. situation: what holds of it just now.
    marks: of a page of a list. badges: of one record.
    created_by: the verb that brings it into being.
    silent: steps that the requester's print leaves out.
    waiting, ending, families: what differs in verbs that practices share, of those that take them.
    """

    lifecycle: Machine
    model: type[models.Model]
    plural: str
    many: Words
    stage: Words
    phrases: Phrases
    views: Sequence[View]
    states: Mapping[str, Words]
    why: Callable[[Mapping[str, Any] | None], str]
    out: type[BaseModel]
    outs: Callable[[Sequence[Record], Actor], Sequence[BaseModel]]
    summaries: Summaries
    creates: Creates
    changes: Changes
    verbs: Sequence[Verb]
    before: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    moves: Collection[str] = ()
    fields: Mapping[str, Words] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    properties: Callable[[Subject], Sequence[Property]] = lambda subject: ()
    situation: Callable[[Subject], Sequence[Property]] = lambda subject: ()
    marks: Callable[[Sequence[int]], Marks] = lambda ids: Marks()
    badges: Callable[[Subject], Sequence[Badge]] = lambda subject: ()
    waiting: Waiting | None = None
    ending: Ending | None = None
    families: Families | None = None
    silent: Collection[str] = ()
    created_by: str = "report"

    @property
    def kind(self) -> str:
        return self.lifecycle.kind

    @property
    def own(self) -> str:
        """The name by which a record knows its row of the practice."""
        return self.kind

    def verb(self, name: str) -> Verb:
        return self._by_name[name]

    def has(self, verb: str) -> bool:
        return verb in self._by_name

    @cached_property
    def _by_name(self) -> Mapping[str, Verb]:
        return {verb.name: verb for verb in self.verbs}

    def subject(self, label: str, actor: Actor) -> Subject:
        """The practice's row of this number, as far as `actor` may see it; NotFound otherwise."""
        return self.model._default_manager.labelled(label, actor)  # type: ignore[attr-defined]

    def rows(self) -> Any:
        """Every row of the practice, to be asked in its own words."""
        return self.model._default_manager.all()

    def row_of(self, record: Record) -> Subject:
        """The practice's row that hangs on `record`."""
        subject: Any = self.model._default_manager.get(pk=record.pk)
        subject.record = record
        return subject


_practices: dict[str, Practice] = {}


def offer(practice: Practice) -> None:
    """Make a practice known, with its doors. Raises ValueError where its verbs and its life cycle disagree."""
    in_table, declared = set(practice.lifecycle.verbs), {verb.name for verb in practice.verbs}
    in_table -= {row.verb for row in practice.lifecycle.rows if row.who <= {SYSTEM}}
    if differing := sorted(in_table ^ declared):
        raise ValueError(f"{practice.kind}: life cycle and verbs differ in {', '.join(differing)}")
    _practices[practice.kind] = practice


def practice_of(kind: str) -> Practice:
    return _practices[kind]


def practice_named(kind: str) -> Practice | None:
    """None for a kind of record that is not offered as a practice."""
    return _practices.get(kind)


def practices() -> Iterable[Practice]:
    return tuple(_practices.values())


def label_of(verb: str) -> Words:
    """What a verb is called, in whichever practice has it first; its name where none has."""
    found = (each.label for practice in _practices.values() for each in practice.verbs if each.name == verb)
    return next(found, verb)
