"""Pages of major incidents: the board, the panel beside the record, the banner on the portal, the review."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident, Review
from maitre.operation.incident.tests.steps import END
from tests.browser import filled

if TYPE_CHECKING:
    from tests.cast import Cast

WHY = {"criteria": ["data"], "reason": "Cards of guests were seen elsewhere."}
HEADLINE = "Cards cannot be used at any bar"


def signed_in(cast: "Cast", key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


def page(cast: "Cast", key: str, address: str) -> str:
    answer = signed_in(cast, key).get(address)
    assert answer.status_code == 200, f"{key} {address} {answer.status_code}"
    return answer.content.decode()


def declared(cast: "Cast", requester: str = "rita") -> Incident:
    incident = cast.incident("Terminal 7 sends cards to a stranger", requester=requester)
    actions.declare_major(incident, by=cast.actor("leo"), headline=HEADLINE, **WHY)  # type: ignore[arg-type]
    return cast.fresh(incident)


def test_the_board_shows_live_proposed_and_unreviewed_ones(cast: "Cast") -> None:
    live, proposed, over = declared(cast), cast.incident("Wi-Fi is gone"), declared(cast)
    actions.propose_major(proposed, by=cast.actor("agnes"), **WHY)  # type: ignore[arg-type]
    actions.take(over, by=cast.actor("leo"))
    actions.resolve(cast.fresh(over), by=cast.actor("leo"), **END)
    board = page(cast, "agnes", reverse("incident:majors"))
    parts = [board.index(f'id="{part}"') for part in ("live", "proposed", "to-review")]
    assert parts[0] < board.index(live.record.label) < parts[1]
    assert parts[1] < board.index(proposed.record.label) < parts[2] < board.index(over.record.label)
    assert "1 is live" in board


def test_reviews_stand_in_the_order_in_which_they_became_due(cast: "Cast") -> None:
    late, early = declared(cast), declared(cast)
    for incident in (early, late):
        actions.take(incident, by=cast.actor("leo"))
        actions.resolve(cast.fresh(incident), by=cast.actor("leo"), **END)
    board = page(cast, "agnes", reverse("incident:majors"))
    assert board.index(early.record.label) < board.index(late.record.label)


def test_the_board_leaves_out_what_is_settled_until_it_is_thought_of_again(cast: "Cast") -> None:
    over, demoted = declared(cast), declared(cast)
    actions.take(over, by=cast.actor("leo"))
    actions.resolve(cast.fresh(over), by=cast.actor("leo"), **END)
    Review.objects.create(major=over.as_major, finished_at=timezone.now())
    actions.demote_major(demoted, by=cast.actor("leo"), reason="One terminal only.")
    assert "No major incident" in page(cast, "agnes", reverse("incident:majors"))
    actions.propose_major(cast.fresh(demoted), by=cast.actor("agnes"), **WHY)  # type: ignore[arg-type]
    assert demoted.record.label in page(cast, "agnes", reverse("incident:majors"))


def test_an_empty_board_says_that_nothing_is_wrong(cast: "Cast") -> None:
    assert "No major incident" in page(cast, "agnes", reverse("incident:majors"))


def test_nobody_sees_one_of_another_company_or_of_a_circle_they_are_not_in(cast: "Cast") -> None:
    label = declared(cast).record.label
    assert label not in page(cast, "fiona", reverse("incident:majors"))
    actions.confide(
        Incident.objects.labelled(label, cast.actor("carla")), cast.circles["board"], by=cast.actor("carla")
    )
    assert label not in page(cast, "agnes", reverse("incident:majors"))
    assert label in page(cast, "carla", reverse("incident:majors"))


def test_an_agent_of_one_team_sees_those_of_the_team(cast: "Cast") -> None:
    incident = declared(cast)
    assert incident.record.label not in page(cast, "tess", reverse("incident:majors"))
    actions.assign(incident, by=cast.actor("leo"), team=cast.teams["network"])
    assert incident.record.label in page(cast, "tess", reverse("incident:majors"))


def test_a_requester_is_led_to_the_portal(cast: "Cast") -> None:
    answer = signed_in(cast, "rita").get(reverse("incident:majors"))
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("who", ["rita", "ben", "kim", "agnes"])
def test_everybody_there_and_beneath_reads_headline_and_last_word_and_nothing_else(
    cast: "Cast", who: str
) -> None:
    incident = declared(cast)
    actions.update_stakeholders(incident, by=cast.actor("leo"), text="Please take cash for now.")
    home = page(cast, who, "/")
    assert HEADLINE in home
    assert "Please take cash for now." in home
    hidden = home if who != "rita" else ""
    assert incident.record.label not in hidden
    assert "Terminal 7" not in hidden
    assert "Cards of guests" not in home, "reasons are internal"


def test_the_banner_is_not_for_others_and_not_for_ever(cast: "Cast") -> None:
    incident = declared(cast)
    assert HEADLINE not in page(cast, "fred", "/")
    actions.take(incident, by=cast.actor("leo"))
    actions.resolve(cast.fresh(incident), by=cast.actor("leo"), **END)
    assert HEADLINE not in page(cast, "ben", "/")


def test_one_beneath_concerns_only_those_beneath(cast: "Cast") -> None:
    declared(cast, requester="kim")
    assert HEADLINE in page(cast, "kim", "/")
    assert HEADLINE not in page(cast, "ben", "/")


def test_a_confidential_one_is_never_told_on_the_portal(cast: "Cast") -> None:
    incident = declared(cast)
    actions.confide(incident, cast.circles["board"], by=cast.actor("carla"))
    assert HEADLINE not in page(cast, "ben", "/")


def test_without_a_headline_nothing_is_told(cast: "Cast") -> None:
    incident = cast.incident("Terminal 7 sends cards to a stranger")
    actions.declare_major(incident, by=cast.actor("leo"), **WHY)  # type: ignore[arg-type]
    assert "Terminal 7" not in page(cast, "ben", "/")


def test_an_erased_update_is_not_shown_any_more(cast: "Cast") -> None:
    from maitre.shared.conversation.actions import erase

    incident = declared(cast)
    entry = actions.update_stakeholders(incident, by=cast.actor("leo"), text="Ask Mr Smith in 104.")
    erase(incident.record, entry.seq, "He asked for it", by=cast.actor("ada"))
    assert "Mr Smith" not in page(cast, "ben", "/")


def test_the_record_shows_the_mark_the_people_and_what_is_owed(cast: "Cast") -> None:
    incident = declared(cast)
    shown = page(cast, "agnes", reverse("incident:show", args=[incident.record.label]))
    assert 'id="major"' in shown
    for words in ("Name a manager", "Inform top management", "Update stakeholders", "Scribe"):
        assert words in shown
    plain = page(cast, "agnes", reverse("incident:show", args=[cast.incident().record.label]))
    assert 'id="major"' not in plain


def test_the_list_marks_it(cast: "Cast") -> None:
    declared(cast)
    assert 'class="badge danger"' in page(cast, "agnes", reverse("incident:list"))


def test_verbs_of_the_mark_are_offered_only_where_they_can_be_taken(cast: "Cast") -> None:
    plain, marked = cast.incident().record.label, declared(cast).record.label

    def offered(who: str, label: str) -> set[str]:
        shown = page(cast, who, reverse("incident:show", args=[label]))
        verbs = ("proposal", "declaration", "demotion", "people", "updates", "review")
        return {verb for verb in verbs if f"/incidents/{label}/major/{verb}" in shown}

    assert offered("agnes", plain) == {"proposal"}
    assert offered("leo", plain) == {"proposal", "declaration"}
    assert offered("agnes", marked) == {"people", "updates"}
    assert offered("leo", marked) == {"demotion", "people", "updates"}


def test_a_review_is_written_and_finished_on_its_page(cast: "Cast") -> None:
    incident = declared(cast)
    actions.take(incident, by=cast.actor("leo"))
    actions.resolve(cast.fresh(incident), by=cast.actor("leo"), **END)
    url = reverse("incident:write_review", args=[incident.record.label])
    client = signed_in(cast, "leo")
    form = filled(client.get(url), having="what_happened")
    given = {"what_happened": "A disk was full", "actions": "Watch disks"}
    assert client.post(url, form | given).status_code == 302
    assert client.post(url, form | {"went_well": "Late"}).status_code == 409, "somebody has written meanwhile"
    assert client.post(reverse("incident:finish_review", args=[incident.record.label])).status_code == 302
    assert Review.objects.get(pk=incident.pk).finished_at is not None
    done = client.get(url).content.decode()
    assert "Watch disks" in done
    assert "<textarea" not in done


def test_what_was_no_major_incident_has_no_review(cast: "Cast") -> None:
    url = reverse("incident:write_review", args=[cast.incident().record.label])
    assert signed_in(cast, "leo").get(url).status_code == 404
