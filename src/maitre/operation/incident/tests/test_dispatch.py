"""Who gets an incident: hand-overs counted, ways back, suggestions with reasons, impact where nobody has judged."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.errors import AlreadyChanged, Invalid, NotReady
from maitre.operation.incident import actions
from maitre.operation.incident.models import ExpectedImpact, Incident
from maitre.operation.incident.rules.expectation import Expectation, expected
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.assignment import rules as dispatch
from maitre.shared.assignment.models import Holding, Skill
from maitre.shared.assignment.notices.candidates import suggestions
from maitre.shared.assignment.rules import Candidate, Reason, ranked, weighs
from maitre.shared.organisation.actions import be_absent
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Entry
from maitre.shared.records.querysets import listing_of

if TYPE_CHECKING:
    from tests.cast import Cast

OPEN_HOURS = datetime(2026, 11, 18, 10, 0, tzinfo=ZoneInfo("UTC"))  # a Wednesday, in the office week
AT_NIGHT = datetime(2026, 11, 18, 22, 0, tzinfo=ZoneInfo("UTC"))


def to(cast: "Cast", incident: Incident, *teams: str) -> Incident:
    """The incident after it was given to these teams, one after the other."""
    for team in teams:
        actions.assign(cast.fresh(incident), by=cast.actor("leo"), team=cast.teams[team], reason="Yours")
    return cast.fresh(incident)


@pytest.mark.parametrize(
    ("teams", "handoffs", "returns"),
    [
        ((), 0, 0),
        (("desk",), 0, 0),
        (("desk", "desk"), 0, 0),
        (("desk", "network"), 1, 0),
        (("desk", "network", "desk"), 2, 1),
        (("desk", "network", "desk", "network"), 3, 2),
        (("desk", "network", "summit"), 2, 0),
    ],
)
def test_changes_of_team_after_the_first_are_counted_and_ways_back_among_them(
    cast: "Cast", teams: tuple[str, ...], handoffs: int, returns: int
) -> None:
    incident = to(cast, cast.incident(), *teams)
    assert (incident.handoffs, incident.returns) == (handoffs, returns)
    assert {each.team.key for each in Holding.objects.filter(record=incident.record)} == set(teams)


def test_handing_it_to_a_colleague_of_the_same_team_is_no_hand_over(cast: "Cast") -> None:
    incident = to(cast, cast.incident(), "desk")
    actions.assign(incident, by=cast.actor("leo"), assignee=cast.person("agnes"))
    actions.take(cast.fresh(incident), by=cast.actor("leo"))
    assert cast.fresh(incident).handoffs == 0


def test_taking_it_out_of_another_team_is_one(cast: "Cast") -> None:
    incident = to(cast, cast.incident(), "network")
    actions.take(incident, by=cast.actor("leo"))
    now = cast.fresh(incident)
    assert now.record.team == cast.teams["desk"]
    assert (now.handoffs, now.came_from) == (1, cast.teams["network"])


def test_what_went_back_and_forth_can_be_asked_for(cast: "Cast") -> None:
    calm, moved = to(cast, cast.incident(), "desk"), to(cast, cast.incident(), "desk", "network", "desk")

    def found(query: str) -> set[int]:
        rows = listing_of("incident", cast.actor("leo"), query=query).rows
        return {row.id for row in rows} & {calm.pk, moved.pk}

    assert found("returns>=1") == {moved.pk}
    assert found("handoffs:0") == {calm.pk}


def test_the_page_says_how_often_it_was_handed_over_from_the_second_time_on(cast: "Cast") -> None:
    client = Client()
    client.force_login(cast.person("leo"))
    once, twice = (
        to(cast, cast.incident(), "desk", "network"),
        to(cast, cast.incident(), "desk", "network", "desk"),
    )
    assert "Hand-overs" not in client.get(reverse("incident:show", args=[once.record.label])).content.decode()
    page = client.get(reverse("incident:show", args=[twice.record.label])).content.decode()
    assert "Hand-overs" in page
    assert "2 times, 1 of them back to a team that had it" in page


def test_it_goes_back_where_it_came_from_with_a_reason_and_nobody_has_it_there(cast: "Cast") -> None:
    incident = to(cast, cast.incident(), "desk", "network")
    actions.assign(incident, by=cast.actor("leo"), assignee=cast.person("tess"))
    entry = actions.hand_back(cast.fresh(incident), by=cast.actor("tess"), reason="The cable is fine.")
    now = cast.fresh(incident)
    assert (now.record.team, now.record.assignee, now.record.state) == (cast.teams["desk"], None, "assigned")
    assert (now.handoffs, now.returns, now.came_from) == (2, 1, cast.teams["network"])
    assert entry.visibility == "internal"


def test_nothing_goes_back_without_a_reason_or_where_it_came_from_nowhere(cast: "Cast") -> None:
    with pytest.raises(NotReady):
        actions.hand_back(to(cast, cast.incident(), "desk", "network"), by=cast.actor("leo"), reason=" ")
    with pytest.raises(NotReady):
        actions.hand_back(to(cast, cast.incident(), "desk"), by=cast.actor("leo"), reason="Not ours")


def test_two_who_hand_over_at_once_are_counted_once(cast: "Cast") -> None:
    incident = to(cast, cast.incident(), "desk")
    mine, theirs = cast.fresh(incident), cast.fresh(incident)
    actions.assign(mine, by=cast.actor("leo"), team=cast.teams["network"])
    with pytest.raises(AlreadyChanged):
        actions.assign(theirs, by=cast.actor("agnes"), team=cast.teams["network"])
    assert cast.fresh(incident).handoffs == 1


def names(found: Any) -> list[str]:
    return [each.candidate.name for each in found]


def codes(found: Any, name: str) -> set[str]:
    return {reason.code for each in found if each.candidate.name == name for reason in each.reasons}


def test_those_of_the_team_are_suggested_the_idle_before_the_busy(cast: "Cast") -> None:
    for _ in range(3):
        busy = cast.incident()
        actions.assign(busy, by=cast.actor("leo"), assignee=cast.person("agnes"))
    incident = to(cast, cast.incident(), "desk")
    found = suggestions(incident.record, cast.actor("leo"), now=OPEN_HOURS)
    assert names(found) == ["Leo", "Agnes"]
    load = next(reason for reason in found[1].reasons if reason.code == "workload")
    assert load.params == {"open": 3, "in_progress": 0}
    assert codes(found, "Leo") == {"in_team", "on_shift", "workload"}


def test_who_knows_it_is_suggested_also_from_another_team_and_says_why(cast: "Cast") -> None:
    skill = Skill.objects.create(key="printers", name="Printers")
    skill.people.set([cast.person("carla")])
    skill.categories.set([cast.categories["harbour"]])
    grant(cast.person("carla"), Role.AGENT, cast.organisations["kitchen"], by=SYSTEM_ACTOR)
    cast.teams["network"].members.add(cast.person("carla"))
    incident = to(cast, cast.incident(category=cast.categories["harbour"]), "desk")
    found = suggestions(incident.record, cast.actor("leo"), now=OPEN_HOURS)
    assert names(found)[0] == "Carla"
    first = found[0].reasons[0]
    assert (first.code, first.params["skills"]) == ("skilled", ["Printers"])
    assert found[0].candidate.team_name == "Network"


def test_who_is_away_comes_last_and_it_says_until_when(cast: "Cast") -> None:
    back = OPEN_HOURS + timedelta(days=2)
    be_absent(cast.person("agnes"), OPEN_HOURS - timedelta(days=1), back)
    incident = to(cast, cast.incident(), "desk")
    found = suggestions(incident.record, cast.actor("leo"), now=OPEN_HOURS)
    assert names(found) == ["Leo", "Agnes"]
    away = next(reason for reason in found[1].reasons if reason.code == "absent")
    assert away.params["until"] == back.isoformat()


def test_out_of_hours_everybody_is_off_until_the_next_morning(cast: "Cast") -> None:
    incident = to(cast, cast.incident(), "desk")
    found = suggestions(incident.record, cast.actor("leo"), now=AT_NIGHT)
    off = next(reason for reason in found[0].reasons if reason.code == "off_shift")
    assert off.params["until"] == "2026-11-19T09:00:00+00:00"


def test_only_who_may_work_on_it_is_suggested(cast: "Cast") -> None:
    cast.teams["desk"].members.add(cast.person("rita"), cast.person("fiona"), cast.person("manfred"))
    incident = to(cast, cast.incident(), "desk")
    assert set(names(suggestions(incident.record, cast.actor("leo")))) == {"Agnes", "Leo"}
    actions.confide(incident, cast.circles["board"], by=cast.actor("carla"))
    assert suggestions(cast.fresh(incident).record, cast.actor("carla")) == []


def test_nobody_is_suggested_whom_the_asking_does_not_know_of_or_who_is_not_active(cast: "Cast") -> None:
    record = to(cast, cast.incident(), "desk").record
    assert suggestions(record, cast.actor("fiona")) == []
    assert len(suggestions(record, SYSTEM_ACTOR)) == 2
    Person.objects.filter(pk=cast.person("agnes").pk).update(is_active=False)
    assert names(suggestions(record, cast.actor("leo"))) == ["Leo"]


def test_of_a_confidential_one_its_circle_is_suggested(cast: "Cast") -> None:
    incident = to(cast, cast.incident(), "desk")
    actions.confide(incident, cast.circles["board"], by=cast.actor("carla"))
    cast.circles["board"].members.add(cast.person("agnes"))
    assert names(suggestions(cast.fresh(incident).record, cast.actor("carla"))) == ["Agnes"]


def test_one_click_gives_it_to_whom_was_suggested_and_keeps_why(cast: "Cast") -> None:
    incident = to(cast, cast.incident(), "desk")
    client = Client()
    client.force_login(cast.person("leo"))
    url = reverse("incident:assign", args=[incident.record.label])
    page = client.get(url).content.decode()
    agnes = cast.person("agnes")
    assert f'name="pick" value="{agnes.pk}"' in page
    answer = client.post(url, {"team": "", "assignee": "", "reason": "", "pick": agnes.pk})
    assert answer.status_code == 302
    assert cast.fresh(incident).record.assignee == agnes
    why = json.loads(Entry.objects.filter(record=incident.pk, verb="assign").latest("seq").sealed)["why"]
    assert why["code"] == "assignment.suggested"
    assert {each["code"] for each in why["params"]["reasons"]} >= {"in_team", "workload"}


def test_a_choice_of_ones_own_keeps_no_suggestion(cast: "Cast") -> None:
    incident = to(cast, cast.incident(), "desk")
    client = Client()
    client.force_login(cast.person("leo"))
    url = reverse("incident:assign", args=[incident.record.label])
    answer = client.post(url, {"team": cast.teams["network"].pk, "assignee": "", "reason": ""})
    assert answer.status_code == 302
    assert "why" not in json.loads(
        Entry.objects.filter(record=incident.pk, verb="assign").latest("seq").sealed
    )


CANDIDATES = st.builds(
    Candidate,
    person_id=st.integers(1, 9),
    name=st.sampled_from(["Ann", "Bo", "Cy"]),
    email=st.just("x@x"),
    team_id=st.just(1),
    team_name=st.just("Team"),
    in_team=st.booleans(),
    skills=st.sampled_from([(), ("VPN",), ("VPN", "Wi-Fi")]),
    on_shift=st.booleans(),
    absent=st.booleans(),
    open=st.integers(0, 20),
    in_progress=st.integers(0, 5),
)


@given(st.lists(CANDIDATES, max_size=8))
def test_every_place_in_the_ranking_is_explained_by_its_reasons(candidates: list[Candidate]) -> None:
    found = ranked(candidates)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        told = each.explained()
        assert told["score"] == sum(reason["weight"] for reason in told["reasons"])  # type: ignore[index,union-attr,call-overload,misc]
        assert json.loads(json.dumps(told)) == told


def test_another_consideration_speaks_in_every_suggestion(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slot for rules to come."""
    monkeypatch.setattr(dispatch, "_weighers", list(dispatch._weighers))
    weighs(lambda candidate: [Reason("rule", 500, {"rule": "vip"})] if candidate.name == "Zoe" else [])
    plain = {"email": "x@x", "team_id": 1, "team_name": "Team", "in_team": True}
    people = [Candidate(person_id=1, name="Ann", **plain), Candidate(person_id=2, name="Zoe", **plain)]  # type: ignore[arg-type]
    assert names(ranked(people)) == ["Zoe", "Ann"]


