"""The record page in a real browser: what one types survives everything (N50), two people see one another and neither's
text is lost (N49), by keyboard, without script and on a phone."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from maitre.operation.incident import actions
from maitre.operation.incident.tests.steps import END
from tests.patience import wait_until

if TYPE_CHECKING:
    from maitre.operation.incident.models import Incident
    from tests.cast import Cast
    from tests.journeys.conftest import Seat

SAVED = re.compile(r"Draft saved \d\d:\d\d")


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def incident(hall: "Cast") -> "Incident":
    return hall.incident(description="It only blinks")


def address(incident: "Incident", rest: str = "") -> str:
    return f"/incidents/{incident.record.label}{rest}"


def composer(page: Page) -> Locator:
    return page.get_by_label("Your text").locator("visible=true")


def state_of_draft(page: Page) -> Locator:
    return page.locator("[data-composer] form").locator("visible=true").locator("[data-draft-state]")


def write(page: Page, text: str) -> None:
    """Type into the composer, and wait until the server has it."""
    composer(page).press("Control+End")
    composer(page).press_sequentially(text)
    expect(state_of_draft(page)).to_have_text(SAVED)
    page.wait_for_timeout(800)


class TestDrafts:
    def test_n50_typing_is_kept_within_a_second_and_a_reload_brings_it_back(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.evaluate("addEventListener('input', (event) => { window.typed_at ??= event.timeStamp; })")
        with page.expect_response("**/drafts"):
            composer(page).press_sequentially("Please try port 4")
        sent = "performance.getEntriesByType('resource').find((each) => each.name.endsWith('/drafts'))"
        wait_until(page, sent)  # the browser notes it a moment after the answer is there
        assert page.evaluate(f"{sent}.startTime - window.typed_at") <= 1000
        write(page, ".")
        page.reload()
        expect(composer(page)).to_have_value("Please try port 4.")

    def test_n50_what_was_typed_a_moment_before_leaving_is_kept(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        composer(page).press_sequentially("Half a sen", delay=0)
        page.goto("/incidents")
        page.wait_for_timeout(1000)
        page.goto(address(incident))
        expect(composer(page)).to_have_value("Half a sen")

    def test_n50_another_device_goes_on_with_it_and_a_note_stays_a_note(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.keyboard.press("n")
        write(page, "Dropped on the floor")
        phone = seat(hall.person("agnes"), address(incident), width=390, height=844)
        expect(composer(phone)).to_have_value("Dropped on the floor")
        expect(phone.get_by_label("Internal note")).to_be_checked()

    def test_n50_two_tabs_lose_neither_text(self, seat: "Seat", hall: "Cast", incident: "Incident") -> None:
        one = seat(hall.person("agnes"), address(incident))
        two = seat(hall.person("agnes"), address(incident))
        write(one, "From the first")
        write(two, "From the second")
        expect(two.get_by_text("Another tab holds a different text")).to_be_visible()
        two.get_by_text("Another tab holds a different text").click()
        two.get_by_role("button", name="Add it below mine").click()
        expect(composer(two)).to_have_value("From the second\n\nFrom the first")
        two.reload()
        expect(composer(two)).to_have_value("From the second\n\nFrom the first")
        write(one, ", more")
        one.reload()
        expect(composer(one)).to_have_value("From the first, more")
        expect(one.get_by_text("Another tab holds a different text")).to_be_visible()

    def test_n50_typing_on_after_the_session_ended_says_so_and_survives_signing_in_again(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        person = hall.person("agnes")
        person.set_password("a-long-password")
        person.save()
        page = seat(person, address(incident))
        write(page, "Before")
        page.context.clear_cookies()
        composer(page).press_sequentially(" and after")
        expect(page.get_by_text("Not saved: sign in again")).to_be_visible()
        page.goto(address(incident))
        page.get_by_label("E-mail").fill(person.email)
        page.get_by_label("Password").fill("a-long-password")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"**{address(incident)}")
        expect(composer(page)).to_have_value("Before and after")

    def test_n50_a_token_that_no_longer_fits_costs_no_text(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.context.clear_cookies(name="csrftoken")
        write(page, "Please try port 4")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".timeline")).to_contain_text("Please try port 4")

    def test_n50_a_server_that_is_away_for_a_while_gets_it_when_it_is_back(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.context.set_offline(True)
        composer(page).press_sequentially("Written in the tunnel")
        expect(page.locator(".saved.lost")).to_be_visible()
        page.context.set_offline(False)
        composer(page).press_sequentially("!")
        expect(state_of_draft(page)).to_have_text(SAVED)
        page.reload()
        expect(composer(page)).to_have_value("Written in the tunnel!")

    def test_n50_another_assigning_and_the_right_being_lost_cost_no_text(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        from maitre.shared.access.models import Grant

        page = seat(hall.person("agnes"), address(incident))
        write(page, "Please try")
        actions.assign(
            incident, by=hall.actor("leo"), team=hall.teams["network"], assignee=hall.person("tess")
        )
        page.reload()
        expect(composer(page)).to_have_value("Please try")
        Grant.objects.filter(person=hall.person("agnes")).delete()
        write(page, " port 4")
        page.goto("/drafts")
        expect(page.get_by_text("Please try port 4")).to_be_visible()
        expect(page.get_by_text("A record that is no longer open to you")).to_be_visible()

    def test_n50_the_solution_of_a_resolution_and_a_report_are_kept(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        actions.take(incident, by=hall.actor("agnes"))
        for who, place, label in (
            ("agnes", address(incident, "/resolution"), "What was done"),
            ("rita", "/report", "What happened, and since when?"),
        ):
            page = seat(hall.person(who), place)
            page.get_by_label(label).press_sequentially("A new fuse")
            expect(page.get_by_text(SAVED)).to_be_visible()
            page.wait_for_timeout(800)
            page.reload()
            expect(page.get_by_label(label)).to_have_value("A new fuse")

    def test_what_was_sent_is_not_there_again(self, seat: "Seat", hall: "Cast", incident: "Incident") -> None:
        page = seat(hall.person("agnes"), address(incident))
        composer(page).press_sequentially("Quickly sent", delay=0)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".timeline")).to_contain_text("Quickly sent")
        expect(composer(page)).to_have_value("")
        page.goto("/drafts")
        expect(page.get_by_text("Nothing is waiting to be sent")).to_be_visible()


class TestTwoAtOnce:
    def test_each_sees_that_the_other_is_there_and_writes(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        leo = seat(hall.person("leo"), address(incident))
        leo.keyboard.press("n")
        write(leo, "Look at the fuse")
        agnes = seat(hall.person("agnes"), address(incident))
        expect(agnes.locator("[data-presence]")).to_contain_text("Leo is writing a note")
        rita = seat(hall.person("rita"), f"/mine/{incident.record.label}")
        rita.wait_for_timeout(500)
        assert "Leo is" not in rita.content()

    def test_n49_of_one_field_both_texts_stand_side_by_side_and_one_chooses(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("leo"), address(incident, "/edit"))
        page.get_by_label("Description").fill("His text")
        actions.edit(incident, {"description": "Her text"}, by=hall.actor("agnes"))
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".versions")).to_contain_text("Her text")
        expect(page.locator(".versions")).to_contain_text("His text")
        page.get_by_label("Keep both: theirs first, mine below").check()
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".origin")).to_contain_text("Her text")
        expect(page.locator(".origin")).to_contain_text("His text")

    def test_n49_a_reply_that_meets_a_resolution_is_shown_it_first_and_sent_if_one_wants(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        actions.take(incident, by=hall.actor("agnes"))
        page = seat(hall.person("leo"), address(incident))
        write(page, "We are on it")
        actions.resolve(incident, by=hall.actor("agnes"), **END)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("This happened while you wrote.")).to_be_visible()
        expect(composer(page)).to_have_value("We are on it")
        composer(page).press("Control+Enter")
        expect(page.locator("#talk .timeline")).to_contain_text("We are on it")


class TestComposer:
    def test_r_and_n_choose_the_voice_and_each_keeps_its_own_text(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.keyboard.press("r")
        expect(composer(page)).to_be_focused()
        page.keyboard.type("Fuse")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        expect(composer(page)).to_be_focused()
        expect(page.get_by_role("button", name="Save note")).to_be_visible()
        expect(
            page.get_by_role("button", name="Reply", exact=False).and_(page.locator(".for-reply button"))
        ).to_be_hidden()
        expect(composer(page)).to_have_value("")
        page.keyboard.type("It is the fuse")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".entry.note")).to_contain_text("It is the fuse")
        page.keyboard.press("r")
        expect(composer(page)).to_have_value("Fuse")

    def test_an_at_in_a_note_offers_who_may_see_it_and_they_follow(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.keyboard.press("n")
        page.keyboard.type("Ask @le")
        expect(page.locator("#people-offered [role=option]")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(composer(page)).to_have_value("Ask @Leo ")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#watchers")).to_contain_text("Leo")

    def test_an_at_in_a_reply_offers_nobody(self, seat: "Seat", hall: "Cast", incident: "Incident") -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.keyboard.press("r")
        page.keyboard.type("Ask @le")
        page.wait_for_timeout(400)
        expect(page.locator("#people-offered [role=option]")).to_have_count(0)

    def test_files_are_listed_taken_away_and_too_large_ones_say_so(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.evaluate(
            """() => {
              const carrier = new DataTransfer();
              carrier.items.add(new File(["x"], "small.png"));
              carrier.items.add(new File([new Uint8Array(26214401)], "large.bin"));
              const drop = new DragEvent("drop", {dataTransfer: carrier, bubbles: true, cancelable: true});
              document.querySelector("[data-composer] .for-reply textarea").dispatchEvent(drop);
            }"""
        )
        chosen = page.locator("[data-composer] .for-reply [data-chosen]")
        expect(chosen).to_contain_text("large.bin")
        expect(chosen).to_contain_text("is larger than 25 MB")
        page.get_by_role("button", name="Take large.bin away").click()
        composer(page).fill("See the picture")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#files")).to_contain_text("small.png")

    def test_a_canned_reply_is_put_in_with_its_names(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        from maitre.shared.conversation.actions import keep_canned

        keep_canned("Restart", "Dear {{requester.name}}, please restart.", by=hall.actor("agnes"))
        page = seat(hall.person("agnes"), address(incident))
        page.get_by_text("Canned replies", exact=True).locator("visible=true").click()
        page.get_by_role("button", name="Restart").click()
        expect(composer(page)).to_have_value("Dear Rita, please restart.")


class TestInPlace:
    def test_an_assignee_is_found_while_typing_and_set_without_leaving(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        write(page, "Half a reply")
        page.get_by_title("Change Assignee").click()
        page.get_by_label("Assignee").press_sequentially("le")
        page.locator("#people-offered [role=option]").get_by_text("Leo", exact=True).click()
        page.locator("form.in-place").get_by_role("button", name="Save").click()
        expect(page.locator("#properties")).to_contain_text("Leo")
        expect(page.locator("#head")).to_contain_text("Assigned")
        expect(composer(page)).to_have_value("Half a reply")

    def test_a_refusal_stands_at_the_field(self, seat: "Seat", hall: "Cast", incident: "Incident") -> None:
        page = seat(hall.person("agnes"), address(incident))
        page.get_by_title("Change Assignee").click()
        page.get_by_label("Assignee").fill("Nobody at all")
        page.locator("form.in-place").get_by_role("button", name="Save").click()
        expect(page.locator("form.in-place")).to_contain_text("Nobody you know of is called")

    def test_the_timeline_shows_what_one_asks_for_and_the_draft_stays(
        self, seat: "Seat", hall: "Cast", incident: "Incident"
    ) -> None:
        page = seat(hall.person("agnes"), address(incident))
        composer(page).press_sequentially("Half a reply")
        page.get_by_role("link", name="History").click()
        expect(page.get_by_role("link", name="History")).to_have_attribute("aria-current", "true")
        expect(page.locator(".origin")).to_be_hidden()
        expect(composer(page)).to_have_value("Half a reply")


def test_without_script_one_reads_replies_notes_and_takes_verbs(
    seat: "Seat", hall: "Cast", incident: "Incident"
) -> None:
    page = seat(hall.person("agnes"), address(incident), script=False)
    composer(page).fill("Without script")
    page.locator("form.for-reply button.send").click()
    expect(page.locator(".timeline")).to_contain_text("Without script")
    page.get_by_role("button", name="Take").first.click()
    expect(page.locator("#head")).to_contain_text("In progress")
    page.get_by_title("Change Impact").click(force=True)
    page.get_by_label("Impact").select_option("1")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#properties")).to_contain_text("High")


def test_on_a_phone_one_reports_reads_thanks_answers_and_confirms(seat: "Seat", hall: "Cast") -> None:
    page = seat(hall.person("rita"), "/report", width=390, height=844)
    page.get_by_label("In one line, what is broken?").fill("No hot water")
    page.get_by_label("I cannot work").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. We have it as")).to_be_visible()
    composer(page).fill("On the second floor")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".timeline")).to_contain_text("On the second floor")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    from maitre.operation.incident.models import Incident

    incident = Incident.objects.select_related("record").get()
    actions.take(incident, by=hall.actor("agnes"))
    actions.resolve(incident, by=hall.actor("agnes"), **END)
    page.reload()
    page.get_by_role("button", name="Yes, it works").click()
    expect(page.get_by_text("Good to hear. It is closed.")).to_be_visible()
