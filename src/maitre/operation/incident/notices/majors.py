"""Major incidents as boards, panels and banners show them: who does what, what is due, what was said last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from maitre.operation.incident.models import Duty, MajorIncident
from maitre.operation.incident.notices.major_words import CRITERIA, OBLIGATIONS, PARTS, STANDINGS
from maitre.operation.incident.rules.major import Criterion, Major, Obligation
from maitre.shared.records.notices import tell_places
from maitre.shared.workspace.notices import Row, row


@dataclass(frozen=True, slots=True)
class Due:
    """Something owed, or fulfilled: late where it was not done when it was due."""

    obligation: str
    label: str
    due_at: datetime
    done_at: datetime | None
    late: bool

    @property
    def is_open(self) -> bool:
        return self.done_at is None


@dataclass(frozen=True, slots=True)
class Lead:
    """A major incident and how it is led."""

    row: Row
    standing: str
    word: str
    headline: str
    criteria: list[str]
    parts: list[dict[str, str]]
    duties: list[Due]
    declared_at: datetime | None
    proposed_at: datetime | None
    ended_at: datetime | None
    updates: int
    children: int = 0
    said: str = ""
    said_at: datetime | None = None
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def next_due(self) -> Due | None:
        return next((duty for duty in self.duties if duty.is_open), None)

    @property
    def review_due(self) -> Due | None:
        return next((duty for duty in self.duties if duty.obligation == Obligation.REVIEW), None)

    @property
    def overdue(self) -> list[Due]:
        return [duty for duty in self.duties if duty.is_open and duty.late]


def leads(majors: Sequence[MajorIncident]) -> list[Lead]:
    """Load them with_people first: five statements, however many."""
    ids = [major.pk for major in majors]
    duties: dict[int, list[Duty]] = {}
    for duty in Duty.objects.filter(major__in=ids, lapsed_at__isnull=True).order_by("due_at", "pk"):
        duties.setdefault(duty.major_id, []).append(duty)
    said = last_words(majors)
    now = timezone.now()
    return [_lead(major, duties.get(major.pk, []), said.get(major.pk), now) for major in majors]


def lead_of(major: MajorIncident) -> Lead:
    """One, without its last word: beside a record the timeline has that. One statement."""
    duties = Duty.objects.filter(major=major.pk, lapsed_at__isnull=True).order_by("due_at", "pk")
    return _lead(major, duties, None, timezone.now())


def last_words(majors: Iterable[MajorIncident]) -> dict[int, tuple[str, datetime]]:
    """By incident, the last word to stakeholders and when it was said; an erased one is none."""
    told = tell_places([(major.pk, major.update_seq) for major in majors if major.update_seq is not None])
    return {record: (entry.text, entry.at) for (record, _seq), entry in told.items() if entry.text}


def _lead(
    major: MajorIncident, duties: Iterable[Duty], said: tuple[str, datetime] | None, now: datetime
) -> Lead:
    incident = major.incident
    standing = Major(incident.major or Major.DEMOTED)
    label = incident.record.label
    return Lead(
        row=row(incident.record),
        standing=standing.value,
        word=str(STANDINGS[standing]),
        headline=major.headline,
        criteria=[str(CRITERIA[Criterion(each)]) for each in major.criteria if each in set(Criterion)],
        parts=[
            {"label": str(words), "name": getattr(getattr(major, part), "name", "")}
            for part, words in PARTS.items()
        ],
        duties=_latest(duties, now),
        declared_at=major.declared_at,
        proposed_at=major.proposed_at,
        ended_at=major.ended_at,
        updates=major.updates,
        children=incident.child_count,
        said=said[0] if said else "",
        said_at=said[1] if said else None,
        urls={
            "review": reverse("incident:write_review", args=[label]),
            "update": reverse("incident:update_stakeholders", args=[label]),
            "declare": reverse("incident:declare_major", args=[label]),
            "demote": reverse("incident:demote_major", args=[label]),
        },
    )


def _latest(duties: Iterable[Duty], now: datetime) -> list[Due]:
    """The last of each kind, open ones first: of twenty updates the next one matters."""
    by_kind = {duty.obligation: duty for duty in duties}
    found = [
        Due(
            duty.obligation,
            str(OBLIGATIONS[Obligation(duty.obligation)]),
            duty.due_at,
            duty.done_at,
            (duty.done_at or now) > duty.due_at,
        )
        for duty in by_kind.values()
    ]
    return sorted(found, key=lambda due: (not due.is_open, due.due_at))


def board_parts(leads: Iterable[Lead]) -> dict[str, list[Any]]:
    """Live ones by what is due first, proposals and reviews beside them."""
    live = [lead for lead in leads if lead.standing == Major.DECLARED and lead.ended_at is None]
    far = datetime.max.replace(tzinfo=timezone.get_default_timezone())
    return {
        "live": sorted(live, key=lambda lead: lead.next_due.due_at if lead.next_due else far),
        "proposed": [lead for lead in leads if lead.standing == Major.PROPOSED],
        "to_review": [lead for lead in leads if lead.standing == Major.DECLARED and lead.ended_at],
    }
