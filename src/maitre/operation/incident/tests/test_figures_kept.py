"""Figures are reckoned once, and anew when something of their days has changed; what runs every few minutes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maitre.kernel.errors import MaitreError
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END, acts
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.flow.actions import answer, forget_answers, keep_backlog, refresh, told
from maitre.shared.flow.models import Answer
from maitre.shared.flow.querysets.asking import Asked, Numbers, figures
from maitre.shared.flow.querysets.periods import series, span_of
from maitre.shared.flow.querysets.wanted import part_called, wanted

if TYPE_CHECKING:
    from tests.cast import Cast

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
PERIODS = [span.instants for span in series(span_of("2026-09", "Europe/Paris"), 3)]


class Clock:
    """The time that verbs and figures are told."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.at(NOW)

    def at(self, moment: datetime) -> None:
        self.now = moment
        self._patch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def summer(cast: "Cast", clock: Clock) -> dict[str, Incident]:
    """One resolved in August, one open since then, one of September; told in September."""
    found: dict[str, Incident] = {}
    august = datetime(2026, 8, 28, 9, tzinfo=UTC)
    for name, at in (("done", august), ("open", august + timedelta(days=1)), ("new", NOW)):
        clock.at(at)
        found[name] = cast.incident(f"Trouble {name}")
        if name == "done":
            actions.take(found[name], by=cast.actor("agnes"))
            clock.at(clock.now + timedelta(hours=5))
            actions.resolve(found[name], by=cast.actor("agnes"), **END)
    refresh()
    return found


def asked_of(cast: "Cast", person: str, **more: Any) -> Asked:
    return Asked("incident", cast.actor(person), **more)


def reckonings(asked: Asked) -> tuple[list[dict[str, Numbers]], list[str]]:
    """The answer, and the statements that count."""
    with CaptureQueriesContext(connection) as captured:
        found = answer(asked, PERIODS)
    return found, [each["sql"] for each in captured if "width_bucket" in each["sql"]]


def test_what_is_over_is_reckoned_once_and_what_runs_every_few_minutes(
    cast: "Cast", clock: Clock, summer: Mapping[str, Incident]
) -> None:
    asked = asked_of(cast, "manfred")
    first, whole = reckonings(asked)
    assert reckonings(asked) == (first, [])
    clock.at(NOW + timedelta(minutes=6))
    again, less = reckonings(asked)
    assert again == figures(asked, PERIODS)
    assert [numbers["L01"]["n"] for numbers in again] == [0, 0, 1, 0]
    assert Answer.objects.count() == 4
    assert "2026-06-01" in whole[0]
    assert "2026-08-01" not in less[0]
    assert "2026-09-01" in less[0]


def test_what_was_told_before_a_period_was_over_is_reckoned_when_it_is(
    cast: "Cast", clock: Clock, summer: Mapping[str, Incident]
) -> None:
    asked, end = asked_of(cast, "manfred"), PERIODS[-1][1]
    clock.at(end - timedelta(minutes=4))
    early = answer(asked, PERIODS)[-1]["K11"]["p50"]
    clock.at(end + timedelta(minutes=3))
    assert answer(asked, PERIODS)[-1]["K11"]["p50"] == figures(asked, PERIODS)[-1]["K11"]["p50"] != early


def test_a_day_that_changed_is_reckoned_anew_and_no_other_month(
    cast: "Cast", summer: Mapping[str, Incident]
) -> None:
    asked = asked_of(cast, "manfred")
    answer(asked, PERIODS)
    actions.reopen(cast.fresh(summer["done"]), by=cast.actor("agnes"), reason="Again")
    refresh()
    found, counted = reckonings(asked)
    assert [numbers["L01"]["n"] for numbers in found] == [0, 0, 0, 0]
    assert found == figures(asked, PERIODS)
    assert all("2026-08-01" in each for each in counted)
    assert not [each for each in counted if "2026-07-01" in each], "July is as it was"


