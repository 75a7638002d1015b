"""Somebody leaves: what they had in hand, what they asked for, their parts, and what figures keep (N52)."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from maitre.kernel.errors import Invalid, NotAllowed
from maitre.operation.incident import actions
from maitre.operation.incident.models import MajorIncident
from maitre.operation.incident.tests.steps import incident_in
from maitre.shared.access.actions import erase_person, issue_token, let_go, let_in_again
from maitre.shared.access.models import Grant, Token
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.declarations.actions import define
from maitre.shared.notifications.models import Notification
from maitre.shared.notifications.rules import Reason
from maitre.shared.organisation.contributions.people import PersonDefinition
from maitre.shared.organisation.models import Person
from maitre.shared.records.actions import verify_timelines
from maitre.shared.records.models import Entry, Record

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.mark.parametrize("state", ["assigned", "in_progress", "pending"])
def test_n52_open_incidents_of_an_assignee_who_leaves_go_to_the_queue_and_the_leads_hear(
    cast: "Cast", state: str
) -> None:
    incident = incident_in(cast, state)
    actions.assign(incident, by=cast.actor("leo"), assignee=cast.person("agnes"))
    if state == "in_progress":
        actions.take(cast.fresh(incident), by=cast.actor("agnes"))
    let_go(cast.person("agnes"), by=cast.actor("ada"), reason="Left the company")
    record = cast.fresh(incident).record
    assert (record.team, record.assignee) == (cast.teams["desk"], None)
    assert record.state == ("pending" if state == "pending" else "assigned")
    entry = Entry.objects.filter(record=incident.pk).latest("seq")
    assert (entry.verb, entry.by_id) == ("assign", None)
    assert "assignment.assignee_left" in entry.sealed
    heard = Notification.objects.filter(record=incident.pk, seq=entry.seq, reason=Reason.DUTY)
    assert [each.person for each in heard] == [cast.person("leo")]


def test_n52_without_a_team_it_waits_for_anybody(cast: "Cast") -> None:
    incident = cast.incident()
    cast.teams["desk"].members.clear()
    actions.take(incident, by=cast.actor("agnes"))
    assert cast.fresh(incident).record.team is None
    let_go(cast.person("agnes"), by=cast.actor("ada"))
    assert cast.fresh(incident).record.assignee is None


def test_n52_what_is_over_keeps_who_did_it(cast: "Cast") -> None:
    incident = incident_in(cast, "resolved")
    let_go(cast.person("leo"), by=cast.actor("ada"))
    assert cast.fresh(incident).record.assignee == cast.person("leo")


def test_n52_a_part_in_a_live_major_incident_is_free_again(cast: "Cast") -> None:
    incident = cast.incident()
    actions.declare_major(
        incident, by=cast.actor("leo"), criteria=["data"], reason="x", manager=cast.person("agnes")
    )
    let_go(cast.person("agnes"), by=cast.actor("ada"))
    assert MajorIncident.objects.get(pk=incident.pk).manager is None


def test_n52_what_a_requester_asked_for_stays_readable_when_they_leave(cast: "Cast") -> None:
    incident = cast.incident()
    let_go(cast.person("rita"), by=cast.actor("ada"))
    client = Client()
    client.force_login(cast.person("agnes"))
    page = client.get(f"/incidents/{incident.record.label}").content.decode()
    assert "The till does not print" in page
    assert "Rita" in page
    actions.take(cast.fresh(incident), by=cast.actor("agnes"))


def test_n52_erased_requesters_are_nobody_and_totals_stay(cast: "Cast") -> None:
    incident = cast.incident()
    count = Record.objects.filter(requester=cast.person("rita")).count()
    erase_person(cast.person("rita"), by=cast.actor("ada"))
    person = Person.objects.get(pk=cast.person("rita").pk)
    assert "rita" not in f"{person.name} {person.email} {person.folded_name}".casefold()
    assert (person.is_active, person.has_usable_password()) == (False, False)
    assert Record.objects.filter(requester=person).count() == count == 1
    client = Client()
    client.force_login(cast.person("agnes"))
    page = client.get(f"/incidents/{incident.record.label}").content.decode()
    assert "The till does not print" in page
    assert "Rita" not in page


def test_n52_timelines_still_verify_after_somebody_was_erased(cast: "Cast") -> None:
    incident_in(cast, "resolved")
    erase_person(cast.person("rita"), by=cast.actor("ada"))
    assert verify_timelines().good


def test_who_leaves_is_signed_out_and_their_tokens_end(cast: "Cast") -> None:
    client = Client()
    client.force_login(cast.person("agnes"))
    issue_token(cast.person("agnes"), "script", by=cast.actor("agnes"))
    let_go(cast.person("agnes"), by=cast.actor("ada"))
    assert client.get("/incidents").status_code == 302
    assert not Token.objects.filter(person=cast.person("agnes"), revoked_at=None).exists()


def test_a_definition_that_says_inactive_lets_go_as_well(cast: "Cast") -> None:
    incident = incident_in(cast, "in_progress")
    leo = cast.person("leo")
    written = PersonDefinition(kind="person", key=leo.email, name="Leo", organisation="harbour", active=False)
    define(written, by=SYSTEM_ACTOR)
    assert cast.fresh(incident).record.assignee is None


def test_who_comes_back_has_the_grants_they_had_and_not_the_work(cast: "Cast") -> None:
    incident = incident_in(cast, "in_progress")
    let_go(cast.person("leo"), by=cast.actor("ada"))
    let_in_again(Person.objects.get(pk=cast.person("leo").pk), by=cast.actor("ada"))
    assert Person.objects.get(pk=cast.person("leo").pk).is_active
    assert Grant.objects.filter(person=cast.person("leo")).exists()
    assert cast.fresh(incident).record.assignee is None


@pytest.mark.parametrize("who", ["agnes", "leo", "manfred", "falk", "rita"])
def test_only_an_administrator_there_lets_people_go(cast: "Cast", who: str) -> None:
    for act in (let_go, let_in_again, erase_person):
        with pytest.raises(NotAllowed):
            act(cast.person("ben"), by=cast.actor(who))
    assert Person.objects.get(pk=cast.person("ben").pk).is_active


def test_nobody_lets_themselves_go_or_somebody_twice(cast: "Cast") -> None:
    with pytest.raises(NotAllowed):
        let_go(cast.person("ada"), by=cast.actor("ada"))
    let_go(cast.person("ben"), by=cast.actor("ada"))
    with pytest.raises(Invalid):
        let_go(cast.person("ben"), by=cast.actor("ada"))
    erase_person(cast.person("ben"), by=cast.actor("ada"))
    with pytest.raises(Invalid):
        let_in_again(Person.objects.get(pk=cast.person("ben").pk), by=cast.actor("ada"))
