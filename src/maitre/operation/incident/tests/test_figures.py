"""The practice's own figures on pages, in REST and as CSV: over what somebody may see, each number with its records."""

import csv
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.flow.actions import keep_backlog, reckon, refresh
from maitre.shared.flow.models import Attempt, Backlog, Course, Stay
from maitre.shared.flow.querysets.measures import MEASURES
from maitre.shared.flow.querysets.stale import stale

if TYPE_CHECKING:
    from tests.cast import Cast

WEEK = datetime(2026, 6, 1, tzinfo=UTC)
PERIOD = "2026-06"


class Clock:
    """Lets the actions act at an earlier moment."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def at(self, *, days: float = 0, hours: float = 0) -> None:
        moment = WEEK + timedelta(days=days, hours=hours)
        self.patch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def lived(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> dict[str, Incident]:
    """A June: one resolved by the first team, one after two hand-overs and a reopening, one cancelled, one open; one
    of the foreign company, and a confidential one."""
    clock, agnes = Clock(monkeypatch), cast.actor("agnes")
    found: dict[str, Incident] = {}

    def begun(name: str, day: float, requester: str = "rita") -> Incident:
        clock.at(days=day, hours=9)
        found[name] = cast.incident(f"Trouble {name}", requester=requester)
        return found[name]

    def finished(incident: Incident, by: Any, day: float) -> None:
        clock.at(days=day, hours=15)
        actions.take(incident, by=by)
        clock.at(days=day, hours=16)
        actions.resolve(incident, by=by, **END)

    plain = begun("plain", 1)
    clock.at(days=1, hours=10)
    actions.assign(plain, by=agnes, team=cast.teams["desk"])
    finished(plain, agnes, 1)
    moved = begun("moved", 2)
    for hour, team in ((10, "desk"), (11, "network"), (12, "desk")):
        clock.at(days=2, hours=hour)
        actions.assign(moved, by=agnes, team=cast.teams[team])
    finished(moved, agnes, 2)
    clock.at(days=3, hours=9)
    actions.reopen(moved, by=agnes, reason="Again")
    clock.at(days=3, hours=11)
    actions.resolve(moved, by=agnes, **END)
    actions.cancel(begun("gone", 4), by=agnes, reason="Was none")
    begun("open", 5)
    finished(begun("foreign", 6, "fred"), cast.actor("fiona"), 6)
    secret = begun("secret", 7)
    actions.confide(secret, cast.circles["board"], by=cast.actor("carla"))
    finished(secret, cast.actor("carla"), 7)
    monkeypatch.undo()
    refresh()
    return found


def told(cast: "Cast", person: str, **asked: str) -> dict[str, Mapping[str, Any]]:
    client = Client()
    client.force_login(cast.person(person))
    answer = client.get("/api/v1/incidents/figures", {"period": PERIOD, **asked})
    assert answer.status_code == 200, answer.content
    return {each["id"]: each["periods"][-1]["numbers"] for each in answer.json()["figures"]}


def listed(cast: "Cast", person: str, figure: str, **asked: str) -> list[str]:
    client = Client()
    client.force_login(cast.person(person))
    answer = client.get(f"/api/v1/incidents/figures/{figure}/records", {"period": PERIOD, **asked})
    assert answer.status_code == 200, answer.content
    return [each["title"].removeprefix("Trouble ") for each in answer.json()["items"]]


def test_figures_of_a_month_are_those_one_can_reckon_by_hand(
    cast: "Cast", lived: dict[str, Incident]
) -> None:
    june = told(cast, "manfred")
    assert set(june) == set(MEASURES)
    assert june["L01"]["n"] == 2
    assert june["L01"]["p50"] == (7 + 26) / 2 * 3600
    assert june["K01"] | {"p50": 0, "p90": 0} == {"mean": 6 * 3600, "p50": 0, "p90": 0, "n": 2}
    assert (june["K08"]["hit"], june["K08"]["n"]) == (2, 2)
    assert (june["K09"]["hit"], june["K09"]["n"], june["K09"]["share"]) == (1, 3, pytest.approx(1 / 3))
    assert (june["K10"]["n"], june["K10"]["opened"], june["K10"]["reopened"], june["K10"]["flow"]) == (
        1,
        3,
        1,
        1,
    )
    assert (june["K11"]["n"], june["K11"]["hit"]) == (1, 0)
    assert (june["K12"]["total"], june["K12"]["mean"], june["K12"]["returned"]) == (2, 1, 0.5)
    assert june["L10"]["hit"] == 1
    assert june["L04"]["queue"] + june["L04"]["external"] == pytest.approx(june["L04"]["share"])


@pytest.mark.parametrize("figure", MEASURES)
def test_every_number_opens_as_many_records_as_it_counts(
    cast: "Cast", lived: dict[str, Incident], figure: str
) -> None:
    numbers = told(cast, "manfred")[figure]
    assert len(listed(cast, "manfred", figure)) == numbers["n"]
    if "hit" in numbers:
        assert len(listed(cast, "manfred", figure, part="hit")) == numbers["hit"]
    for part in ("opened", "reopened", "resolved"):
        if part in numbers:
            assert len(listed(cast, "manfred", figure, part=part)) == numbers[part]


def test_a_team_has_figures_of_its_own(cast: "Cast", lived: dict[str, Incident]) -> None:
    assert told(cast, "manfred", team="desk")["L01"]["n"] == 2
    assert told(cast, "manfred", team="network")["L01"]["n"] == 0
    assert listed(cast, "manfred", "K12", team="desk") == ["moved", "plain"]


def test_numbers_are_made_of_what_somebody_may_see(cast: "Cast", lived: dict[str, Incident]) -> None:
    """Neither the foreign company's, nor those of a circle one is not in, also not by taking part."""
    assert sorted(listed(cast, "manfred", "L01")) == ["moved", "plain"]
    assert listed(cast, "falk", "L01") == ["foreign"]
    grant(cast.person("carla"), Role.LEAD, cast.organisations["harbour"], by=SYSTEM_ACTOR)
    assert sorted(listed(cast, "carla", "L01")) == ["moved", "plain", "secret"]


