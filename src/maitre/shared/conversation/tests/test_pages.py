"""Pages of the conversation: who is there, who can be meant, panels beside a record, canned replies."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from maitre.kit.web.markup import paragraphs
from maitre.operation.incident.models import Incident
from maitre.shared.audit.models import AuditEvent
from maitre.shared.conversation import actions
from maitre.shared.conversation.models import CannedReply, Link, Presence
from maitre.shared.conversation.notices import offered_on, watchers_of
from maitre.shared.conversation.rules import PLACEHOLDERS, filled, first_name
from maitre.shared.records.models import Record
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
    def test_placeholders_are_filled_once_and_unknown_ones_stay(self) -> None:
        words = {"requester.name": "Rita", "record.title": "{{me.name}}", "me.name": "Agnes"}
        text = "Hello {{requester.name}}, {{ record.title }}: {{unknown}} {{me.name}} {0} {me.name}"
        assert filled(text, words) == "Hello Rita, {{me.name}}: {{unknown}} Agnes {0} {me.name}"

    def test_what_is_filled_in_is_only_letters(self) -> None:
        evil = "[pay here](https://evil.example) <https://evil.example> **now** snake_case"
        said = str(paragraphs(filled("About {{record.title}}.", {"record.title": evil})))
        assert "<a" not in said
        assert "<strong" not in said
        assert "[pay here](https://evil.example)" in said
        assert "**now** snake_case" in said

    @pytest.mark.parametrize(
        ("name", "first"), [("Rita Moreno", "Rita"), ("Moreno, Rita", "Rita"), ("Rita", "Rita"), ("", "")]
    )
    def test_people_are_called_by_their_first_name(self, name: str, first: str) -> None:
        assert first_name(name) == first

    def test_one_keeps_it_uses_it_and_throws_it_away(self, cast: Cast, incident: Incident) -> None:
        agnes = browser(cast, "agnes")
        text = "Dear {{requester.first_name}}, please restart. {{record.number}}"
        agnes.post("/canned", {"name": "Restart", "text_en": text, "team": ""})
        offered = agnes.get("/canned/offered", {"record": incident.record.label}).content.decode()
        assert f"Dear Rita, please restart. {incident.record.label}" in offered
        assert "Restart" not in browser(cast, "leo").get("/canned").content.decode()
        agnes.post("/canned/removal", {"reply": CannedReply.objects.get().pk})
        assert not CannedReply.objects.exists()

    @pytest.mark.parametrize(
        "name", ["assignee.name", "record.notes", "requester.password", "", "7*7", "record", "team.name"]
    )
    def test_unknown_placeholders_are_refused_when_saved(self, cast: Cast, name: str) -> None:
        agnes = browser(cast, "agnes")
        answer = agnes.post("/canned", {"name": "x", "text_en": f"a {{{{{name}}}}} b", "team": ""})
        assert answer.status_code == 422
        assert "is no placeholder" in answer.content.decode()
        assert not CannedReply.objects.exists()

    def test_placeholders_tell_nothing_that_the_requester_may_not_know(
        self, cast: Cast, incident: Incident
    ) -> None:
        """N31: with every placeholder there is, nothing of assignee, team, notes or circle is said."""
        from maitre.operation.incident.actions import assign

        assign(incident, by=cast.actor("agnes"), team=cast.teams["network"], assignee=cast.person("tess"))
        actions.comment(incident.record, "zqnote", by=cast.actor("agnes"), visibility="internal")
        every = " ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)
        actions.keep_canned("All", every, by=cast.actor("agnes"))
        [said] = offered_on(
            Record.objects.labelled(incident.record.label, cast.actor("agnes")), cast.actor("agnes")
        )
        assert "{{" not in said.text
        assert {word for word in ("Tess", "Network", "zqnote", "@") if word in said.text} == set()

    def test_a_record_one_may_not_see_fills_nothing(self, cast: Cast) -> None:
        hidden = cast.incident("Zqhidden", requester="fred")
        actions.keep_canned("All", "{{record.title}}", by=cast.actor("agnes"))
        asked = {"record": hidden.record.label}
        assert browser(cast, "agnes").get("/canned/offered", asked).status_code == 404

    def test_the_requesters_language_is_offered_first(self, cast: Cast, incident: Incident) -> None:
        texts = {"text_en": "Good day {{today}}", "text_de": "Guten Tag {{today}}"}
        browser(cast, "agnes").post("/canned", {"name": "Greeting", "team": "", **texts})
        for language, first in (("de", "Guten Tag"), ("en", "Good day")):
            type(cast.person("rita")).objects.filter(name="Rita").update(language=language)
            actor = cast.actor("agnes")
            said = offered_on(Record.objects.labelled(incident.record.label, actor), actor)
            assert said[0].text.startswith(first)
            assert [each.is_first for each in said] == [True, False]

    def test_a_teams_reply_is_open_to_its_members_and_changed_by_its_leads(self, cast: Cast) -> None:
        given = {"name": "Desk greeting", "text_en": "Good day", "team": cast.teams["desk"].pk}
        browser(cast, "agnes").post("/canned", given)
        reply = CannedReply.objects.get()
        assert "Desk greeting" in browser(cast, "leo").get("/canned").content.decode()
        for stranger in ("tess", "carla", "fiona", "falk"):
            assert "Desk greeting" not in browser(cast, stranger).get("/canned").content.decode()
            assert browser(cast, stranger).get(f"/canned/{reply.pk}").status_code == 404
            assert browser(cast, stranger).post("/canned/removal", {"reply": reply.pk}).status_code == 404
        browser(cast, "leo").post(f"/canned/{reply.pk}", given | {"text_en": "Good evening"})
        reply.refresh_from_db()
        assert (reply.texts, reply.owner) == ({"en": "Good evening"}, cast.person("agnes"))
        assert AuditEvent.objects.filter(what="definition.changed", by_name="Leo").exists()

    def test_a_reply_moves_between_a_person_and_a_team(self, cast: Cast) -> None:
        agnes = browser(cast, "agnes")
        given = {"name": "Greeting", "text_en": "Good day", "team": ""}
        agnes.post("/canned", given)
        for team in (cast.teams["desk"], None):
            reply = CannedReply.objects.get()
            answer = agnes.post(f"/canned/{reply.pk}", given | {"team": team.pk if team else ""})
            assert answer.status_code == 302
            reply = CannedReply.objects.get()
            assert (reply.team, bool(reply.key), reply.owner) == (team, bool(team), cast.person("agnes"))

    def test_nobody_keeps_one_with_a_team_that_is_not_theirs(self, cast: Cast) -> None:
        given = {"name": "x", "text_en": "y", "team": cast.teams["network"].pk}
        assert browser(cast, "agnes").post("/canned", given).status_code == 422
        assert browser(cast, "leo").post("/canned", given).status_code == 302
        assert (
            browser(cast, "leo").post("/canned", given | {"team": cast.teams["summit"].pk}).status_code == 422
        )

    def test_a_text_in_some_language_is_needed(self, cast: Cast) -> None:
        assert browser(cast, "agnes").post("/canned", {"name": "x", "team": ""}).status_code == 422

    def test_requesters_have_none(self, cast: Cast, incident: Incident) -> None:
        rita = browser(cast, "rita")
        assert rita.get("/canned").status_code == 404
        assert rita.get("/canned/offered", {"record": incident.record.label}).status_code == 404
