"""Any field and any verb for many at once, each row with its own outcome; favourites and paper."""

from typing import Any

import pytest
from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import comment, star
from maitre.shared.conversation.models import Favourite
from maitre.shared.records.models import Visibility
from maitre.shared.records.notices import tell
from tests.cast import Cast


def browser(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


def sent(cast: Cast, verb: str, incidents: list[Incident], key: str = "agnes", **given: Any) -> str:
    chosen = {"record": [each.record.label for each in incidents], "back": "/incidents", **given}
    return browser(cast, key).post(f"/incidents/bulk/{verb}", chosen, follow=True).content.decode()


def three(cast: Cast) -> list[Incident]:
    return [cast.incident(title) for title in ("Oven cold", "Till silent", "Lift stuck")]


class TestFields:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({"kind": "outage"}, {"kind": "outage"}),
            ({"impact": "1"}, {"impact": 1}),
            ({"urgency": "1"}, {"urgency": 1}),
            ({"service": "Till"}, {"service": "Till"}),
            ({"item": "POS-3", "kind": "outage"}, {"item": "POS-3", "kind": "outage"}),
        ],
    )
    def test_a_field_is_set_in_each_and_the_others_stay(
        self, cast: Cast, given: dict[str, str], expected: dict[str, Any]
    ) -> None:
        incidents = [cast.incident(f"Till {n}", service="Before", urgency=n) for n in (1, 2)]
        assert "2 done" in sent(cast, "edit", incidents, **given)
        for incident in incidents:
            now = cast.fresh(incident)
            kept = {"service": "Before", "urgency": incident.urgency} | expected
            assert {name: getattr(now, name) for name in kept} == kept

    def test_priority_follows_what_was_set(self, cast: Cast) -> None:
        incidents = three(cast)
        sent(cast, "edit", incidents, impact="1", urgency="1")
        assert [cast.fresh(each).record.priority for each in incidents] == [1, 1, 1]

    def test_a_category_is_set_and_emptied_and_a_foreign_one_is_none(self, cast: Cast) -> None:
        incidents = three(cast)
        sent(cast, "edit", incidents, category=cast.categories["harbour"].pk)
        assert [cast.fresh(each).record.category for each in incidents] == [cast.categories["harbour"]] * 3
        sent(cast, "edit", incidents, emptied=["category_id"])
        assert [cast.fresh(each).record.category for each in incidents] == [None] * 3
        sent(cast, "edit", incidents, category=cast.categories["foreign"].pk)
        assert [cast.fresh(each).record.category for each in incidents] == [None] * 3

    def test_setting_and_emptying_the_same_is_refused_and_so_is_nothing(self, cast: Cast) -> None:
        incidents = three(cast)
        assert "You set and empty the same" in sent(cast, "edit", incidents, service="x", emptied=["service"])
        assert "Change at least one field" in sent(cast, "edit", incidents)

    def test_each_row_says_what_became_of_it(self, cast: Cast) -> None:
        mine, closed, foreign = (
            cast.incident("Mine"),
            cast.incident("Over"),
            cast.incident("T", requester="fred"),
        )
        actions.cancel(closed, by=SYSTEM_ACTOR, reason="None")
        text = sent(cast, "edit", [mine, closed, foreign], service="Till")
        assert "1 done, 2 not done" in text
        assert "Not possible while it is: Cancelled" in text
        assert "It does not exist, or it is not open to you." in text
        assert (cast.fresh(mine).service, cast.fresh(closed).service) == ("Till", "")


