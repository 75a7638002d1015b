"""A summer of incidents of every sort, the groups of it that are asked for, and what they are in plain Python."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from maitre.kernel.errors import MaitreError
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident, Resolution
from maitre.operation.incident.rules import Cause, Kind, ResolutionCode
from maitre.operation.incident.tests import by_hand
from maitre.operation.incident.tests.by_hand import Life, contributions, life, number
from maitre.shared.conversation.actions import comment
from maitre.shared.flow.actions import refresh, summarise
from maitre.shared.flow.actions.summarise import Cell
from maitre.shared.flow.querysets.wanted import question

if TYPE_CHECKING:
    from tests.cast import Cast

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
BEGIN = datetime(2026, 6, 3, 8, tzinfo=UTC)
PERIOD = "2026-06-01..2026-09-30"


def a_summer(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> list[Incident]:
    """Told on a day in September."""
    random, incidents = Random(7), []
    moment = BEGIN
    monkeypatch.setattr(timezone, "now", lambda: moment)
    while moment < NOW - timedelta(hours=20):
        moment += timedelta(hours=random.randint(3, 26), seconds=random.randint(0, 3000))
        if len(incidents) < 60:
            incidents.append(reported(cast, random))
        try:
            lead_on(cast, cast.fresh(random.choice(incidents)), random)
        except MaitreError:
            continue
    moment = NOW
    refresh(everything=True)
    return incidents


def reported(cast: "Cast", random: Random) -> Incident:
    return cast.incident(
        f"Trouble {random.random()}",
        requester=random.choice(("rita", "ben", "kim")),
        category=random.choice((None, cast.categories["harbour"])),
        location=random.choice(("", "Lobby")),
        channel=random.choice(("", "phone", "mail")),
        service=random.choice(("", "Payroll", "Tills and cards", "*")),
        kind=random.choice(list(Kind)),
        impact=random.randint(1, 3),
    )


def lead_on(cast: "Cast", incident: Incident, random: Random) -> None:
    by, team = (
        cast.actor(random.choice(("agnes", "agnes", "leo", "leo", "carla"))),
        random.choice(("desk", "network")),
    )
    verbs = {
        "take": lambda: actions.take(incident, by=by),
        "assign": lambda: actions.assign(incident, by=by, team=cast.teams[team]),
        "pause": lambda: actions.pause(
            incident, by=by, reason=random.choice(("supplier", "requester")), text="Waits"
        ),
        "resume": lambda: actions.resume(incident, by=by),
        "resolve": lambda: actions.resolve(
            incident,
            by=by,
            code=random.choice(list(ResolutionCode)),
            cause=random.choice(list(Cause)),
            solution="So",
        ),
        "close": lambda: actions.close(incident, by=by),
        "reopen": lambda: actions.reopen(incident, by=by, reason="Again"),
        "prioritise": lambda: actions.prioritise(incident, by=by, impact=random.randint(1, 3)),
        "edit": lambda: actions.edit(incident, {"service": random.choice(("Payroll", "Wi-Fi"))}, by=by),
        "comment": lambda: comment(incident.record, "A word", by=by),
        "cancel": lambda: actions.cancel(incident, by=by, reason="None"),
    }
    often = ("take", "take", "take", "resolve", "resolve", "resolve", "resolve", "close", "assign")
    verbs[random.choice((*verbs, *often))]()


def lives_of(incidents: list[Incident]) -> list[Life]:
    """What the tables and timelines say, with every dimension as the interface names its value."""
    found = []
    for each in Incident.objects.filter(pk__in=[it.pk for it in incidents]).with_names():
        record, ended = each.record, Resolution.objects.filter(incident=each, undone_at=None).first()
        values = {
            "category": record.category.key if record.category else "",
            "service": each.service,
            "priority": str(record.priority),
            "team": record.team.key if record.team else "",
            "assignee": record.assignee.email if record.assignee else "",
            "location": each.location,
            "channel": each.channel,
            "organisation": record.organisation.key,
            "requester_organisation": record.requester.organisation.key if record.requester else "",
            "type": each.kind,
            "code": ended.code if ended else "",
            "cause": ended.cause if ended else "",
        }
        assert record.requester_id
        found.append(life(each.pk, values, record.requester_id))
    return found


def asked(cast: "Cast", group: str, measure: str, *, person: str = "manfred", **more: str) -> list[Cell]:
    return summarise(
        question("incident", cast.actor(person), group=group, measure=measure, **{"period": PERIOD, **more})
    )


def expected(
    cast: "Cast", lives: list[Life], dimension: str, measure: str, period: by_hand.Period
) -> dict[str, tuple[float | None, int]]:
    """By hand: the value of a dimension to the number and how many it is made of."""
    groups: dict[str, list[tuple[Life, float, Any]]] = defaultdict(list)
    emails = {person.pk: person.email for person in cast.people.values()}
    for row in contributions(measure, lives, period, NOW):
        worker = emails[row[2]] if dimension == "assignee" and row[2] else None
        groups[worker or row[0].values[dimension]].append(row)
    return {key: number(measure, rows) for key, rows in groups.items()}
