"""Who could be given a record: people of the team and with the skill, as they stand now, ranked with reasons."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils import timezone

from maitre.kernel.business_time import is_open, next_opening
from maitre.shared.access.rules import Actor
from maitre.shared.assignment.models import Skill
from maitre.shared.assignment.querysets import in_question, workloads
from maitre.shared.assignment.rules import Candidate, Suggestion, ranked
from maitre.shared.organisation.models import Absence, Team
from maitre.shared.organisation.querysets import calendars_of
from maitre.shared.records.models import Record

SHOWN = 8


def suggestions(
    record: Record, actor: Actor, *, team: Team | None = None, now: datetime | None = None
) -> list[Suggestion]:
    """The best SHOWN for `record`, if it goes to `team` (its own when None): at most six statements.

    Only who may work on it and whom `actor` knows of.
    """
    now = now or timezone.now()
    team = team or record.team
    known = _skilled(record)
    people = in_question(record, team.pk if team else None, known, actor)
    if not people:
        return []
    ids = [person.pk for person in people]
    teams = _teams_of([person.pk for person in people if not person.in_team])
    homes = {person.pk: home for person in people if (home := teams.get(person.pk) or team)}
    calendars = calendars_of({home.organisation_id for home in homes.values()})
    loads, away = workloads(record.kind, ids), _away(ids, now)
    found = []
    for person in people:
        if (home := homes.get(person.pk)) is None:
            continue
        calendar = calendars[home.organisation_id]
        works = is_open(now, calendar)
        total, active = loads[person.pk]
        found.append(
            Candidate(
                person_id=person.pk,
                name=person.name,
                email=person.email,
                team_id=home.pk,
                team_name=home.name,
                in_team=person.in_team,
                skills=tuple(known.get(person.pk, ())),
                on_shift=works,
                absent=person.pk in away,
                until=away.get(person.pk) or (None if works else next_opening(now, calendar)),
                open=total,
                in_progress=active,
            )
        )
    return ranked(found)[:SHOWN]


def _skilled(record: Record) -> dict[int, list[str]]:
    """By person, the skills of theirs that the category asks for."""
    if record.category_id is None:
        return {}
    rows = Skill.objects.filter(categories=record.category_id, people__is_active=True)
    found: dict[int, list[str]] = {}
    for person, name in rows.order_by("name").values_list("people", "name"):
        found.setdefault(person, []).append(name)
    return found


def _teams_of(ids: Collection[int]) -> dict[int, Team]:
    """The first team of each by name: people of another one would have it there."""
    if not ids:
        return {}
    through = Team.members.through.objects.filter(person_id__in=ids, team__is_active=True)
    rows = through.select_related("team").order_by("-team__name")
    return {each.person_id: each.team for each in rows}


def _away(ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Until when each is away who is away now."""
    found: dict[int, datetime] = {}
    for person, until in Absence.objects.at(now).filter(person__in=ids).values_list("person", "until"):
        found[person] = max(until, found.get(person, until))
    return found