def test_a_lead_of_one_team_reads_that_team_alone(cast: "Cast", lived: dict[str, Incident]) -> None:
    grant(
        cast.person("tess"),
        Role.LEAD,
        cast.organisations["harbour"],
        by=SYSTEM_ACTOR,
        team=cast.teams["desk"],
    )
    assert sorted(listed(cast, "tess", "L01")) == ["moved", "plain"]
    assert listed(cast, "tess", "K10", part="opened") == ["moved", "plain"]


@pytest.mark.parametrize("person", ["agnes", "chandra", "olga", "rita"])
@pytest.mark.parametrize(
    "address", ["/incidents/figures", "/incidents/figures/L01/records", "/api/v1/incidents/figures"]
)
def test_who_reads_no_figures_is_told_which_roles_do(cast: "Cast", person: str, address: str) -> None:
    client = Client()
    client.force_login(cast.person(person))
    answer = client.get(address)
    assert answer.status_code == 403
    assert "manager" in answer.content.decode()


def test_a_team_of_others_is_as_if_there_were_none(cast: "Cast") -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    answers = [client.get("/incidents/figures", {"team": key}) for key in ("summit", "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_the_page_says_each_number_what_it_means_and_where_it_leads(
    cast: "Cast", lived: dict[str, Incident]
) -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get("/incidents/figures", {"period": PERIOD}).content.decode()
    assert len(asked) <= 40
    for key in MEASURES:
        assert f'id="{key}"' in page
    link = re.search(r'href="(/incidents/figures/K09/records\?[^"]+part=hit)"', page)
    assert link
    behind = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert "Trouble moved" in behind
    assert "Trouble plain" not in behind
    assert "How it is reckoned" in page


def test_no_page_of_figures_shows_a_code_and_each_trend_has_a_scale_and_dates(
    cast: "Cast", lived: dict[str, Incident]
) -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    given = {"period": PERIOD}
    for address in ("/incidents/figures", "/incidents/figures/groups", "/incidents/figures/K09/records"):
        page = html.fromstring(client.get(address, given).content.decode())
        for unread in page.xpath("//script | //style"):
            unread.drop_tree()
        assert re.findall(r"\b[KL]\d\d\b", page.text_content()) == [], address
    page = html.fromstring(client.get("/incidents/figures", given).content.decode())
    trends = page.xpath("//svg[@class='chart']")
    assert trends
    for trend in trends:
        scale, dates = trend.xpath(".//text[@class='y']/text()"), trend.xpath(".//text[@class='x']/text()")
        assert (scale[0].split()[0].strip("%"), len(scale) > 1) == ("0", True), scale
        assert "Jun" in dates[-1], dates


def test_a_period_that_is_none_is_said_and_the_page_still_stands(cast: "Cast") -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    answer = client.get("/incidents/figures", {"period": "yesteryear"})
    assert answer.status_code == 422
    assert "2026-Q4" in answer.content.decode()


def test_n41_figures_and_their_records_can_be_taken_along(cast: "Cast", lived: dict[str, Incident]) -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    text = client.get("/incidents/figures", {"period": PERIOD, "format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert [PERIOD, "K12", "Handed over", "hand-overs", "count", "2.0"] in rows
    more = {"period": PERIOD, "format": "csv", "part": "hit"}
    text = client.get("/incidents/figures/K09/records", more).content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(StringIO(text))] == ["title", "Trouble moved"]


# --- what figures are made of --------------------------------------------------------------------------------------


def rows() -> list[list[tuple[Any, ...]]]:
    return [
        list(model._base_manager.order_by("record_id", "pk").values_list())
        for model in (Course, Stay, Attempt)
    ]


def test_reckoning_anew_changes_nothing(cast: "Cast", lived: dict[str, Incident]) -> None:
    before = rows()
    reckon(list(Course.objects.values_list("pk", flat=True)))
    assert rows() == before
    assert refresh(everything=True) == 0


def test_whatever_moves_is_found_and_nothing_else(cast: "Cast", lived: dict[str, Incident]) -> None:
    assert stale(["incident"], 10) == []
    actions.take(cast.fresh(lived["open"]), by=cast.actor("agnes"))
    newcomer = cast.incident("Trouble anew")
    assert sorted(stale(["incident"], 10)) == [lived["open"].pk, newcomer.pk]
    assert refresh() == 2
    assert stale(["incident"], 10, everything=True) == []


def test_a_verb_writes_nothing_for_the_figures(cast: "Cast", lived: dict[str, Incident]) -> None:
    with CaptureQueriesContext(connection) as asked:
        actions.take(cast.fresh(lived["open"]), by=cast.actor("agnes"))
    assert not [each["sql"] for each in asked if "flow_" in each["sql"]]


def test_the_backlog_of_a_day_is_kept_once_and_stays_as_it_was(
    cast: "Cast", lived: dict[str, Incident]
) -> None:
    last = (WEEK + timedelta(days=29)).date()
    assert keep_backlog(last, days=3) == 3
    kept = list(Backlog.objects.order_by("day").values_list("day", "team_id", "records"))
    assert [each[1:] for each in kept] == [(None, [lived["open"].pk])] * 3
    actions.take(cast.fresh(lived["open"]), by=cast.actor("agnes"))
    assert keep_backlog(last, days=3) == 0
    assert list(Backlog.objects.order_by("day").values_list("day", "team_id", "records")) == kept
    assert told(cast, "manfred")["K10"]["n"] == 1
    assert listed(cast, "manfred", "K11") == ["open"]
