"""Figures that lack many records say so, to those whose records they lack; and what one organisation's figures are."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from maitre.operation.incident import actions
from maitre.operation.incident.tests.steps import END
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.flow.actions import reckon, refresh
from maitre.shared.flow.querysets import stale as lagging
from maitre.shared.records.models import Record
from tests.callers import Caller
from tests.cast import Cast
from tests.terminal import Terminal

SAYS = "These figures are still being reckoned."
PAGES = ("/incidents/figures", "/incidents/figures/groups")
CALLS = ("/incidents/figures", "/incidents/summary?group=month")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lagging, "MANY", 3)


def told(cast: Cast, key: str) -> set[bool]:
    """What each page and each call says to somebody."""
    client = Client()
    client.force_login(cast.person(key))
    found = {SAYS in client.get(page).content.decode() for page in PAGES}
    return found | {Caller(cast.person(key)).get(call).json()["being_reckoned"] for call in CALLS}


def test_figures_say_so_until_all_new_records_are_in_them(cast: Cast, few: None) -> None:
    """Also of a set in which some are over and some are not: none is passed over, whatever portion is reckoned."""
    incidents = [cast.incident(f"No {number}") for number in range(8)]
    for incident in incidents[:4]:
        actions.take(incident, by=cast.actor("agnes"))
        actions.resolve(incident, by=cast.actor("agnes"), **END)
    assert told(cast, "manfred") == {True}
    reckon(lagging.stale(["incident"], 5))
    assert told(cast, "manfred") == {True}
    reckon(lagging.stale(["incident"], 5))
    assert told(cast, "manfred") == {False}
    assert lagging.stale(["incident"], 100, everything=True) == []


def test_a_few_that_wait_a_minute_are_not_worth_a_word(cast: Cast, few: None) -> None:
    cast.incident()
    assert told(cast, "manfred") == {False}


def test_nobody_hears_of_what_others_brought(cast: Cast, few: None) -> None:
    for number in range(5):
        cast.incident(f"No {number}", requester="fred")
    assert told(cast, "manfred") == {False}
    assert Record.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_figures_of_one_organisation_are_those_of_it_and_all_beneath(
    terminal: Terminal, cast: Cast
) -> None:
    cast.incident("Ours")
    cast.incident("Of our kitchen", requester="kim")
    actions.confide(cast.incident("Secret"), cast.circles["board"], by=SYSTEM_ACTOR)
    cast.incident("Theirs", requester="fred")
    refresh()

    def opened(*words: str) -> float:
        said = terminal("figures", "--json", "--period", timezone.now().strftime("%Y-%m"), *words)
        assert said.status == 0, said.err
        return float(json.loads(said.out)["figures"]["K10"]["opened"])

    found = {
        key: opened("--organisation", cast.organisations[key].key)
        for key in ("harbour", "kitchen", "foreign")
    }
    assert found == {"harbour": 3, "kitchen": 1, "foreign": 1}
    assert opened() == 4
    refused = terminal("figures", "--organisation", "nowhere")
    assert (refused.status, "There is no organisation “nowhere”." in refused.err) == (1, True)


@pytest.mark.django_db(transaction=True)
def test_figures_are_grouped_and_crossed_for_one_organisation_or_all(terminal: Terminal, cast: Cast) -> None:
    cast.incident("Ours", service="Payroll")
    cast.incident("Of our kitchen", requester="kim", service="Tills")
    cast.incident("Theirs", requester="fred", service="Lifts")
    month = timezone.now().strftime("%Y-%m")

    def grouped(*words: str) -> list[tuple[str | None, ...]]:
        said = terminal("figures", "--period", month, "--measure", "count", "--json", *words)
        assert said.status == 0, said.err
        told = json.loads(said.out)
        assert told["period"] == month
        return [(*cell["keys"], cell["figures"]["count"]["value"]) for cell in told["cells"]]

    services = {"Payroll": 1, "Tills": 1, "Lifts": 1, None: 3}
    assert dict(grouped("--group", "service")) == services
    assert dict(grouped("--group", "service", "--organisation", "harbour")) == {
        "Payroll": 1,
        "Tills": 1,
        None: 2,
    }
    crossed = grouped("--group", "service,month", "--query", "service:tills")
    assert ("Tills", month, 1) in crossed
    assert {service for service, *_ in crossed} == {"Tills", None}
    shown = terminal("figures", "--period", month, "--group", "service")
    assert (shown.status, [word in shown.out for word in ("Payroll", "Tills", "Lifts", "Opened")]) == (
        0,
        [True] * 4,
    )
    refused = terminal("figures", "--group", "colour")
    assert (refused.status, "colour" in refused.err) == (1, True)
