"""Where an incident is and how it reached us: set by the door it came through, asked for at the desk, never made up."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.actions.recur import RecurringIncident, report_again
from maitre.operation.incident.models import Incident, Resolution
from maitre.operation.incident.notices import SENTENCES
from maitre.operation.incident.tests.steps import END
from maitre.shared.conversation.actions import comment
from maitre.shared.records.notices import sentence, tell
from tests.browser import filled
from tests.callers import Caller, fields
from tests.cast import Cast


@pytest.fixture
def agnes(cast: Cast, client: Client) -> Client:
    client.force_login(cast.person("agnes"))
    return client


@pytest.fixture
def unknown(cast: Cast) -> Incident:
    """One whose type is not known, as an import leaves it."""
    incident = cast.incident()
    Incident.objects.filter(pk=incident.pk).update(kind="")
    return cast.fresh(incident)


def properties(page: HttpResponse) -> str:
    return page.content.decode().split('id="properties"')[1].split("</aside>")[0]


def test_a_report_in_the_portal_came_through_the_portal(cast: Cast, client: Client) -> None:
    client.force_login(cast.person("rita"))
    client.post("/report", filled(client.get("/report"), having="hurts") | {"title": "The till is silent"})
    assert Incident.objects.get().channel == "portal"


@pytest.mark.parametrize("channel", ["phone", "mail", "chat", "walk_up", ""])
def test_at_the_desk_one_says_how_it_reached_one(agnes: Client, channel: str) -> None:
    opened = filled(agnes.get("/incidents/new"), having="requester")
    answer = agnes.post(
        "/incidents/new", opened | {"title": "Silent", "channel": channel, "location": "Lobby, desk 2"}
    )
    assert answer.status_code == 302
    made = Incident.objects.get()
    assert (made.channel, made.location) == (channel, "Lobby, desk 2")


def test_nobody_says_at_the_desk_that_a_program_reported_it(agnes: Client) -> None:
    opened = filled(agnes.get("/incidents/new"), having="requester")
    assert agnes.post("/incidents/new", opened | {"title": "Silent", "channel": "event"}).status_code == 422


@pytest.mark.parametrize(("sent", "kept"), [({}, "api"), ({"channel": "event"}, "event")])
def test_over_rest_it_is_the_interface_unless_the_caller_says_otherwise(
    cast: Cast, sent: dict[str, str], kept: str
) -> None:
    caller = Caller(cast.person("agnes"))
    told = caller.post("/incidents", {"title": "Oven", "location": "Kitchen 2", **sent}).json()
    assert (told["channel"], told["location"]) == (kept, "Kitchen 2")
    assert Incident.objects.get().channel == kept


@pytest.mark.parametrize(("field", "value"), [("channel", "fax"), ("channel", ""), ("location", "x" * 201)])
def test_what_is_no_channel_and_no_place_is_refused_over_rest(cast: Cast, field: str, value: str) -> None:
    answer = Caller(cast.person("agnes")).post("/incidents", {"title": "Oven", field: value})
    assert answer.status_code == 422
    assert fields(answer) == {field}


def test_what_comes_again_came_by_its_recurrence(cast: Cast) -> None:
    content = RecurringIncident(title="Check the backups", requester=cast.person("rita").email)
    record = report_again(content, cast.organisations["harbour"], cast.incident().record.created_at)
    assert Incident.objects.get(pk=record.pk).channel == "recurrence"


def test_a_place_is_corrected_like_a_service_and_the_history_says_so(cast: Cast, agnes: Client) -> None:
    incident = cast.incident(location="Lobby", channel="phone")
    place = f"/incidents/{incident.record.label}"
    shown = properties(agnes.get(place))
    assert "Lobby" in shown
    assert "Phone" in shown
    agnes.post(
        f"{place}/property?name=location",
        filled(agnes.get(f"{place}/property?name=location"), having="location") | {"location": "Bar"},
    )
    assert cast.fresh(incident).location == "Bar"
    Caller(cast.person("agnes")).patch(f"/incidents/{incident.record.label}", {"location": "Cellar"})
    assert cast.fresh(incident).location == "Cellar"
    said = [sentence("incident", each) for each in tell(cast.fresh(incident).record, internal=True)]
    assert said[-2:] == ["Changed location", "Changed location"]


def test_what_is_split_off_is_at_the_same_place(cast: Cast) -> None:
    incident = cast.incident(location="Lobby", channel="phone")
    said = comment(incident.record, "And the lamp is out", by=cast.actor("rita"))
    made = actions.split(cast.fresh(incident), said.seq, by=cast.actor("agnes"))
    assert (made.location, made.channel) == ("Lobby", "phone")


class TestUnknown:
    """An incident that was brought along without type, code or cause shows none, and none is written by looking."""

    def test_its_page_and_rest_show_none(self, cast: Cast, agnes: Client, unknown: Incident) -> None:
        assert agnes.get(f"/incidents/{unknown.record.label}").status_code == 200
        assert agnes.get(f"/incidents/{unknown.record.label}/print?version=internal").status_code == 200
        told = Caller(cast.person("agnes")).get(f"/incidents/{unknown.record.label}").json()
        assert told["type"] == ""

    def test_correcting_something_else_does_not_choose_a_type(
        self, cast: Cast, agnes: Client, unknown: Incident
    ) -> None:
        place = f"/incidents/{unknown.record.label}/edit"
        opened = filled(agnes.get(place), having="title")
        assert agnes.post(place, opened | {"title": "Two tills"}).status_code == 302
        now = cast.fresh(unknown)
        assert (now.record.title, now.kind) == ("Two tills", "")

    def test_a_type_can_be_given_and_then_not_be_taken_away(
        self, cast: Cast, agnes: Client, unknown: Incident
    ) -> None:
        place = f"/incidents/{unknown.record.label}/edit"
        agnes.post(place, filled(agnes.get(place), having="title") | {"kind": "outage"})
        assert cast.fresh(unknown).kind == "outage"
        opened = filled(agnes.get(place), having="title")
        assert agnes.post(place, opened | {"kind": ""}).status_code == 422
        answer = Caller(cast.person("agnes")).patch(f"/incidents/{unknown.record.label}", {"type": ""})
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("code", "cause", "says"),
        [
            ("", "", "Resolved"),
            ("fixed", "", "Resolved: Fixed"),
            ("", "network", "Resolved. Cause: Network"),
            ("fixed", "network", "Resolved: Fixed. Cause: Network"),
        ],
    )
    def test_the_history_says_what_is_known_of_an_end(
        self, cast: Cast, code: str, cause: str, says: str
    ) -> None:
        assert SENTENCES["resolve"](SimpleNamespace(names={"code": code, "cause": cause})) == says  # type: ignore[arg-type]
        incident = cast.incident()
        actions.take(incident, by=cast.actor("agnes"))
        actions.resolve(incident, by=cast.actor("agnes"), **END)
        Resolution.objects.update(code=code, cause=cause)
        told = Caller(cast.person("agnes")).get(f"/incidents/{incident.record.label}").json()
        assert (told["resolution"]["code"], told["resolution"]["cause"]) == (code, cause)

    def test_reported_here_it_always_has_a_type(self, cast: Cast, agnes: Client) -> None:
        answer = Caller(cast.person("agnes")).post("/incidents", {"title": "Oven", "type": ""})
        assert answer.status_code == 422
        opened = filled(agnes.get("/incidents/new"), having="requester")
        assert agnes.post("/incidents/new", opened | {"title": "Oven", "kind": ""}).status_code == 422