def test_what_comes_into_a_circle_is_no_longer_told_to_others_at_once(
    cast: "Cast", summer: Mapping[str, Incident]
) -> None:
    asked = asked_of(cast, "manfred")
    assert answer(asked, PERIODS)[2]["L01"]["n"] == 1
    actions.confide(cast.fresh(summer["done"]), cast.circles["board"], by=cast.actor("carla"))
    assert answer(asked, PERIODS)[2]["L01"]["n"] == 0
    grant(cast.person("carla"), Role.LEAD, cast.organisations["harbour"], by=SYSTEM_ACTOR)
    assert answer(asked_of(cast, "carla"), PERIODS)[2]["L01"]["n"] == 1
    refresh()
    assert answer(asked, PERIODS)[2]["L01"]["n"] == 0


def test_answers_are_kept_for_those_who_see_the_same(cast: "Cast", summer: Mapping[str, Incident]) -> None:
    for person, found in (("manfred", 1), ("falk", 0), ("manfred", 1)):
        assert answer(asked_of(cast, person), PERIODS)[2]["L01"]["n"] == found
    desk, network = cast.teams["desk"].pk, cast.teams["network"].pk
    for team, found in ((desk, 1), (network, 0), (None, 1)):
        assert answer(asked_of(cast, "manfred", team_id=team), PERIODS)[2]["L01"]["n"] == found


def test_a_lead_of_one_team_reads_what_is_the_teams_now(cast: "Cast", summer: Mapping[str, Incident]) -> None:
    """Numbers are minutes old; a record that went to another team meanwhile is not listed any more."""
    harbour, desk = cast.organisations["harbour"], cast.teams["desk"]
    grant(cast.person("tess"), Role.LEAD, harbour, by=SYSTEM_ACTOR, team=desk)
    actions.assign(cast.fresh(summer["open"]), by=cast.actor("agnes"), team=desk)
    refresh()
    want = wanted("incident", cast.actor("tess"), period="2026-09")
    assert told(want)[-1][1]["K10"]["n"] == 1
    assert [each.id for each in want.records(part_called("K10", ""), limit=9)] == [summer["open"].pk]
    actions.assign(cast.fresh(summer["open"]), by=cast.actor("agnes"), team=cast.teams["network"])
    assert [each.id for each in want.records(part_called("K10", ""), limit=9)] == []
    refresh()
    assert told(want)[-1][1]["K10"]["n"] == 0


def test_answers_that_nobody_wants_are_forgotten(
    cast: "Cast", clock: Clock, summer: Mapping[str, Incident]
) -> None:
    answer(asked_of(cast, "manfred"), PERIODS)
    forget_answers(NOW + timedelta(days=1))
    assert Answer.objects.count() == 4
    forget_answers(NOW + timedelta(days=400))
    assert not Answer.objects.exists()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_what_is_kept_is_what_would_be_reckoned(
    cast: "Cast", clock: Clock, seed: int
) -> None:
    random = Random(seed)
    clock.at(datetime(2026, 6, 20, 8, tzinfo=UTC))
    incidents, verbs = [cast.incident(f"Trouble {number}") for number in range(4)], acts(cast)
    verbs["secrecy"] = lambda it, by: actions.confide(it, cast.circles["board"], by=cast.actor("carla"))
    readers = [asked_of(cast, "manfred"), asked_of(cast, "manfred", team_id=cast.teams["desk"].pk)]
    while clock.now < NOW:
        clock.at(clock.now + timedelta(hours=random.randint(1, 60)))
        incident = cast.fresh(random.choice(incidents))
        try:
            verbs[random.choice(sorted(verbs))](
                incident, cast.actor(random.choice(("leo", "agnes", "carla")))
            )
        except MaitreError:
            continue
        if random.random() < 0.3:
            incidents.append(cast.incident("Another trouble"))
        if random.random() < 0.5:
            refresh()
            keep_backlog()
            for asked in readers:
                assert answer(asked, PERIODS) == figures(asked, PERIODS)
