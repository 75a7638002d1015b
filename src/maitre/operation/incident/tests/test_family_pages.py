"""Families on pages: the panel, the way from what was merged, merging, splitting, and all children at once."""

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END, incident_in
from maitre.shared.conversation.actions import comment
from maitre.shared.records.models import Entry, Record

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(cast: "Cast", who: str) -> Client:
    client = Client()
    client.force_login(cast.person(who))
    return client


def page(
    cast: "Cast", who: str, name: str, *args: Any, query: str = "", follow: bool = False
) -> "HttpResponse":
    return signed_in(cast, who).get(f"{reverse(name, args=args)}{query}", follow=follow)  # type: ignore[return-value]


def test_the_panel_shows_children_with_their_states_and_hides_what_one_may_not_see(cast: "Cast") -> None:
    parent = cast.incident("The line is cut")
    seen, hidden = cast.incident("Till 2"), cast.incident("Board room phone")
    for child in (seen, hidden):
        actions.adopt(parent, child, by=cast.actor("carla"))
    actions.confide(cast.fresh(hidden), cast.circles["board"], by=cast.actor("carla"))
    shown = page(cast, "agnes", "incident:show", parent.record.label).content.decode()
    assert "Till 2" in shown
    assert "Board room phone" not in shown
    assert hidden.record.label not in shown
    assert "0 of 1 over" in shown
    below = page(cast, "agnes", "incident:show", seen.record.label).content.decode()
    assert "The line is cut" in below


def test_a_child_is_added_by_what_the_picker_puts_in_and_taken_out_again(cast: "Cast") -> None:
    parent, child = cast.incident("The line is cut"), cast.incident("Till 2")
    client = signed_in(cast, "agnes")
    add = reverse("incident:adopt", args=[parent.record.label])
    answer = client.post(add, {"other": f"Till 2 <{child.record.label}>", "as": "child"})
    assert answer.status_code == 302
    assert cast.fresh(child).parent_id == parent.pk
    refused = client.post(add, {"other": parent.record.label, "as": "child"}, follow=True)
    assert b"An incident cannot be its own child." in refused.content
    gone = client.post(reverse("incident:release", args=[child.record.label]), {"back": parent.record.label})
    assert gone.headers["Location"] == f"{reverse('incident:show', args=[parent.record.label])}#family"
    assert cast.fresh(child).parent_id is None
    client.post(
        reverse("incident:adopt", args=[child.record.label]), {"other": parent.record.label, "as": "parent"}
    )
    assert cast.fresh(child).parent_id == parent.pk


