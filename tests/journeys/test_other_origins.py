"""N43, N46: nobody is led away from here, nothing answers under another name, and no other page acts for somebody.
In a real browser, which sends its cookies by its own rules."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from maitre.operation.incident.models import Incident
    from tests.cast import Cast
    from tests.journeys.conftest import Seat

ELSEWHERE = (
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "\tjavascript:alert(1)",
)
FORM = """<!doctype html><title>A prize</title><form method="post" action="{action}">{fields}
<button>Take it</button></form><script>document.forms[0].submit()</script>"""


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def incident(hall: "Cast") -> "Incident":
    return hall.incident("Lift stuck")


@pytest.mark.parametrize("onwards", ELSEWHERE)
def test_n43_signing_in_never_leads_away_from_here(
    seat: "Seat", hall: "Cast", live_server: "LiveServer", onwards: str
) -> None:
    person = hall.person("agnes")
    person.set_password("a-long-password")
    person.save()
    page = seat(None, "/sign-in")
    page.context.route("**/*evil.example*/**", lambda route: route.abort())
    page.evaluate("(next) => location.assign('/sign-in?' + new URLSearchParams({next}))", onwards)
    page.wait_for_url("**/sign-in?next=*")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk")
    assert urlsplit(page.url).netloc == urlsplit(live_server.url).netloc


def test_n43_under_a_name_that_is_not_ours_nothing_is_shown(
    seat: "Seat", hall: "Cast", live_server: "LiveServer"
) -> None:
    page = seat(None, "/sign-in")
    answer = page.request.get(f"{live_server.url}/sign-in", headers={"Host": "evil.example"})
    assert answer.status == 400
    assert "evil.example" not in answer.text()


def lure(page: Page, action: str, **fields: str) -> int:
    """Open a page of another site that posts a form to us by itself; the status of our answer."""
    inputs = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in fields.items())
    content = FORM.format(action=action, fields=inputs)

    def trap(route: Route) -> None:
        route.fulfill(body=content, content_type="text/html")

    page.context.route("http://evil.example/**", trap)
    with page.expect_response(lambda answer: answer.request.method == "POST") as told:
        page.goto("http://evil.example/prize", wait_until="commit")
    return told.value.status


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/verbs/take", {}),
        ("/replies", {"body": "Paid for by a prize"}),
        ("/cancellation", {"reason": "None"}),
        ("/assignment", {"assignee": "Leo"}),
    ],
)
def test_n46_a_form_on_another_site_does_nothing_in_ones_name(
    seat: "Seat",
    hall: "Cast",
    incident: "Incident",
    live_server: "LiveServer",
    path: str,
    fields: dict[str, str],
) -> None:
    page = seat(hall.person("agnes"), "/desk")
    before = incident.record.head_seq
    action = f"{live_server.url}/incidents/{incident.record.label}{path}"
    assert lure(page, action, **fields) == 403
    assert hall.fresh(incident).record.head_seq == before
    page.wait_for_url(action)
    page.goto(f"{live_server.url}/desk")
    expect(page.get_by_text("Your menu")).to_be_attached()


def test_n46_a_call_from_another_site_reads_nothing_and_does_nothing(
    seat: "Seat", hall: "Cast", incident: "Incident", live_server: "LiveServer"
) -> None:
    page = seat(hall.person("agnes"), "/desk")
    page.context.route(
        "http://evil.example/**",
        lambda route: route.fulfill(body="<title>x</title>", content_type="text/html"),
    )
    page.goto("http://evil.example/")
    ask = """async ([url, method]) => {
      try { const told = await fetch(url, {method, credentials: 'include'});
        return (await told.text()).length; } catch { return 'refused'; }
    }"""
    base, label = live_server.url, incident.record.label
    for method, path in (
        ("GET", f"/incidents/{label}"),
        ("GET", f"/api/v1/incidents/{label}"),
        ("POST", f"/incidents/{label}/verbs/take"),
        ("POST", f"/api/v1/incidents/{label}/verbs/take"),
    ):
        assert page.evaluate(ask, [base + path, method]) == "refused", (method, path)
    assert hall.fresh(incident).record.state == "new"


def test_n46_following_every_address_of_a_record_changes_nothing(
    seat: "Seat", hall: "Cast", incident: "Incident"
) -> None:
    """Mail scanners and prefetching browsers open links: an address shows, only a form acts."""
    from tests.matrix import pages

    page = seat(hall.person("agnes"), "/desk")
    before = (incident.record.head_seq, incident.record.version)
    opened = 0
    for place in pages():
        if place.method == "GET" and set(place.names) <= {"label", "verb"} and "label" in place.names:
            address = place.template.format(label=incident.record.label, verb="take")
            assert page.request.get(address).status < 500, address
            opened += 1
    assert opened > 15
    fresh = hall.fresh(incident).record
    assert (fresh.head_seq, fresh.version, fresh.state) == (*before, "new")
