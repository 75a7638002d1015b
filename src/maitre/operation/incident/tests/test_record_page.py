"""The record page on the desk: what it shows, how it stays small, and that no text is lost to another's (N49)."""

import gzip
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import attach, comment, link, watch
from maitre.shared.records.models import Visibility
from tests.browser import filled
from tests.cast import Cast


def browser(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return cast.incident(description="It only blinks")


def address(incident: Incident, rest: str = "") -> str:
    return f"/incidents/{incident.record.label}{rest}"


class TestBudgets:
    def full(self, cast: Cast) -> Incident:
        """An incident with everything that a page can show."""
        incident = cast.incident(description="It only blinks")
        actions.take(incident, by=cast.actor("agnes"))
        for number in range(30):
            voice = Visibility.INTERNAL if number % 3 else Visibility.PUBLIC
            comment(
                incident.record,
                f"Step {number} " + "of many words " * 12,
                by=cast.actor("agnes"),
                visibility=voice,
            )
        link(incident.record, cast.incident().record, "relates", by=cast.actor("agnes"))
        watch(incident.record, cast.person("wanda"), by=cast.actor("agnes"))
        actions.resolve(incident, by=cast.actor("agnes"), **END)
        return incident

    def test_a_record_page_takes_at_most_twelve_statements(
        self, cast: Cast, incident: Incident, django_assert_max_num_queries: Any
    ) -> None:
        comment(incident.record, "Hello", by=cast.actor("agnes"))
        agnes = browser(cast, "agnes")
        agnes.get(address(incident))
        with django_assert_max_num_queries(12):
            agnes.get(address(incident))

    def test_what_links_and_ends_add_does_not_grow_with_their_number(
        self, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        incident = self.full(cast)
        agnes = browser(cast, "agnes")
        agnes.get(address(incident))
        with django_assert_max_num_queries(14):
            agnes.get(address(incident))

    def test_a_full_record_page_weighs_at_most_25_kB(self, cast: Cast) -> None:
        answer = browser(cast, "agnes").get(address(self.full(cast)))
        assert len(gzip.compress(answer.content)) < 25_000


class TestTimeline:
    def long(self, cast: Cast, count: int) -> Incident:
        incident = cast.incident()
        for number in range(2, count + 1):
            comment(incident.record, f"Word{number}.", by=SYSTEM_ACTOR)
        return incident

    def test_of_three_hundred_entries_the_first_three_and_last_fifty_are_shown(self, cast: Cast) -> None:
        page = text_of(browser(cast, "agnes").get(address(self.long(cast, 300))))
        assert set(map(int, re.findall(r'id="entry-(\d+)"', page))) == {1, 2, 3, *range(251, 301)}
        assert "Show 247 more" in page

    def test_the_folded_middle_opens_as_a_page_and_as_a_piece(self, cast: Cast) -> None:
        incident = self.long(cast, 100)
        agnes = browser(cast, "agnes")
        page = text_of(agnes.get(address(incident)))
        [piece] = re.findall(r'hx-get="([^"]*entries\?[^"]*)"', page)
        whole = text_of(agnes.get(address(incident, "?entries=all")))
        assert len(re.findall(r'id="entry-\d+"', whole)) == 100
        middle = text_of(agnes.get(piece.replace("&amp;", "&")))
        assert set(map(int, re.findall(r'id="entry-(\d+)"', middle))) == set(range(4, 51))

    @pytest.mark.parametrize(
        ("show", "seen", "unseen"),
        [
            ("all", {"Zqreply", "Zqnote", "took it", "blinks"}, set()),
            ("conversation", {"Zqreply", "blinks"}, {"Zqnote", "took it"}),
            ("notes", {"Zqnote"}, {"Zqreply", "took it", "blinks"}),
            ("history", {"took it"}, {"Zqreply", "Zqnote", "blinks"}),
            ("nonsense", {"Zqreply", "Zqnote"}, set()),
        ],
    )
    def test_one_sees_what_one_asks_for(
        self, cast: Cast, incident: Incident, show: str, seen: set[str], unseen: set[str]
    ) -> None:
        actions.take(incident, by=cast.actor("agnes"))
        comment(incident.record, "Zqreply", by=cast.actor("agnes"))
        comment(incident.record, "Zqnote", by=cast.actor("agnes"), visibility=Visibility.INTERNAL)
        page = text_of(browser(cast, "leo").get(address(incident, f"?show={show}")))
        assert {word for word in seen | unseen if word in page} == seen

    def test_each_day_is_said_once(self, cast: Cast, incident: Incident) -> None:
        comment(incident.record, "Hello", by=cast.actor("agnes"))
        page = text_of(browser(cast, "agnes").get(address(incident)))
        assert page.count('class="day"') == 1

    def test_many_files_are_folded(self, cast: Cast, incident: Incident) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        files = [SimpleUploadedFile(f"photo-{number}.png", bytes([number])) for number in range(40)]
        attach(incident.record, files, by=cast.actor("agnes"))
        page = text_of(browser(cast, "agnes").get(address(incident)))
        assert "34 more files" in page
        assert page.count("photo-39.png") >= 1

    def test_the_middle_is_hidden_from_who_may_not_read_it(self, cast: Cast) -> None:
        incident = self.long(cast, 100)
        for key in ("rita", "fiona", "tess"):
            assert browser(cast, key).get(address(incident, "/entries?after=3&until=50")).status_code == 404


class TestVerbs:
    def test_blocked_verbs_stand_in_the_menu_and_not_in_front(self, cast: Cast, incident: Incident) -> None:
        actions.take(incident, by=cast.actor("agnes"))
        actions.resolve(incident, by=cast.actor("agnes"), **END)
        page = text_of(browser(cast, "agnes").get(address(incident)))
        bar = page[page.index('class="verbs"') : page.index('class="popover"', page.index('class="verbs"'))]
        assert "Reopen" in bar
        assert 'aria-disabled="true"' not in bar

    def test_the_one_that_comes_next_says_what_comes_before(self, cast: Cast, incident: Incident) -> None:
        actions.take(incident, by=cast.actor("leo"))
        page = text_of(browser(cast, "leo").get(address(incident)))
        assert page.count('aria-disabled="true"') == 1
        assert "Close: resolve first" in page

    @pytest.mark.parametrize("verb", ["take", "resume", "close"])
    def test_n46_a_verb_is_never_taken_by_opening_an_address(
        self, cast: Cast, incident: Incident, verb: str
    ) -> None:
        assert browser(cast, "leo").get(address(incident, f"/verbs/{verb}")).status_code == 405
        assert cast.fresh(incident).record.state == "new"

    @pytest.mark.parametrize(
        "place",
        ["/replies", "/notes", "/property?name=impact", "/resolution", "/assignment", "/cancellation"],
    )
    def test_n46_opening_an_address_changes_nothing(self, cast: Cast, incident: Incident, place: str) -> None:
        before = cast.fresh(incident).record.head_seq
        given = {"body": "x", "impact": "1", "reason": "x", "assignee": "leo@harbour.example"}
        browser(cast, "leo").get(address(incident, place), given)
        assert cast.fresh(incident).record.head_seq == before

    def test_n46_a_form_of_another_site_is_refused(self, cast: Cast, incident: Incident) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.person("leo"))
        for place in ("/verbs/take", "/replies"):
            assert client.post(address(incident, place), {"body": "x"}).status_code == 403
        assert (
            client.post("/drafts", {"text": "x", "tab": "a", "keystroke": 1, "place": "talk"}).status_code
            == 403
        )

    @pytest.mark.parametrize(
        "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
    )
    def test_n43_signing_in_leads_nowhere_else(self, cast: Cast, target: str) -> None:
        person = cast.person("leo")
        person.set_password("a-long-password")
        person.save()
        answer = Client().post(
            f"/sign-in?next={target}", {"login": person.email, "password": "a-long-password", "next": target}
        )
        assert (answer.status_code, answer.url in ("/", "/desk")) == (302, True)

    def test_n43_a_form_sent_after_the_session_comes_back_to_its_own_page_only(
        self, incident: Incident
    ) -> None:
        own = Client().post(
            address(incident, "/replies"), {"body": "x"}, HTTP_REFERER=f"http://testserver{address(incident)}"
        )
        assert own.url.endswith(f"next={address(incident)}")
        other = Client().post(
            address(incident, "/replies"), {"body": "x"}, HTTP_REFERER="https://evil.example/incidents"
        )
        assert other.url.endswith("next=/")


class TestTwoAtOnce:
    def opened(
        self, cast: Cast, key: str, incident: Incident, rest: str, having: str
    ) -> tuple[Client, dict[str, str]]:
        client = browser(cast, key)
        return client, filled(client.get(address(incident, rest)), having=having)

    def test_n49_two_fields_both_win(self, cast: Cast, incident: Incident) -> None:
        agnes, hers = self.opened(cast, "agnes", incident, "/edit", "title")
        leo, his = self.opened(cast, "leo", incident, "/edit", "title")
        agnes.post(address(incident, "/edit"), hers | {"service": "Tills"})
        assert leo.post(address(incident, "/edit"), his | {"item": "TILL-3"}).status_code == 302
        fresh = cast.fresh(incident)
        assert (fresh.service, fresh.item) == ("Tills", "TILL-3")

    def clash(self, cast: Cast, incident: Incident, **mine: str) -> tuple[Client, HttpResponse]:
        agnes, hers = self.opened(cast, "agnes", incident, "/edit", "title")
        leo, his = self.opened(cast, "leo", incident, "/edit", "title")
        agnes.post(
            address(incident, "/edit"), hers | {"description": "Hers\nin two lines", "title": "Her title"}
        )
        return leo, leo.post(address(incident, "/edit"), his | {"description": "His text"} | mine)

    def test_n49_of_one_field_both_texts_are_shown_with_who_and_nothing_is_written(
        self, cast: Cast, incident: Incident
    ) -> None:
        _, answer = self.clash(cast, incident)
        page = text_of(answer)
        assert answer.status_code == 409
        assert {"Hers\nin two lines", "His text", "Agnes"} <= {
            w for w in ("Hers\nin two lines", "His text", "Agnes") if w in page
        }
        assert cast.fresh(incident).description == "Hers\nin two lines"

    @pytest.mark.parametrize(
        ("choice", "stands"),
        [("mine", "His text"), ("theirs", "Hers\nin two lines"), ("both", "Hers\nin two lines\n\nHis text")],
    )
    def test_n49_one_chooses_and_saves(
        self, cast: Cast, incident: Incident, choice: str, stands: str
    ) -> None:
        leo, answer = self.clash(cast, incident, service="Tills")
        again = filled(answer, having="title") | {"choice-description": choice}
        assert leo.post(address(incident, "/edit"), again).status_code == 302
        fresh = cast.fresh(incident)
        assert (fresh.description, fresh.service, fresh.record.title) == (stands, "Tills", "Her title")

    def test_n49_a_third_change_while_one_chooses_clashes_again(self, cast: Cast, incident: Incident) -> None:
        leo, answer = self.clash(cast, incident)
        actions.edit(cast.fresh(incident), {"description": "Olga's"}, by=cast.actor("ada"))
        again = filled(answer, having="title") | {"choice-description": "mine"}
        assert leo.post(address(incident, "/edit"), again).status_code == 409
        assert cast.fresh(incident).description == "Olga's"

    def test_the_same_text_twice_is_no_clash(self, cast: Cast, incident: Incident) -> None:
        agnes, hers = self.opened(cast, "agnes", incident, "/edit", "title")
        leo, his = self.opened(cast, "leo", incident, "/edit", "title")
        for client, given in ((agnes, hers), (leo, his)):
            assert (
                client.post(address(incident, "/edit"), given | {"title": "Both say so"}).status_code == 302
            )

    def test_n49_a_reply_that_meets_a_resolution_is_shown_it_first(
        self, cast: Cast, incident: Incident
    ) -> None:
        actions.take(incident, by=cast.actor("agnes"))
        leo, his = self.opened(cast, "leo", incident, "", "body")
        actions.resolve(incident, by=cast.actor("agnes"), **END)
        answer = leo.post(address(incident, "/replies"), his | {"body": "We are on it"})
        page = text_of(answer)
        assert answer.status_code == 409
        assert "This happened while you wrote." in page
        assert "A new ribbon." in page
        again = filled(answer, having="body")
        assert again["body"] == "We are on it"
        assert leo.post(address(incident, "/replies"), again).status_code == 302
        assert "We are on it" in text_of(leo.get(address(incident)))

    def test_n49_two_replies_of_staff_meet_and_notes_and_requesters_do_not(
        self, cast: Cast, incident: Incident
    ) -> None:
        leo, his = self.opened(cast, "leo", incident, "", "body")
        comment(incident.record, "Thank you", by=cast.actor("rita"))
        comment(incident.record, "A hint", by=cast.actor("agnes"), visibility=Visibility.INTERNAL)
        assert leo.post(address(incident, "/replies"), his | {"body": "One"}).status_code == 302
        leo, his = self.opened(cast, "leo", incident, "", "body")
        comment(incident.record, "Mine first", by=cast.actor("agnes"))
        assert leo.post(address(incident, "/replies"), his | {"body": "Two"}).status_code == 409

    def test_n49_a_verb_that_came_too_late_keeps_its_text_beside_what_happened(
        self, cast: Cast, incident: Incident
    ) -> None:
        actions.take(incident, by=cast.actor("agnes"))
        leo, his = self.opened(cast, "leo", incident, "/resolution", "solution")
        actions.resolve(incident, by=cast.actor("agnes"), **END)
        answer = leo.post(address(incident, "/resolution"), his | END | {"solution": "A new drawer"})
        page = text_of(answer)
        assert answer.status_code == 409
        assert {"A new drawer", "A new ribbon."} <= {
            w for w in ("A new drawer", "A new ribbon.") if w in page
        }


class TestProperties:
    def change(
        self,
        cast: Cast,
        incident: Incident,
        name: str,
        *,
        key: str = "agnes",
        htmx: bool = False,
        **given: str,
    ) -> HttpResponse:
        client = browser(cast, key)
        place = address(incident, f"/property?name={name}")
        opened = filled(client.get(place), having=name)
        return client.post(place, opened | given, headers={"HX-Request": "true"} if htmx else {})

    @pytest.mark.parametrize(
        ("name", "value"), [("impact", "1"), ("kind", "outage"), ("service", "Tills"), ("item", "T-3")]
    )
    def test_one_property_changes_and_nothing_else(
        self, cast: Cast, incident: Incident, name: str, value: str
    ) -> None:
        assert self.change(cast, incident, name, **{name: value}).status_code == 302
        assert str(getattr(cast.fresh(incident), name)) == value

    @pytest.mark.parametrize("named", ["Leo", "leo@harbour.example", "Leo <leo@harbour.example>"])
    def test_an_assignee_is_named_as_people_type(self, cast: Cast, incident: Incident, named: str) -> None:
        assert self.change(cast, incident, "assignee", assignee=named).status_code == 302
        assert cast.fresh(incident).record.assignee == cast.person("leo")

    @pytest.mark.parametrize("named", ["Fiona", "fiona@summit.example", "Rita", "Nobody at all"])
    def test_who_cannot_have_it_is_refused_and_what_was_typed_stays(
        self, cast: Cast, incident: Incident, named: str
    ) -> None:
        answer = self.change(cast, incident, "assignee", assignee=named)
        assert answer.status_code == 422
        assert named in text_of(answer)
        assert cast.fresh(incident).record.assignee is None

    def test_a_refusal_in_place_says_where_it_goes(self, cast: Cast, incident: Incident) -> None:
        answer = self.change(cast, incident, "assignee", htmx=True, assignee="Nobody at all")
        assert (answer.status_code, answer["HX-Retarget"]) == (200, "form.in-place")
        assert "<html" not in text_of(answer)

    def test_of_two_who_change_the_same_the_second_is_told(self, cast: Cast, incident: Incident) -> None:
        leo = browser(cast, "leo")
        place = address(incident, "/property?name=service")
        opened = filled(leo.get(place), having="service")
        self.change(cast, incident, "service", service="Tills")
        answer = leo.post(place, opened | {"service": "Bar"})
        assert answer.status_code == 422
        assert "Tills" in text_of(answer)
        assert cast.fresh(incident).service == "Tills"

    @pytest.mark.parametrize("key", ["audrey", "manfred"])
    def test_who_only_reads_changes_nothing(self, cast: Cast, incident: Incident, key: str) -> None:
        self.change(cast, incident, "impact", key=key, impact="1")
        assert cast.fresh(incident).impact == 3
        assert "property?name=" not in text_of(browser(cast, key).get(address(incident)))

    @pytest.mark.parametrize("name", ["title", "state", "requester", "", "record__organisation"])
    def test_no_other_field_is_reached_by_naming_it(self, cast: Cast, incident: Incident, name: str) -> None:
        agnes = browser(cast, "agnes")
        assert agnes.get(address(incident, f"/property?name={name}")).status_code == 302
        assert agnes.post(address(incident, f"/property?name={name}"), {name: "x"}).status_code == 404


def test_similar_incidents_are_found_and_never_itself(cast: Cast) -> None:
    one, two = (
        cast.incident("The till does not print receipts"),
        cast.incident("Till does not print receipts at all"),
    )
    part = text_of(browser(cast, "agnes").get(address(one, "/similar"), headers={"HX-Request": "true"}))
    assert two.record.label in part
    assert one.record.label not in part
