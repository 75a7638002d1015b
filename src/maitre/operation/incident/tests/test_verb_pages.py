"""The pages of single verbs: whom they are for, and what they are called."""

import pytest
from django.test import Client
from django.urls import reverse

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from tests.cast import Cast

OF_VERBS = (
    "assign", "pause", "resolve", "cancel", "reopen", "prioritise", "confide", "edit", "merge", "unmerge", "hand_back",
    "propose_major", "declare_major", "demote_major", "appoint", "inform_management", "update_stakeholders",
    "write_review", "finish_review",
)  # fmt: skip
LED_BACK = {302, 404, 405}
"""To the portal, or nowhere: the page of a record does the first, its parts the second."""


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return cast.incident(description="It only blinks")


def browser(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


@pytest.mark.parametrize("verb", OF_VERBS)
def test_whoever_only_takes_part_is_led_to_the_portal_and_sees_no_form_of_the_desk(
    cast: Cast, incident: Incident, verb: str
) -> None:
    label = incident.record.label
    answer = browser(cast, "rita").get(reverse(f"incident:{verb}", args=[label]))
    assert answer.status_code in LED_BACK
    assert answer.get("Location", f"/mine/{label}") == f"/mine/{label}"


def test_a_form_of_the_desk_sent_by_who_only_takes_part_finds_nothing(cast: Cast, incident: Incident) -> None:
    address = reverse("incident:cancel", args=[incident.record.label])
    answer = browser(cast, "rita").post(address, {"reason": "Never mind"})
    assert answer.status_code == 404
    assert cast.fresh(incident).record.state == "new"


def heading(cast: Cast, incident: Incident) -> str:
    page = (
        browser(cast, "agnes").get(reverse("incident:assign", args=[incident.record.label])).content.decode()
    )
    return page.split("<h1", 1)[1].split(">", 1)[1].split("</h1>", 1)[0]


def test_who_gets_it_first_is_assigned_and_from_somebody_it_is_handed_over(
    cast: Cast, incident: Incident
) -> None:
    assert heading(cast, incident) == "Assign"
    actions.assign(incident, by=cast.actor("agnes"), team=cast.teams["desk"])
    assert heading(cast, incident) == "Assign", "a team has it, and nobody yet"
    actions.take(incident, by=cast.actor("agnes"))
    assert heading(cast, incident) == "Hand over"