def test_the_number_of_what_was_merged_leads_on_and_its_own_page_stays(cast: "Cast") -> None:
    mine, into = cast.incident("Till 2"), cast.incident("The line is cut", requester="ben")
    comment(mine.record, "Since the storm", by=cast.actor("rita"))
    actions.merge(cast.fresh(mine), into, by=cast.actor("agnes"))
    for name in ("incident:show", "portal:go"):
        answer = page(cast, "agnes", name, mine.record.label, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("incident:show", args=[into.record.label])  # type: ignore[attr-defined]
    own = page(cast, "agnes", "incident:show", mine.record.label, query="?merged=show").content.decode()
    assert "Work on this goes on in another incident." in own
    assert "Since the storm" in own
    assert 'name="body"' not in own
    there = page(cast, "agnes", "incident:show", into.record.label).content.decode()
    assert reverse("incident:said", args=[mine.record.label]) in there
    assert b"Since the storm" in page(cast, "agnes", "incident:said", mine.record.label).content


def test_a_requester_without_the_right_reads_their_own_and_no_number_of_the_other(cast: "Cast") -> None:
    mine, into = cast.incident("Till 2"), cast.incident("The line is cut", requester="ben")
    actions.merge(mine, into, by=cast.actor("agnes"))
    answer = page(cast, "rita", "portal:show", mine.record.label)
    assert answer.status_code == 200
    assert b"This goes on elsewhere." in answer.content
    assert into.record.label.encode() not in answer.content
    assert page(cast, "rita", "incident:said", into.record.label).status_code == 404


def test_merging_on_its_page_says_at_the_field_what_is_wrong(cast: "Cast") -> None:
    mine, into, theirs = cast.incident(), cast.incident(), cast.incident(requester="fred")
    client, url = signed_in(cast, "agnes"), reverse("incident:merge", args=[mine.record.label])
    for wrong in ("INC-999999", theirs.record.label, "", mine.record.label):
        assert client.post(url, {"into": wrong}).status_code == 422, wrong
    assert client.post(url, {"into": into.record.label, "message": "Known"}).status_code == 302
    assert cast.fresh(mine).merged_into_id == into.pk
    undo = reverse("incident:unmerge", args=[mine.record.label])
    assert client.post(undo, {"reason": ""}).status_code == 422
    assert client.post(undo, {"reason": "Another one"}).status_code == 302
    assert cast.fresh(mine).merged_into_id is None


def test_resolving_asks_whether_the_children_go_along_and_says_what_became_of_them(cast: "Cast") -> None:
    parent, child = incident_in(cast, "in_progress"), cast.incident("Till 2")
    actions.adopt(parent, child, by=cast.actor("agnes"))
    client, url = signed_in(cast, "agnes"), reverse("incident:resolve", args=[parent.record.label])
    assert b"Also its 1 child" in client.get(url).content
    answer = client.post(url, END | {"children": "on"}, follow=True)
    assert b"1 child: Resolved" in answer.content
    assert cast.fresh(child).record.state == "resolved"
    reopen = reverse("incident:reopen", args=[parent.record.label])
    client.post(reopen, {"reason": "Cut again", "children": "on"})
    assert cast.fresh(child).record.state == "in_progress"


def test_a_reply_goes_to_all_children_when_the_agent_ticks_it(cast: "Cast") -> None:
    parent, child = incident_in(cast, "in_progress"), cast.incident("Till 2")
    actions.adopt(parent, child, by=cast.actor("agnes"))
    client, url = signed_in(cast, "agnes"), reverse("incident:reply", args=[parent.record.label])
    client.post(url, {"body": "Only here"})
    client.post(url, {"body": "Until noon", "children": "1"})
    said = Entry.objects.filter(verb="comment")
    assert (said.filter(record=parent.pk).count(), said.filter(record=child.pk).count()) == (2, 1)


def test_a_reply_is_taken_out_on_its_page(cast: "Cast") -> None:
    source = cast.incident()
    said = comment(source.record, "And the <b>printer</b>", by=cast.actor("rita"))
    url = reverse("incident:split", args=[source.record.label, said.seq])
    client = signed_in(cast, "agnes")
    assert url in client.get(reverse("incident:show", args=[source.record.label])).content.decode()
    opened = client.get(url)
    assert b"And the &lt;b&gt;printer" in opened.content
    made = client.post(url, {"title": "The printer"}, follow=True)
    assert b"The printer" in made.content
    assert client.get(reverse("incident:split", args=[source.record.label, 1])).status_code == 404
    assert page(cast, "rita", "incident:split", source.record.label, said.seq).status_code == 404


def test_the_picker_offers_by_number_and_by_words_and_neither_itself_nor_what_is_over(cast: "Cast") -> None:
    mine, other = cast.incident("Till two offline"), cast.incident("Till seven offline")
    over, hidden = (
        incident_in(cast, "cancelled", title="Till nine offline"),
        cast.incident("Till x", requester="fred"),
    )

    def offered(text: str) -> list[str]:
        answer = page(cast, "agnes", "incident:numbers", query=f"?q={text}&record={mine.record.label}")
        return [each["email"] for each in answer.json()["people"]]  # type: ignore[attr-defined]

    assert offered(other.record.label) == [other.record.label]
    assert offered("till offl") == [other.record.label]
    assert offered(over.record.label) == offered(hidden.record.label) == []


def test_the_list_marks_parents_children_and_what_was_merged(cast: "Cast") -> None:
    parent, child, merged = cast.incident("A"), cast.incident("B"), cast.incident("C")
    agnes = cast.actor("agnes")
    actions.adopt(parent, child, by=agnes)
    actions.merge(merged, parent, by=agnes)
    shown = page(cast, "agnes", "incident:list", query="?q=").content.decode()
    marks = [shown.count(f'<span class="sr">{word}: </span>') for word in ("Parent", "Child", "Merged")]
    assert marks == [1, 1, 1]
    assert Incident.objects.count() == Record.objects.count() == 3


def test_a_search_finds_what_lives_on_instead_of_what_was_merged(cast: "Cast") -> None:
    mine, into = cast.incident("Zebrafish till"), cast.incident("The line is cut", requester="ben")
    actions.merge(mine, into, by=cast.actor("agnes"))
    found = page(cast, "agnes", "desk:search", query="?q=zebrafish").content.decode()
    assert reverse("incident:show", args=[into.record.label]) in found
    assert f"{mine.record.label} was merged into it" in found
    own = page(cast, "rita", "desk:search", query="?q=zebrafish").content.decode()
    assert reverse("portal:show", args=[mine.record.label]) in own
    assert into.record.label not in own
