"""Plays the bad days of majors.yaml through the ordinary actions: major incidents, and what others reported of them.

Reports of the same trouble are merged, or become children that are resolved with it.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from maitre.operation.incident.actions import (
    adopt,
    appoint,
    assign,
    close,
    declare_major,
    finish_review,
    inform_management,
    merge,
    report,
    resolve,
    take,
    update_stakeholders,
    write_review,
)
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rules.major import Part
from maitre.product.demo.clock import standing_at
from maitre.product.demo.company import cast
from maitre.product.demo.plots import ZONE
from maitre.product.demo.stage import TIMETABLE_STEP, Stage
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.lifecycle.rules import Why

HERE = Path(__file__).parent
REVIEWED_AFTER = timedelta(days=2, hours=3)


@cache
def majors() -> tuple[Mapping[str, Any], ...]:
    """majors.yaml as it stands."""
    return tuple(yaml.safe_load((HERE / "majors.yaml").read_text(encoding="utf-8")))


def began(major: Mapping[str, Any], now: datetime) -> datetime:
    """Its weekday so many weeks before now, on the clock of the houses."""
    local = now.astimezone(ZONE)
    day = local.date() - timedelta(days=local.weekday() - major["weekday"], weeks=major["weeks_ago"])
    return datetime.combine(day, time.fromisoformat(major["time"]), ZONE)


def play_majors(stage: Stage, now: datetime) -> int:
    """All of them, from report to review; how many incidents that makes."""
    return sum(_play(stage, major, began(major, now)) for major in majors())


def _play(stage: Stage, major: Mapping[str, Any], start: datetime) -> int:
    lead, agent = stage.actors[major["lead"]], stage.actors[major["assignee"]]
    with standing_at(start):
        incident = _reported(stage, major, major["requester"], major["title"], major["says"])
    with standing_at(start + timedelta(minutes=3)):
        assign(incident, by=lead, team=stage.teams[major["team"]])
        take(incident, by=agent)
    with standing_at(start + timedelta(minutes=8)):
        criteria = major["criteria"]
        declare_major(incident, by=lead, criteria=criteria, reason=major["says"], headline=major["headline"])
    with standing_at(start + timedelta(minutes=14)):
        parts = {
            Part.MANAGER: stage.people[major["lead"]],
            Part.TECHNICAL_LEAD: stage.people[major["assignee"]],
        }
        appoint(incident, parts, by=lead)
        inform_management(incident, by=lead, text="Henrik Dahl, by telephone.")
    _as_time_goes_by(stage, major, start, incident)
    return 1 + len(major["same"])


def _as_time_goes_by(stage: Stage, major: Mapping[str, Any], start: datetime, incident: Incident) -> None:
    """Updates and further reports in their order, then the end."""
    lead, agent = stage.actors[major["lead"]], stage.actors[major["assignee"]]
    children = []
    happenings = [
        *((at, "update", text) for at, text in major["updates"]),
        *((s[0], "same", s) for s in major["same"]),
    ]
    for at, what, given in sorted(happenings, key=lambda each: each[0]):
        with standing_at(start + timedelta(minutes=max(at, 15) if what == "same" else at)):
            if what == "update":
                update_stakeholders(_fresh(incident), by=lead, text=given)
                continue
            _, requester, how, title, says = given
            other = _reported(stage, major, requester, title, says)
            if how == "merge":
                merge(other, _fresh(incident), by=lead)
            else:
                take(other, by=agent)
                adopt(_fresh(incident), other, by=agent)
                children.append(other)
    _over(stage, major, start, incident, children)


def _over(
    stage: Stage, major: Mapping[str, Any], start: datetime, incident: Incident, children: list[Incident]
) -> None:
    lead, agent = stage.actors[major["lead"]], stage.actors[major["assignee"]]
    ended = start + timedelta(minutes=major["resolved"])
    with standing_at(ended):
        for each in (incident, *children):
            how = {"code": major["code"], "cause": major["cause"], "solution": major["done"]}
            resolve(_fresh(each), by=agent, **how)
    with standing_at(ended + REVIEWED_AFTER):
        write_review(_fresh(incident), major["review"], by=lead)
        finish_review(_fresh(incident), by=lead)
    for each in (incident, *children):
        resolved = _fresh(each)
        if resolved.closes_at:
            with standing_at(resolved.closes_at + TIMETABLE_STEP):
                close(resolved, by=SYSTEM_ACTOR, why=Why("workflow.nobody_objected"))


def _reported(stage: Stage, major: Mapping[str, Any], requester: str, title: str, says: str) -> Incident:
    return report(
        by=stage.actors[requester],
        title=title,
        requester=stage.people[requester],
        organisation=stage.organisations[cast()[requester].organisation],
        description=says,
        impact=1,
        urgency=1,
        kind="outage",
        category=stage.categories[major["category"]],
        service=major["service"],
    )


def _fresh(incident: Incident) -> Incident:
    return Incident.objects.select_related("record").get(pk=incident.pk)
