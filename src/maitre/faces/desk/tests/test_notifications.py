"""The bell and the page of what waits: shown by record, marked read one by one, all at once, and by opening."""

import json

import pytest
from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import comment
from maitre.shared.notifications.querysets import unread_of
from maitre.shared.records.models import Visibility
from tests.cast import Cast


@pytest.fixture
def incident(cast: Cast) -> Incident:
    """Agnes has it, and Rita has replied."""
    found = cast.incident("The till does not print")
    actions.assign(found, by=cast.actor("leo"), assignee=cast.person("agnes"))
    comment(found.record, "It blinks now", by=cast.actor("rita"))
    return found


@pytest.fixture
def agnes(cast: Cast, client: Client) -> Client:
    client.force_login(cast.person("agnes"))
    return client


def test_the_pulse_counts_what_waits(cast: Cast, agnes: Client, incident: Incident) -> None:
    assert json.loads(agnes.get("/pulse").content)["notifications"] == 2


def test_the_page_names_record_and_author_and_links_to_the_very_entry(
    agnes: Client, incident: Incident
) -> None:
    page = agnes.get("/notifications").content.decode()
    assert "The till does not print" in page
    assert "<bdi>Rita</bdi>: Reply" in page
    assert f'href="/incidents/{incident.record.label}#entry-3"' in page
    assert "It blinks now" in page


def test_the_requester_reads_the_same_in_the_portal(cast: Cast, client: Client, incident: Incident) -> None:
    comment(incident.record, "Try again", by=cast.actor("agnes"))
    client.force_login(cast.person("rita"))
    page = client.get("/notifications").content.decode()
    assert f'href="/mine/{incident.record.label}#entry-4"' in page
    assert "portal-top" in page


def test_the_bell_reads_what_is_about_the_record_one_is_on_and_asks_what_is_left(
    cast: Cast, agnes: Client, incident: Incident
) -> None:
    other = cast.incident("Wi-Fi")
    actions.assign(other, by=cast.actor("leo"), assignee=cast.person("agnes"))
    page = agnes.get(f"/incidents/{incident.record.label}")
    assert "data-read" in page.content.decode()
    given = {"record": incident.record.label}
    answer = agnes.post("/notifications/read", given, headers={"accept": "application/json"})
    assert answer.json() == {"notifications": 1}
    assert "The till" not in agnes.get("/notifications").content.decode()
    assert "The till" in agnes.get("/notifications?show=all").content.decode()


def test_nobody_reads_for_another(cast: Cast, client: Client, incident: Incident) -> None:
    client.force_login(cast.person("leo"))
    client.post("/notifications/read", {"record": incident.record.label})
    client.post("/notifications/read")
    assert unread_of(cast.actor("agnes")) == 2


def test_one_record_or_everything_is_marked_read(cast: Cast, agnes: Client, incident: Incident) -> None:
    other = cast.incident("Wi-Fi")
    actions.assign(other, by=cast.actor("leo"), assignee=cast.person("agnes"))
    agnes.post("/notifications/read", {"record": incident.record.label})
    assert unread_of(cast.actor("agnes")) == 1
    agnes.post("/notifications/read")
    assert unread_of(cast.actor("agnes")) == 0
    assert "Nothing new" in agnes.get("/notifications").content.decode()


def test_the_bell_says_how_many_there_are(agnes: Client, incident: Incident) -> None:
    answer = agnes.get("/notifications/latest")
    assert 'data-unread="2"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_n31_a_note_is_told_to_no_requester(cast: Cast, client: Client, incident: Incident) -> None:
    comment(incident.record, "zqnote", by=SYSTEM_ACTOR, visibility=Visibility.INTERNAL)
    client.force_login(cast.person("rita"))
    for address in ("/notifications", "/notifications?show=all", "/notifications/latest"):
        assert "zqnote" not in client.get(address).content.decode()


def test_a_place_in_the_list_that_is_none_is_refused(agnes: Client, incident: Incident) -> None:
    for cursor in ("x", "-1", "9" * 30, "²"):
        assert agnes.get("/notifications", {"cursor": cursor}).status_code == 422
