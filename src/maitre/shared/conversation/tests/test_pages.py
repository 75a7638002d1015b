"""Pages of the conversation: who is there, who can be meant, panels beside a record, canned replies."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from maitre.operation.incident.models import Incident
from maitre.shared.conversation import actions
from maitre.shared.conversation.models import CannedReply, Link, Presence
from maitre.shared.conversation.notices import watchers_of
from maitre.shared.conversation.rules import filled
from tests.cast import Cast


def browser(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return cast.incident()


def beat(cast: Cast, key: str, incident: Incident, **more: str) -> tuple[int, str]:
    answer = browser(cast, key).post(f"/records/{incident.record.label}/presence", more)
    return answer.status_code, answer.content.decode()


class TestPresence:
    def test_two_who_look_see_one_another(self, cast: Cast, incident: Incident) -> None:
        beat(cast, "leo", incident)
        assert "Leo is also looking" in beat(cast, "agnes", incident)[1]

    def test_who_writes_is_said_with_what(self, cast: Cast, incident: Incident) -> None:
        beat(cast, "leo", incident, writes="internal")
        assert "Leo is writing a note" in beat(cast, "agnes", incident)[1]

    def test_a_kept_draft_is_a_sign_of_writing(self, cast: Cast, incident: Incident) -> None:
        given = {"place": "talk", "record": incident.record.label, "text": "x", "tab": "aa", "keystroke": 1}
        browser(cast, "leo").post("/drafts", given)
        assert "Leo is writing a reply" in beat(cast, "agnes", incident)[1]

    def test_who_left_is_gone_and_so_is_who_was_silent(self, cast: Cast, incident: Incident) -> None:
        beat(cast, "leo", incident)
        beat(cast, "leo", incident, gone="1")
        beat(cast, "olga", incident)
        Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
        assert "looking" not in beat(cast, "agnes", incident)[1]

    @pytest.mark.parametrize("key", ["rita", "wanda", "fiona", "tess"])
    def test_a_requester_or_stranger_neither_sees_nor_is_seen(
        self, cast: Cast, incident: Incident, key: str
    ) -> None:
        beat(cast, "leo", incident)
        status, text = beat(cast, key, incident)
        assert (status, "Leo" in text) == (404, False)
        assert not Presence.objects.filter(person=cast.person(key)).exists()

    def test_a_requesters_draft_is_no_sign_of_presence(self, cast: Cast, incident: Incident) -> None:
        given = {"place": "talk", "record": incident.record.label, "text": "x", "tab": "aa", "keystroke": 1}
        assert browser(cast, "rita").post("/drafts", given).status_code == 200
        assert not Presence.objects.exists()

    def test_what_happened_since_the_page_was_made_is_counted(self, cast: Cast, incident: Incident) -> None:
        actions.comment(incident.record, "Hello", by=cast.actor("leo"))
        assert "1 thing happened" in beat(cast, "agnes", incident, seen=str(incident.record.head_seq - 1))[1]


class TestPeople:
    def names(self, cast: Cast, key: str, **asked: str) -> list[str]:
        answer = browser(cast, key).get("/people", asked).json()
        return [each["name"] for each in answer["people"]]

    @pytest.mark.parametrize("text", ["Le", "le", "LEO@h"])
    def test_n72_the_beginning_of_name_or_address_finds(self, cast: Cast, text: str) -> None:
        assert self.names(cast, "agnes", q=text) == ["Leo"]

    def test_n72_an_id_finds(self, cast: Cast) -> None:
        assert self.names(cast, "agnes", q=str(cast.person("leo").pk)) == ["Leo"]

    def test_hidden_people_are_no_people(self, cast: Cast) -> None:
        assert self.names(cast, "agnes", q="fiona") == []
        assert self.names(cast, "agnes", q=str(cast.person("fiona").pk)) == []
        assert self.names(cast, "rita", q="agnes") == []

    def test_a_record_narrows_to_those_who_see_it(self, cast: Cast, incident: Incident) -> None:
        label = incident.record.label
        assert self.names(cast, "agnes", q="tess", record=label) == []
        assert self.names(cast, "agnes", q="rita", record=label) == ["Rita"]
        assert self.names(cast, "agnes", q="rita", record=label, staff="1") == []

    def test_at_most_ten_are_offered_and_nothing_for_nothing(self, cast: Cast) -> None:
        assert self.names(cast, "agnes", q=" ") == []
        assert len(self.names(cast, "ada", q="c")) <= 10

    @pytest.mark.parametrize("text", ["%", "_", "a%", "\x00", "x" * 500, "9" * 40])
    def test_odd_letters_find_nobody_and_break_nothing(self, cast: Cast, text: str) -> None:
        assert self.names(cast, "agnes", q=text) == []


class TestPanels:
    def page(self, cast: Cast, key: str, incident: Incident) -> str:
        return browser(cast, key).get(f"/incidents/{incident.record.label}").content.decode()

    def test_a_link_is_added_by_number_and_taken_away(self, cast: Cast, incident: Incident) -> None:
        other = cast.incident("The drawer does not open")
        agnes = browser(cast, "agnes")
        base = f"/records/{incident.record.label}/links"
        agnes.post(base, {"target": other.record.label.lower(), "kind": "causes"})
        assert "is the cause of" in self.page(cast, "agnes", incident)
        assert "is caused by" in self.page(cast, "agnes", other)
        agnes.post(f"{base}/{Link.objects.get().pk}/removal")
        assert not Link.objects.exists()

    def test_a_number_one_may_not_see_is_as_if_there_were_none(self, cast: Cast, incident: Incident) -> None:
        hidden = cast.incident("Zqhidden", requester="fred")
        agnes = browser(cast, "agnes")
        said = []
        for number in (hidden.record.label, "INC-999999"):
            answer = agnes.post(f"/records/{incident.record.label}/links", {"target": number}, follow=True)
            said.append(answer.content.decode().count("or it is not open to you"))
        assert said == [1, 1]
        assert not Link.objects.exists()

    def test_a_linked_record_one_may_not_see_is_not_shown(self, cast: Cast, incident: Incident) -> None:
        secret = cast.incident("Zqsecret", requester="ben")
        actions.link(incident.record, secret.record, "relates", by=cast.actor("ada"))
        from maitre.operation.incident.actions import confide
        from maitre.shared.access.rules import SYSTEM_ACTOR

        confide(secret, cast.circles["board"], by=SYSTEM_ACTOR)
        assert "Zqsecret" not in self.page(cast, "agnes", incident)
        assert "Zqsecret" in self.page(cast, "carla", incident)

    def test_one_follows_calls_a_colleague_and_stops(self, cast: Cast, incident: Incident) -> None:
        agnes = browser(cast, "agnes")
        base = f"/records/{incident.record.label}/watchers"
        agnes.post(base)
        agnes.post(base, {"person": "Leo <leo@harbour.example>"})
        assert set(watchers_of(incident.record).values()) == {"Agnes", "Leo"}
        agnes.post(f"{base}/{cast.person('leo').pk}/removal")
        assert set(watchers_of(incident.record).values()) == {"Agnes"}

    @pytest.mark.parametrize("named", ["Fiona", "fiona@summit.example", "Nobody"])
    def test_who_is_hidden_cannot_be_called(self, cast: Cast, incident: Incident, named: str) -> None:
        answer = browser(cast, "agnes").post(
            f"/records/{incident.record.label}/watchers", {"person": named}, follow=True
        )
        assert "Nobody you know of is called" in answer.content.decode()
        assert watchers_of(incident.record) == {}


class TestCannedReplies:
    def test_placeholders_are_filled(self) -> None:
        words = {"requester": "Rita", "number": "INC-1", "me": "Agnes"}
        text = "Hello {requester}, {number}: {unknown} {me} {0}"
        assert filled(text, words) == "Hello Rita, INC-1: {unknown} Agnes {0}"

    def test_one_keeps_it_uses_it_and_throws_it_away(self, cast: Cast, incident: Incident) -> None:
        agnes = browser(cast, "agnes")
        agnes.post("/canned", {"name": "Restart", "text": "Dear {requester}, please restart.", "team": ""})
        offered = agnes.get("/canned/offered", {"record": incident.record.label}).content.decode()
        assert "Dear Rita, please restart." in offered
        assert "Restart" not in browser(cast, "leo").get("/canned").content.decode()
        agnes.post("/canned/removal", {"reply": CannedReply.objects.get().pk})
        assert not CannedReply.objects.exists()

    def test_a_teams_reply_is_open_to_its_members_only(self, cast: Cast) -> None:
        given = {"name": "Desk greeting", "text": "Good day", "team": cast.teams["desk"].pk}
        browser(cast, "agnes").post("/canned", given)
        assert "Desk greeting" in browser(cast, "leo").get("/canned").content.decode()
        assert "Desk greeting" not in browser(cast, "tess").get("/canned").content.decode()
        pk = CannedReply.objects.get().pk
        assert browser(cast, "leo").post("/canned/removal", {"reply": pk}).status_code == 404

    def test_nobody_keeps_one_with_a_team_that_is_not_theirs(self, cast: Cast) -> None:
        given = {"name": "x", "text": "y", "team": cast.teams["network"].pk}
        assert browser(cast, "agnes").post("/canned", given).status_code == 422

    def test_requesters_have_none(self, cast: Cast, incident: Incident) -> None:
        rita = browser(cast, "rita")
        assert rita.get("/canned").status_code == 404
        assert rita.get("/canned/offered", {"record": incident.record.label}).status_code == 404