LINES = [
    Expectation("hardware", 7, (), 2, 2),
    Expectation("booking", None, ("booking", "reservation"), 1, 1, critical=True),
    Expectation("both", 7, ("till",), 1),
]


@pytest.mark.parametrize(
    ("category", "service", "line", "by"),
    [
        (7, "", "hardware", "category"),
        (None, "Online Reservation", "booking", "reservation"),
        (7, "Till 4", "both", "till"),
        (8, "Till 4", None, None),
        (None, "", None, None),
        (7, "Booking", "booking", "booking"),
    ],
)
def test_the_weightiest_line_that_fits_says_what_is_expected(
    category: int | None, service: str, line: str | None, by: str | None
) -> None:
    found = expected(LINES, category_id=category, service=service)
    assert (found and found[0].key, found and found[1]) == (line, by)


def test_where_nobody_judged_the_category_does_and_the_priority_says_so(cast: "Cast") -> None:
    ExpectedImpact.objects.create(key="hw", category=cast.categories["harbour"], impact=2, urgency=1)
    incident = cast.incident(category=cast.categories["harbour"])
    assert (incident.impact, incident.urgency, incident.record.priority) == (2, 1, 2)
    why = json.loads(Entry.objects.get(record=incident.pk, seq=1).sealed)["why"]
    assert (why["code"], why["params"]["line"], why["params"]["by"]) == (
        "priority.expected",
        "hw",
        "category",
    )


def test_what_somebody_judged_stands(cast: "Cast") -> None:
    ExpectedImpact.objects.create(key="hw", category=cast.categories["harbour"], impact=1, urgency=1)
    incident = cast.incident(category=cast.categories["harbour"], impact=3, urgency=3)
    assert incident.record.priority == 5


def test_the_table_of_another_company_says_nothing_here(cast: "Cast") -> None:
    ExpectedImpact.objects.create(
        key="theirs", words=["booking"], impact=1, urgency=1, organisation=cast.organisations["foreign"]
    )
    assert cast.incident(service="Booking").record.priority == 5


def test_a_level_that_is_none_is_refused(cast: "Cast") -> None:
    with pytest.raises(Invalid):
        cast.incident(impact=0)
