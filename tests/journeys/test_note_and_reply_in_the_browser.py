"""The two voices of the composer in a browser: what was written for staff never stands where a customer reads (N33)."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.test_record_in_the_browser import address, composer, hall, incident, write

if TYPE_CHECKING:
    from maitre.operation.incident.models import Incident
    from tests.cast import Cast
    from tests.journeys.conftest import Seat

__all__ = ["hall", "incident"]


def test_n33_what_was_typed_as_a_note_is_never_armed_as_a_reply(
    seat: "Seat", hall: "Cast", incident: "Incident"
) -> None:
    """Typed as a note, then a click on “Reply”: what stands there now is the reply, and the note waits."""
    page = seat(hall.person("agnes"), address(incident))
    page.keyboard.press("n")
    write(page, "The guest is a thief")
    page.get_by_role("radiogroup").get_by_text("Reply").click()
    expect(composer(page)).to_have_value("")
    write(page, "Dear Rita, we are on it")
    page.get_by_role("radiogroup").get_by_text("Internal note").click()
    expect(composer(page)).to_have_value("The guest is a thief")
    page.reload()
    page.keyboard.press("r")
    expect(composer(page)).to_have_value("Dear Rita, we are on it")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#talk .timeline")).to_contain_text("Dear Rita, we are on it")
    expect(page.locator("#talk .timeline")).not_to_contain_text("thief")
    page.keyboard.press("n")
    expect(composer(page)).to_have_value("The guest is a thief")
    rita = seat(hall.person("rita"), f"/mine/{incident.record.label}")
    expect(rita.locator(".chat")).to_contain_text("Dear Rita, we are on it")
    assert "thief" not in rita.content()


def test_n33_what_stands_in_the_other_voice_a_moment_before_sending_is_kept(
    seat: "Seat", hall: "Cast", incident: "Incident"
) -> None:
    page = seat(hall.person("agnes"), address(incident))
    page.keyboard.press("n")
    composer(page).press_sequentially("Ask the night shift", delay=0)
    page.get_by_role("radiogroup").get_by_text("Reply").click()
    composer(page).press_sequentially("Dear Rita", delay=0)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#talk .timeline")).to_contain_text("Dear Rita")
    expect(page.locator("#talk .timeline")).not_to_contain_text("night shift")
    page.keyboard.press("n")
    expect(composer(page)).to_have_value("Ask the night shift")


def test_n33_a_file_chosen_for_a_note_is_not_sent_with_a_reply(
    seat: "Seat", hall: "Cast", incident: "Incident"
) -> None:
    page = seat(hall.person("agnes"), address(incident))
    page.keyboard.press("n")
    page.locator("[data-composer] .for-note input[type=file]").set_input_files(
        {"name": "wages.txt", "mimeType": "text/plain", "buffer": b"secret"}
    )
    expect(page.locator("[data-composer] .for-note [data-chosen]")).to_contain_text("wages.txt")
    page.get_by_role("radiogroup").get_by_text("Reply").click()
    expect(page.locator("[data-composer]").get_by_text("wages.txt")).to_be_hidden()
    page.on("dialog", lambda dialog: dialog.accept())
    composer(page).fill("Dear Rita")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#talk .timeline")).to_contain_text("Dear Rita")
    expect(page.locator("#talk")).not_to_contain_text("wages.txt")