class TestVerbs:
    def test_each_verb_goes_through_its_action(self, cast: Cast) -> None:
        incidents = three(cast)
        browser(cast, "agnes").post(
            "/incidents/bulk", {"verb": "take", "record": [each.record.label for each in incidents]}
        )
        for verb, given, state in (
            ("reply", {"text": "We know, and work on it."}, "in_progress"),
            ("pause", {"reason": "supplier"}, "pending"),
            ("cancel", {"reason": "It was a drill."}, "cancelled"),
        ):
            assert "3 done" in sent(cast, verb, incidents, **given)
            assert {cast.fresh(each).record.state for each in incidents} == {state}
        said = [each.text for each in tell(incidents[0].record, internal=False) if each.verb == "comment"]
        assert said == ["We know, and work on it."]

    def test_resuming_and_closing_are_one_click(self, cast: Cast) -> None:
        incidents = three(cast)
        labels = [each.record.label for each in incidents]
        for incident in incidents:
            actions.take(incident, by=cast.actor("agnes"))
            actions.pause(incident, by=cast.actor("agnes"), reason="supplier")
        browser(cast, "agnes").post("/incidents/bulk", {"verb": "resume", "record": labels})
        assert {cast.fresh(each).record.state for each in incidents} == {"in_progress"}
        for incident in incidents:
            actions.resolve(
                cast.fresh(incident), by=cast.actor("agnes"), code="fixed", cause="network", solution="Done"
            )
        asked = {"verb": "close", "record": labels}
        refused = browser(cast, "agnes").post("/incidents/bulk", asked, follow=True).content.decode()
        assert "0 done, 3 not done" in refused
        browser(cast, "leo").post("/incidents/bulk", asked)
        assert {cast.fresh(each).record.state for each in incidents} == {"closed"}


class TestFavourites:
    def test_a_star_is_put_on_shown_and_taken_off(self, cast: Cast) -> None:
        incident = cast.incident("Oven cold")
        agnes, label = browser(cast, "agnes"), incident.record.label
        assert "Add to favourites" in agnes.get(f"/incidents/{label}/tools").content.decode()
        agnes.post(f"/records/{label}/favourite", {"on": "1"})
        agnes.post(f"/records/{label}/favourite", {"on": "1"})
        assert Favourite.objects.count() == 1
        assert "Favourites" in agnes.get("/desk").content.decode()
        assert "Favourites" in agnes.get("/palette", {"q": "oven"}).content.decode()
        assert "Favourites" not in browser(cast, "leo").get("/desk").content.decode()
        agnes.post(f"/records/{label}/favourite")
        assert not Favourite.objects.exists()
        assert "Favourites" not in agnes.get("/desk").content.decode()

    def test_a_star_opens_nothing_and_is_hidden_with_its_record(self, cast: Cast) -> None:
        foreign = cast.incident("Zqforeign", requester="fred")
        agnes = browser(cast, "agnes")
        assert agnes.post(f"/records/{foreign.record.label}/favourite", {"on": "1"}).status_code == 404
        ours = cast.incident("Zqours", requester="ben")
        star(ours.record, by=cast.actor("agnes"))
        actions.confide(ours, cast.circles["board"], by=cast.actor("carla"))
        assert "Zqours" not in agnes.get("/desk").content.decode()
        assert "Zqours" not in agnes.get("/palette", {"q": "zqours"}).content.decode()

    def test_it_leaves_no_trace_on_the_record(self, cast: Cast) -> None:
        incident = cast.incident()
        star(incident.record, by=cast.actor("agnes"))
        assert cast.fresh(incident).record.version == incident.record.version


class TestPaper:
    @pytest.fixture
    def incident(self, cast: Cast) -> Incident:
        incident = cast.incident("Oven cold", description="Since noon", service="Kitchen")
        actions.assign(incident, by=cast.actor("agnes"), team=cast.teams["network"], reason="Zqreason")
        comment(incident.record, "We look at it", by=cast.actor("agnes"))
        comment(incident.record, "Zqnote", by=cast.actor("agnes"), visibility=Visibility.INTERNAL)
        return incident

    def page(self, cast: Cast, key: str, incident: Incident, **asked: str) -> tuple[int, str]:
        answer = browser(cast, key).get(f"/incidents/{incident.record.label}/print", asked)
        return answer.status_code, answer.content.decode()

    @pytest.mark.parametrize("key", ["agnes", "manfred", "rita"])
    def test_the_public_version_has_nothing_internal_whoever_prints_it(
        self, cast: Cast, incident: Incident, key: str
    ) -> None:
        status, text = self.page(cast, key, incident)
        assert status == 200
        assert "We look at it" in text
        assert {word for word in ("Zqnote", "Zqreason", "Internal:") if word in text} == set()

    def test_the_internal_version_is_marked_and_only_for_who_reads_notes(
        self, cast: Cast, incident: Incident
    ) -> None:
        status, text = self.page(cast, "agnes", incident, version="internal")
        assert status == 200
        assert "Internal: not for the requester" in text
        assert "Zqnote" in text
        assert self.page(cast, "rita", incident, version="internal")[0] == 404
        assert self.page(cast, "fiona", incident)[0] == 404
