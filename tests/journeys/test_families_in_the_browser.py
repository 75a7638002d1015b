"""Families of incidents in a real browser: the picker, the panel, what was said on a merged incident."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from maitre.operation.incident import actions
from maitre.shared.conversation.actions import comment

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.journeys.conftest import Seat


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    from tests.cast import make_cast

    return make_cast()


def test_a_child_is_picked_while_one_types_and_stands_in_the_panel(hall: "Cast", seat: "Seat") -> None:
    parent, child = hall.incident("The line is cut"), hall.incident("Till seven is offline")
    page = seat(hall.person("agnes"), f"/incidents/{parent.record.label}")
    family = page.locator("#family")
    family.get_by_text("Add a child").click()
    family.locator("input[name=other]").first.press_sequentially("till sev")
    family.get_by_role("option").filter(has_text="Till seven is offline").click()
    family.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#family")).to_contain_text("0 of 1 over")
    expect(page.locator("#family").get_by_role("link", name=child.record.label)).to_be_visible()


def test_merging_leads_to_where_work_goes_on_and_shows_what_was_said(hall: "Cast", seat: "Seat") -> None:
    mine, into = hall.incident("Till seven is offline"), hall.incident("The line is cut", requester="ben")
    comment(mine.record, "Since the storm", by=hall.actor("rita"))
    page = seat(hall.person("agnes"), f"/incidents/{mine.record.label}/merger")
    page.get_by_label("Which incident it goes on in").press_sequentially("line cut")
    page.get_by_role("option").filter(has_text="The line is cut").click()
    page.get_by_role("button", name="Merge").click()
    expect(page).to_have_url(re.compile(f"/incidents/{into.record.label}$"))
    page.locator("#family").get_by_text(f"What was said on {mine.record.label}").click()
    expect(page.locator("#family")).to_contain_text("Since the storm")


def test_a_reply_is_taken_out_from_beside_it(hall: "Cast", seat: "Seat") -> None:
    source = hall.incident("The line is cut")
    comment(source.record, "And the printer is jammed", by=hall.actor("rita"))
    actions.take(source, by=hall.actor("agnes"))
    page = seat(hall.person("agnes"), f"/incidents/{source.record.label}")
    page.locator(".entry", has_text="And the printer").hover()
    page.get_by_role("link", name="Make this an incident of its own").click()
    page.get_by_role("button", name="Make it an incident").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("And the printer is jammed")
