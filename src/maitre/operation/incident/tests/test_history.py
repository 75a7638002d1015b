"""What becomes of an incident that was lived elsewhere: its fields, its verbs, its resolutions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from lxml import html

from maitre.kernel.errors import IllegalTransition, Invalid, NotReady
from maitre.operation.incident.actions import reopen
from maitre.operation.incident.imports import FIELDS, RECEPTION
from maitre.operation.incident.models import Incident, Resolution
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.arrivals.actions import Directory, Source, arrive
from maitre.shared.arrivals.rules import Event, Life, Somebody
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.organisation.models import Organisation
from maitre.shared.records.models import Participation, Record
from maitre.shared.records.notices import sentence, tell
from tests.callers import Caller

pytestmark = pytest.mark.django_db

START = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)
ANNA, BO = Somebody("Anna"), Somebody("Bo")


def arrived(*steps: dict[str, object] | str, **more: object) -> Incident:
    """An incident that went through these states, an hour each."""
    events = []
    for hours, step in enumerate(steps):
        given = {"state": step} if isinstance(step, str) else step
        events.append(Event(at=START + timedelta(hours=hours), **given))  # type: ignore[arg-type]
    life = Life("1", "incident", "No ferry", "It does not sail.", None, tuple(events), **more)  # type: ignore[arg-type]
    place = found_organisation("quay", "Quay Ferries")
    directory = Directory(place, create_people=True, create_teams=True)
    arrive([life], Source("old-desk", place, "old-desk.invalid"), RECEPTION, directory)
    return Incident.objects.select_related("record").get()


def verbs(incident: Incident) -> list[str]:
    return list(incident.record.entries.order_by("seq").values_list("verb", flat=True))


def test_each_step_gets_the_verb_it_would_have_had_here() -> None:
    incident = arrived(
        "new",
        {"state": "assigned", "team": "Piers"},
        {"state": "in_progress", "assignee": ANNA},
        {"state": "pending", "fields": (("pause_reason", "supplier"),)},
        "in_progress",
        {"state": "in_progress", "assignee": BO},
        {"state": "in_progress", "fields": (("impact", 1),)},
        {"state": "in_progress", "fields": (("service", "Ferry"),)},
        "in_progress",
        "resolved",
        "closed",
        "in_progress",
        "cancelled",
    )
    assert verbs(incident) == [
        "report", "assign", "take", "pause", "resume", "assign", "prioritise", "edit", "import", "resolve", "close",
        "reopen", "cancel",
    ]  # fmt: skip
    assert (incident.record.state, incident.record.phase) == ("cancelled", "cancelled")


def test_an_entry_says_who_has_it_though_that_did_not_change() -> None:
    incident = arrived({"state": "in_progress", "team": "Piers"}, "assigned")
    last = tell(incident.record, internal=True)[-1]
    assert sentence("incident", last) == "Assigned to Piers"


def test_the_first_entry_tells_only_what_was_known() -> None:
    first = tell(arrived("new").record, internal=True)[0]
    assert set(first.change) == {"state", "impact", "urgency", "priority"}


def test_any_order_of_states_is_possible_elsewhere() -> None:
    incident = arrived("closed", "resolved", "pending", "new", "cancelled", "new")
    assert verbs(incident) == ["report", "import", "reopen", "import", "cancel", "import"]


def test_priority_comes_from_the_same_matrix_or_from_the_source() -> None:
    incident = arrived({"state": "new", "fields": (("impact", 1), ("urgency", 2))})
    assert (incident.record.priority, incident.override) == (2, None)


def test_a_priority_of_the_source_overrides_the_matrix() -> None:
    incident = arrived({"state": "new", "fields": (("priority", 1),)}, "in_progress")
    assert (incident.record.priority, incident.override) == (1, 1)


def test_resolutions_are_facts_and_a_way_back_undoes_them() -> None:
    incident = arrived(
        "new",
        {"state": "resolved", "by": ANNA, "fields": (("code", "workaround"), ("cause", "network"))},
        "in_progress",
        {"state": "closed", "by": BO},
    )
    first, second = Resolution.objects.order_by("at")
    assert (first.code, first.cause, first.undone_at) == ("workaround", "network", START + timedelta(hours=2))
    assert (second.code, second.cause, second.undone_at) == ("", "", None)
    assert first.by_id != second.by_id
    assert incident.reopened == 1


def test_a_reason_to_wait_goes_with_the_waiting() -> None:
    waiting = arrived({"state": "pending", "fields": (("pause_reason", "requester"),)})
    assert waiting.pause_reason == "requester"


def test_no_reason_to_wait_is_left_behind() -> None:
    assert arrived({"state": "pending", "fields": (("pause_reason", "requester"),)}, "new").pause_reason == ""


def test_history_is_not_reopened_years_later() -> None:
    incident = arrived("new", "resolved", "closed")
    with pytest.raises((NotReady, IllegalTransition)) as refused:
        reopen(incident, by=SYSTEM_ACTOR, reason="It came back")
    assert "10 business days" in str(refused.value)


def test_nothing_closes_by_itself_what_was_resolved_elsewhere() -> None:
    assert arrived("new", "resolved").closes_at is None


def test_what_arrived_lives_on_through_the_first_door() -> None:
    from maitre.operation.incident.actions import prioritise

    incident = arrived("new")
    prioritise(incident, by=SYSTEM_ACTOR, impact=1)
    record = Record.objects.get()
    assert (record.head_seq, verbs(incident)) == (2, ["report", "prioritise"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("impact", 0), ("impact", "4"), ("urgency", "high"), ("priority", 6), ("type", "dream"), ("code", "magic"),
     ("cause", "fate"), ("pause_reason", "lunch"), ("service", "x" * 201), ("configuration_item", "a\x00b")],
)  # fmt: skip
def test_values_are_those_of_live_incidents(field: str, value: str | int) -> None:
    with pytest.raises(Invalid):
        FIELDS[field](value)


def test_hand_overs_elsewhere_are_counted_like_those_here() -> None:
    incident = arrived(
        {"state": "assigned", "team": "Piers"},
        {"state": "assigned", "team": "Cranes"},
        {"state": "in_progress", "team": "Cranes", "assignee": BO},
        {"state": "assigned", "team": "Piers"},
    )
    assert (incident.handoffs, incident.returns) == (2, 1)
    assert incident.came_from is not None
    assert incident.came_from.name == "Cranes"
    assert {each.team.name for each in incident.record.holdings.select_related("team")} == {"Piers", "Cranes"}


def test_columns_of_the_source_are_shown_by_their_names_to_those_who_work_on_it(client: Client) -> None:
    foreign = (("Site", "Pier 1"), ("Vendor <b>", "Ropes & Co"))
    incident = arrived(
        {"state": "new", "foreign": foreign}, {"state": "new", "foreign": (("Site", "Pier 2"),)}
    )
    admin = welcome_person("admin@quay.example", "Ada", Organisation.objects.get(key="quay"))
    grant(admin, Role.AGENT, admin.organisation, by=SYSTEM_ACTOR)
    rita = welcome_person("rita@quay.example", "Rita", admin.organisation)
    Record.objects.update(requester=rita)
    Participation.objects.create(record=incident.record, person=rita, role=Participation.As.REQUESTER)
    client.force_login(admin)
    page = html.fromstring(client.get(f"/incidents/{incident.record.label}").content.decode())
    shown = [
        [" ".join(cell.text_content().split()) for cell in each]
        for each in page.xpath("//dl[@class='kept']/div")
    ]
    assert shown == [["Site", "Pier 1"], ["Vendor <b>", "Ropes & Co"], ["Site", "Pier 2"]]
    timeline = f"/records/{incident.record.label}/timeline"
    assert [each["kept"] for each in Caller(admin).get(timeline).json()["items"]] == [
        dict(foreign),
        {"Site": "Pier 2"},
    ]
    assert {str(each["kept"]) for each in Caller(rita).get(timeline).json()["items"]} == {"{}"}
    client.force_login(rita)
    mine = client.get(f"/mine/{incident.record.label}")
    assert (mine.status_code, "Pier" in mine.content.decode()) == (200, False)


def test_a_code_that_is_said_only_when_it_is_closed_is_the_codes_of_its_end() -> None:
    closed = {"state": "closed", "fields": (("code", "fixed"), ("cause", "network"))}
    arrived("new", "resolved", closed)
    resolution = Resolution.objects.get()
    assert (resolution.code, resolution.cause, resolution.at) == (
        "fixed",
        "network",
        START + timedelta(hours=1),
    )
