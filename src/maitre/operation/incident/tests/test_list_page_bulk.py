"""Verbs for many incidents at once: what was done, what was refused, and why."""

from html import unescape

import pytest
from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.records.models import Entry
from tests.browser import filled
from tests.cast import Cast


@pytest.fixture
def agnes(cast: Cast, client: Client) -> Client:
    client.force_login(cast.person("agnes"))
    return client


@pytest.fixture
def labels(cast: Cast) -> list[str]:
    return [cast.incident(title).record.label for title in ("Oven cold", "Till silent", "Lift stuck")]


def states(labels: list[str]) -> list[str]:
    rows = {each.record.label: each.record.state for each in Incident.objects.select_related("record")}
    return [rows[label] for label in labels]


def test_taking_many_says_what_was_done_and_what_was_not(
    agnes: Client, cast: Cast, labels: list[str]
) -> None:
    closed = cast.incident("Done long ago")
    actions.cancel(closed, by=cast.actor("agnes"), reason="Not wanted")
    foreign = cast.incident("Nobody of ours", requester="fred").record.label
    chosen = {"verb": "take", "record": [*labels, closed.record.label, foreign], "back": "/incidents?q="}
    answer = agnes.post("/incidents/bulk", chosen, follow=True)
    text = answer.content.decode()
    assert "3 done, 2 not done" in text
    assert "Not possible while it is: Cancelled" in text
    assert "It does not exist, or it is not open to you." in text
    assert "Nobody of ours" not in text
    assert 'href="/incidents?q="' in text
    assert states(labels) == ["in_progress"] * 3


def test_taking_one_goes_straight_back_to_the_list(agnes: Client, labels: list[str]) -> None:
    chosen = {"verb": "take", "record": labels[0], "back": "/incidents?q=state:open"}
    answer = agnes.post("/incidents/bulk", chosen)
    assert answer["Location"] == "/incidents?q=state:open"


@pytest.mark.parametrize(
    ("verb", "given", "state"),
    [
        ("assign", {"team": "network"}, "assigned"),
        ("prioritise", {"override": "1", "reason": "The fair begins"}, "new"),
        ("note", {"text": "All wait for the electrician"}, "new"),
    ],
)
def test_a_verb_that_asks_first_shows_its_form_and_then_does_it_for_all(
    agnes: Client, cast: Cast, labels: list[str], verb: str, given: dict[str, str], state: str
) -> None:
    form = agnes.post("/incidents/bulk", {"verb": verb, "record": labels}, follow=True)
    assert form.status_code == 200
    sent = filled(form, having="record") | given | {"record": labels}  # type: ignore[dict-item]
    if "team" in given:
        sent["team"] = str(cast.teams[given["team"]].pk)
    answer = agnes.post(f"/incidents/bulk/{verb}", sent, follow=True)
    assert "3 done" in answer.content.decode()
    assert states(labels) == [state] * 3
    assert Entry.objects.filter(verb__in=(verb, "comment", "note")).count() == 3


def test_a_form_that_lacks_something_keeps_the_selection(agnes: Client, labels: list[str]) -> None:
    answer = agnes.post("/incidents/bulk/note", {"text": "", "record": labels})
    assert answer.status_code == 422
    assert all(f'value="{label}"' in answer.content.decode() for label in labels)


def test_many_are_given_to_somebody_named_as_the_picker_does(
    agnes: Client, cast: Cast, labels: list[str]
) -> None:
    given = {"assignee": "Leo <leo@harbour.example>", "record": labels}
    assert "3 done" in agnes.post("/incidents/bulk/assign", given, follow=True).content.decode()
    assert {each.record.assignee for each in Incident.objects.select_related("record__assignee")} == {
        cast.person("leo")
    }


@pytest.mark.parametrize("named", ["Rita <rita@harbour.example>", "Fiona", "nobody@harbour.example"])
def test_who_does_no_work_or_is_not_known_is_given_none_and_the_selection_stays(
    agnes: Client, labels: list[str], named: str
) -> None:
    answer = agnes.post("/incidents/bulk/assign", {"assignee": named, "reason": "For you", "record": labels})
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f"Nobody you know of is called {named}." in text
    assert "Choose a team, a person, or both." not in text
    assert all(kept in text for kept in (f'value="{named}"', "For you", *labels))
    assert states(labels) == ["new"] * 3


def test_more_than_a_hundred_and_none_at_all_are_refused(agnes: Client) -> None:
    many = [f"INC-{number}" for number in range(101)]
    assert agnes.post("/incidents/bulk", {"verb": "take", "record": many}).status_code == 422
    assert agnes.post("/incidents/bulk", {"verb": "take"}).status_code == 422
    assert agnes.post("/incidents/bulk", {"verb": "burn", "record": many[:1]}).status_code == 404


def test_the_way_back_leads_nowhere_else(agnes: Client, labels: list[str]) -> None:
    for back in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        chosen = {"verb": "take", "record": labels[0], "back": back}
        assert agnes.post("/incidents/bulk", chosen)["Location"] == "/incidents"


def test_who_only_reads_changes_nothing(client: Client, cast: Cast, labels: list[str]) -> None:
    client.force_login(cast.person("audrey"))
    answer = client.post("/incidents/bulk", {"verb": "take", "record": labels}, follow=True)
    assert "0 done, 3 not done" in answer.content.decode()
    assert states(labels) == ["new"] * 3
