"""N80: the whole day of an agent without a mouse, from the sign-in page on. Only keys are pressed here; nothing is
clicked, filled in or focused by the test. What is asserted is what the page shows. By touch at the end."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.patience import wait_until

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.journeys.conftest import Seat

FURTHEST = 60


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    """The cast with three incidents; Agnes and Rita can sign in."""
    from tests.cast import make_cast

    cast = make_cast()
    for title in ("Oven cold", "Till silent", "Lift stuck"):
        cast.incident(title)
    for key in ("agnes", "rita"):
        cast.person(key).set_password("a-long-password")
        cast.person(key).save()
    return cast


def tab_to(page: Page, wanted: Locator) -> None:
    """Tab until it has the focus, as somebody would who cannot point at it."""
    expect(wanted).to_be_visible()
    for _ in range(FURTHEST):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by {FURTHEST} tabs")


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def sign_in(page: Page, address: str) -> None:
    tab_to(page, page.get_by_label("E-mail"))
    page.keyboard.type(address)
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type("a-long-password")
    page.keyboard.press("Enter")


def test_n80_an_agents_day_from_sign_in_to_resolution_by_keyboard_alone(seat: "Seat", hall: "Cast") -> None:
    page = seat(None, "/sign-in")
    sign_in(page, hall.person("agnes").email)
    page.wait_for_url("**/desk")

    keys(page, "g", "i")
    page.wait_for_url("**/incidents")
    keys(page, "/")
    page.keyboard.type("text~till")
    keys(page, "Enter")
    expect(page.get_by_text("1 incident shown")).to_be_visible()
    expect(page.get_by_role("link", name="Till silent")).to_be_visible()
    keys(page, "Escape", "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Till silent")

    talk = page.locator("#talk")
    keys(page, "r")
    page.keyboard.type("Is the cable plugged in?")
    keys(page, "Control+Enter")
    expect(talk).to_contain_text("Is the cable plugged in?")
    keys(page, "n")
    page.keyboard.type("The third time this week")
    keys(page, "Control+Enter")
    expect(talk.locator(".entry.note")).to_contain_text("The third time this week")

    keys(page, "a")
    tab_to(page, page.get_by_label("Person"))
    page.keyboard.type("agn")
    expect(page.locator("#people-offered").get_by_role("option", name="Agnes")).to_be_visible()
    keys(page, "Enter")
    expect(page.get_by_label("Person")).to_have_value(f"Agnes <{hall.person('agnes').email}>")
    keys(page, "Control+Enter")
    expect(page.locator("#properties")).to_contain_text("Agnes")
    expect(page.locator("#head")).to_contain_text("Assigned")

    tab_to(page, page.get_by_role("link", name="Wait for…").first)
    keys(page, "Enter")
    tab_to(page, page.get_by_role("radio").first)
    keys(page, "Space")
    tab_to(page, page.get_by_label("What you ask or tell the requester"))
    page.keyboard.type("Which till is it?")
    tab_to(page, page.get_by_label("Look again on"))
    page.keyboard.type("01012031")
    keys(page, "Tab")
    page.keyboard.type("0900AM")
    keys(page, "Control+Enter")
    expect(page.locator("#head")).to_contain_text("Waiting")

    keys(page, "s")
    expect(page.locator(".verbs details[open] .popover")).to_be_visible()
    keys(page, "Escape")
    tab_to(page, page.locator(".verbs").get_by_role("link", name="Resolve"))
    keys(page, "Enter")
    tab_to(page, page.get_by_label("What was done"))
    page.keyboard.type("Plugged the cable in")
    keys(page, "Control+Enter")
    expect(page.locator("#head")).to_contain_text("Resolved")

    keys(page, "Escape")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    keys(page, "/", "Backspace")
    expect(page.get_by_text("2 incidents shown")).to_be_visible()
    keys(page, "j", "x", "j", "x", "p")
    tab_to(page, page.get_by_role("radio").first)
    keys(page, "Space")
    tab_to(page, page.get_by_label("Reason"))
    page.keyboard.type("The hall is full")
    keys(page, "Control+Enter")
    expect(page.get_by_text("2 done")).to_be_visible()

    keys(page, "Control+k")
    page.keyboard.type("oven")
    expect(page.get_by_role("option", name="Oven cold").first).to_have_attribute("aria-selected", "true")
    keys(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Oven cold")
    expect(page.locator("#head")).to_contain_text("Critical")


@pytest.mark.parametrize("by", ["key", "pointer"])
def test_an_agent_reports_for_whoever_called(seat: "Seat", hall: "Cast", by: str) -> None:
    """The first letter takes the place of one's own name, which stands there."""
    page = seat(hall.person("agnes"), "/desk")
    keys(page, "c")
    page.wait_for_url("**/incidents/new")
    tab_to(page, page.get_by_label("What is broken"))
    page.keyboard.type("No warm water")
    who = page.get_by_label("Who reports it")
    expect(who).to_have_value(f"Agnes <{hall.person('agnes').email}>")
    if by == "pointer":
        who.click()
        wait_until(page, "document.activeElement.selectionEnd > document.activeElement.selectionStart")
    else:
        tab_to(page, who)
    page.keyboard.type("ki")
    offered = page.locator("#people-offered").get_by_role("option", name="Kim")
    expect(offered).to_be_visible()
    expect(who).to_have_attribute("aria-expanded", "true")
    if by == "pointer":
        offered.click()
    else:
        keys(page, "Enter")
    expect(who).to_have_value(f"Kim <{hall.person('kim').email}>")
    keys(page, "Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("No warm water")
    expect(page.locator("#properties")).to_contain_text("Kim")


def test_n80_a_requester_reports_searches_answers_and_confirms_by_keyboard_alone(
    seat: "Seat", hall: "Cast"
) -> None:
    from maitre.operation.incident import actions
    from maitre.operation.incident.models import Incident
    from maitre.operation.incident.tests.steps import END

    page = seat(None, "/sign-in")
    sign_in(page, hall.person("rita").email)
    tab_to(page, page.get_by_role("link", name="Something is broken"))
    keys(page, "Enter")
    tab_to(page, page.get_by_label("In one line, what is broken?"))
    page.keyboard.type("No hot water")
    tab_to(page, page.get_by_role("radio").first)
    keys(page, "ArrowDown")
    tab_to(page, page.get_by_role("button", name="Send"))
    keys(page, "Enter")
    expect(page.get_by_text("Thank you. We have it as")).to_be_visible()
    tab_to(page, page.get_by_label("Your text").locator("visible=true"))
    page.keyboard.type("On the second floor")
    tab_to(page, page.get_by_role("button", name="Send"))
    keys(page, "Enter")
    expect(page.locator(".timeline")).to_contain_text("On the second floor")
    incident = Incident.objects.select_related("record").get(record__title="No hot water")
    actions.take(incident, by=hall.actor("agnes"))
    actions.resolve(incident, by=hall.actor("agnes"), **END)

    page.goto("/")
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("water")
    keys(page, "Enter")
    tab_to(page, page.get_by_role("link", name="No hot water"))
    keys(page, "Enter")
    tab_to(page, page.get_by_role("button", name="Yes, it works"))
    keys(page, "Enter")
    expect(page.get_by_text("Good to hear. It is closed.")).to_be_visible()


def test_a_requester_reports_replies_and_confirms_by_touch_on_a_phone(seat: "Seat", hall: "Cast") -> None:
    """At 390 px with fingers only: every target is tapped where it stands, and nothing is wider than the phone."""
    from maitre.operation.incident import actions
    from maitre.operation.incident.models import Incident
    from maitre.operation.incident.tests.steps import END

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page = seat(hall.person("rita"), "/", width=390, height=844, touch=True)
    fits()
    page.get_by_role("link", name="Something is broken").tap()
    page.wait_for_url("**/report")
    fits()
    page.get_by_label("In one line, what is broken?").tap()
    page.keyboard.type("No hot water")
    page.get_by_text("I cannot work").tap()
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_text("Thank you. We have it as")).to_be_visible()
    fits()
    page.get_by_label("Your text").locator("visible=true").tap()
    page.keyboard.type("On the second floor")
    page.get_by_role("button", name="Send").tap()
    expect(page.locator(".timeline")).to_contain_text("On the second floor")
    incident = Incident.objects.select_related("record").get(record__title="No hot water")
    actions.take(incident, by=hall.actor("agnes"))
    actions.resolve(incident, by=hall.actor("agnes"), **END)
    page.reload()
    fits()
    page.get_by_role("button", name="Yes, it works").tap()
    expect(page.get_by_text("Good to hear. It is closed.")).to_be_visible()


def test_an_agent_on_call_reads_replies_and_resolves_by_touch_on_a_phone(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents", width=390, height=844, touch=True)
    page.get_by_role("link", name="Lift stuck").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lift stuck")
    verbs = page.locator(".verbbar")
    verbs.get_by_role("button", name="Take").tap()
    expect(page.locator("#head")).to_contain_text("In progress")
    verbs.get_by_role("link", name="Reply").tap()
    page.get_by_label("Your text").locator("visible=true").tap()
    page.keyboard.type("Somebody is on the way")
    page.locator("button.for-reply").tap()
    expect(page.locator("#talk")).to_contain_text("Somebody is on the way")
    verbs.get_by_role("link", name="Resolve").tap()
    page.get_by_label("What was done").tap()
    page.keyboard.type("Freed by the fitter")
    page.get_by_role("button", name="Resolve").tap()
    expect(page.locator("#head")).to_contain_text("Resolved")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
