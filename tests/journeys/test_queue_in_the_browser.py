"""The queue by keyboard alone: walking, preview, filters, many at once, the board, and the way back."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maitre.operation.incident import actions

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.journeys.conftest import Seat


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    """The cast with a few incidents, where the running application sees them."""
    from tests.cast import make_cast

    cast = make_cast()
    for title in ("Oven cold", "Till silent", "Lift stuck"):
        cast.incident(title)
    return cast


def test_walking_shows_each_record_beside_the_list_and_escape_closes_it(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents")
    page.keyboard.press("j")
    pane = page.get_by_label("Preview", exact=True).and_(page.locator("aside"))
    expect(pane.get_by_role("heading")).to_have_text("Lift stuck")
    page.keyboard.press("j")
    expect(pane.get_by_role("heading")).to_have_text("Till silent")
    assert page.url.endswith("/incidents")
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    page.keyboard.press("j")
    page.wait_for_timeout(400)
    expect(pane).to_be_hidden()


def test_a_verb_in_the_preview_leaves_one_at_the_same_row(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("aside h2")).to_have_text("Till silent")
    with page.expect_navigation():
        page.keyboard.press("i")
    row = page.get_by_role("row", name="Till silent")
    expect(row).to_contain_text("In progress")
    expect(row.get_by_role("link")).to_be_focused()


def test_a_condition_is_added_with_completion_and_taken_away_again(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("prio")
    option = page.locator("#suggestions [role=option]")
    expect(option).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "none")
    page.keyboard.press("Enter")
    expect(box).to_have_value("priority:")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.press("Backspace")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.get_by_text("3 incidents shown")).to_be_visible()


def test_two_rows_are_ticked_and_taken_by_keys(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents", width=1100)
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.get_by_role("toolbar")).to_contain_text("2 selected")
    page.keyboard.press("i")
    expect(page.get_by_role("status").filter(has_text="2 done")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("row", name="In progress")).to_have_count(2)


def test_one_key_takes_the_row_in_focus_and_stays_there(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents", width=1100)
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("i")
    expect(page.get_by_role("row", name="Lift stuck")).to_contain_text("In progress")


def test_coming_back_from_a_record_finds_the_filter_and_the_row(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents?q=state:new&sort=oldest")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Till silent")
    page.keyboard.press("Escape")
    page.wait_for_url("**/incidents?q=state:new&sort=oldest*")
    expect(page.get_by_role("link", name="Till silent")).to_be_focused()


def test_a_card_is_moved_on_the_board_by_keys(seat: "Seat", hall: "Cast") -> None:
    actions.take(hall.incident("Lamp dark"), by=hall.actor("agnes"))
    page = seat(hall.person("agnes"), "/incidents?layout=board", width=1100)
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="Lamp dark")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("s")
    with page.expect_navigation():
        page.get_by_role("button", name="Take").click()
    expect(_column(page, "In progress").locator(".ticket")).to_have_count(2)
    expect(_column(page, "New").locator(".ticket")).to_have_count(2)


def test_new_records_are_announced_and_no_row_moves(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents")
    expect(page.locator("[data-since]")).to_have_count(1)
    hall.incident("Bell rings")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    bar = page.get_by_role("link", name="1 new incident, show")
    expect(bar).to_be_visible()
    expect(page.get_by_text("3 incidents shown")).to_be_visible()
    bar.click()
    expect(page.get_by_text("4 incidents shown")).to_be_visible()


def test_who_turned_single_keys_off_is_left_alone(seat: "Seat", hall: "Cast") -> None:
    person = hall.person("agnes")
    person.single_keys = False
    person.save()
    page = seat(person, "/incidents")
    for key in ("j", "/", "x", "c"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    assert page.url.endswith("/incidents")


def test_without_script_one_filters_ticks_and_takes(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("agnes"), "/incidents", script=False)
    page.get_by_label("Add a filter").fill("text~lift")
    page.get_by_label("Add a filter").press("Enter")
    expect(page.get_by_text("1 incident shown")).to_be_visible()
    page.get_by_role("link", name="Remove text ~ lift").click()
    page.get_by_label("Select INC-").first.check()
    page.get_by_role("button", name="Assign to me").click()
    expect(page.get_by_role("row", name="In progress")).to_have_count(1)


def _column(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(".column").filter(has=page.get_by_role("heading", name=name))
