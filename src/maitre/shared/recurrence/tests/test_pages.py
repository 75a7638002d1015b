"""Recurrences on the desk: leads keep an incident's, agents look, others find nothing."""

from django.test import Client

from maitre.shared.audit.models import AuditEvent
from maitre.shared.recurrence.models import Recurrence
from tests.cast import Cast

FORM = {
    "name": "Check the backups",
    "organisation": "harbour",
    "every": "FREQ=MONTHLY;BYDAY=1MO",
    "begins": "2026-01-05T09:00",
    "zone": "Europe/Vienna",
    "in_hours": "on",
    "title": "Check the backups",
    "description": "All of them",
    "requester": "rita@harbour.example",
    "team": "network",
    "tasks": "",
}


def seat(cast: Cast, person: str) -> Client:
    client = Client()
    client.force_login(cast.person(person))
    return client


def test_a_lead_keeps_a_recurrence_pauses_it_and_takes_it_up_again(cast: Cast) -> None:
    leo = seat(cast, "leo")
    assert leo.get("/recurrences/new").status_code == 200
    assert leo.post("/recurrences/new", FORM).status_code == 302
    rule = Recurrence.objects.get()
    assert (rule.key, rule.in_hours, rule.is_active) == ("check-the-backups", True, True)
    assert rule.content == {
        "title": "Check the backups",
        "requester": "rita@harbour.example",
        "description": "All of them",
        "team": "network",
    }
    assert rule.next_at is not None
    assert "FREQ=MONTHLY;BYDAY=1MO" in leo.get("/recurrences").content.decode()
    assert leo.post(f"/recurrences/{rule.key}", {**FORM, "title": "Check them all"}).status_code == 302
    leo.post(f"/recurrences/{rule.key}/turn", {"to": "paused"})
    rule.refresh_from_db()
    assert (rule.content["title"], rule.is_active, rule.next_at) == ("Check them all", False, None)
    leo.post(f"/recurrences/{rule.key}/turn", {"to": "active"})
    rule.refresh_from_db()
    assert rule.next_at is not None
    assert AuditEvent.objects.count() >= 4


def test_what_is_wrong_with_a_rule_is_said_at_its_field(cast: Cast) -> None:
    page = seat(cast, "leo").post("/recurrences/new", {**FORM, "every": "NOW"})
    assert page.status_code == 422
    assert "is no recurrence rule" in page.content.decode()
    assert not Recurrence.objects.exists()


def test_agents_look_and_requesters_and_others_find_nothing(cast: Cast) -> None:
    seat(cast, "leo").post("/recurrences/new", FORM)
    agnes = seat(cast, "agnes")
    assert "Check the backups" in agnes.get("/recurrences").content.decode()
    assert agnes.post("/recurrences/check-the-backups/turn", {"to": "paused"}).status_code == 403
    assert agnes.get("/recurrences/new").status_code == 403
    assert "Check the backups" not in seat(cast, "fiona").get("/recurrences").content.decode()
    assert seat(cast, "fiona").get("/recurrences/check-the-backups").status_code == 404
    assert seat(cast, "rita").get("/recurrences").status_code == 404
