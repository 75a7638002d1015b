"""What frames every page, in a real browser: the palette by keyboard alone, the bell, looks, times."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maitre.operation.incident import actions
from maitre.shared.conversation.actions import comment

if TYPE_CHECKING:
    from maitre.operation.incident.models import Incident
    from tests.cast import Cast
    from tests.journeys.conftest import Seat


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def till(hall: "Cast") -> "Incident":
    """Agnes has it, and Rita has replied."""
    found = hall.incident("The till does not print")
    actions.assign(found, by=hall.actor("leo"), assignee=hall.person("agnes"))
    comment(found.record, "It blinks now", by=hall.actor("rita"))
    return found


def chosen(page: Page) -> str:
    return page.locator("dialog.finder [aria-selected=true]").inner_text()


def test_the_palette_goes_to_a_record_by_keyboard_alone(seat: "Seat", hall: "Cast", till: "Incident") -> None:
    page = seat(hall.person("agnes"), "/desk")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type(str(till.record.number))
    option = page.locator("dialog.finder").get_by_role("option", name="The till does not print").first
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{till.record.label}")


def test_the_palette_runs_a_verb_on_the_record_one_is_on(
    seat: "Seat", hall: "Cast", till: "Incident"
) -> None:
    page = seat(hall.person("carla"), f"/incidents/{till.record.label}")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog.finder").get_by_role("option").first).to_be_visible()
    page.keyboard.type("take")
    expect(page.locator("dialog.finder").get_by_role("option")).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert hall.fresh(till).record.assignee == hall.person("carla")


def test_arrows_go_round_and_escape_gives_the_page_back(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/desk")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog.finder").get_by_role("option").first).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("ArrowUp")
    last = page.locator("dialog.finder").get_by_role("option").last.inner_text()
    assert chosen(page) == last
    page.keyboard.press("ArrowDown")
    assert chosen(page) == page.locator("dialog.finder").get_by_role("option").first.inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.finder")).to_be_hidden()


def test_an_overtaken_question_is_not_answered(seat: "Seat", hall: "Cast") -> None:
    """N72: what is shown belongs to what stands in the field, however late an earlier answer comes."""
    page = seat(hall.person("agnes"), "/desk")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog.finder").get_by_role("option").first).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/palette" in request.url else None)
    page.keyboard.type("notif", delay=20)
    expect(page.locator("dialog.finder").get_by_role("option")).to_have_count(1)
    assert len(asked) <= 2, "typed without a pause, it is asked once the typing stops"


def test_the_bell_shows_what_waits_and_opening_the_record_reads_it(
    seat: "Seat", hall: "Cast", till: "Incident"
) -> None:
    page = seat(hall.person("agnes"), "/desk")
    bell = page.locator("[data-bell]")
    expect(bell.locator("[data-pulse]")).to_have_text("2")
    expect(bell.get_by_role("status")).to_have_text("2 unread notifications")
    page.keyboard.press("g")
    page.keyboard.press("n")
    line = bell.get_by_role("link", name="Rita: Reply")
    expect(line).to_contain_text("It blinks now")
    page.keyboard.press("ArrowDown")
    expect(line).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{till.record.label}*")
    expect(page.locator("[data-bell] [data-pulse]")).to_have_text("")


def test_the_bell_marks_everything_read_in_place(seat: "Seat", hall: "Cast", till: "Incident") -> None:
    page = seat(hall.person("agnes"), "/desk")
    page.locator("[data-bell] summary").click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("[data-heard]")).to_contain_text("Nothing new")
    expect(page.locator("[data-bell] [data-pulse]")).to_have_text("")
    assert page.url.endswith("/desk")


def test_the_bell_fits_a_phone(seat: "Seat", hall: "Cast", till: "Incident") -> None:
    for person, address in (("agnes", "/desk"), ("rita", "/")):
        page = seat(hall.person(person), address, width=360, height=700)
        page.locator("[data-bell] summary").click()
        box = page.locator("[data-bell] .popover").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_script_the_box_searches_and_the_bell_leads_to_the_page(
    seat: "Seat", hall: "Cast", till: "Incident"
) -> None:
    page = seat(hall.person("agnes"), "/desk", script=False)
    page.get_by_role("searchbox").fill(till.record.label)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{till.record.label}")
    page.locator("[data-bell] summary").click()
    page.get_by_role("link", name="All notifications").click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("heading", name="Nothing new")).to_be_visible()


def test_a_theme_chosen_here_counts_here_at_once_and_on_the_next_page(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/desk")
    page.get_by_text("Your menu").locator("..").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_single_letters_do_nothing_once_they_are_switched_off(seat: "Seat", hall: "Cast") -> None:
    person = hall.person("agnes")
    person.single_keys = False
    person.save()
    page = seat(person, "/desk")
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith("/desk")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog.finder")).to_be_visible()


def test_relative_times_say_the_same_on_the_server_and_in_the_browser(
    seat: "Seat", hall: "Cast", till: "Incident"
) -> None:
    page = seat(hall.person("agnes"), "/notifications")
    assert page.locator("main time.when").first.inner_text() == "just now"
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.locator("main time.when").first.inner_text() == "just now"
    apart = {
        20: "just now",
        60: "1 minute ago",
        3_550: "59 minutes ago",
        86_000: "23 hours ago",
        90_000: "1 day ago",
    }
    for seconds, words in apart.items():
        page.evaluate(
            "(s) => document.querySelector('main time').dateTime = new Date(Date.now() - s * 1000 - 200).toISOString()",
            seconds,
        )
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert page.locator("main time.when").first.inner_text() == words
