"""What agents suffer from elsewhere, in their daily work: each test names the thread in which somebody did.

What is shown at length elsewhere: drafts in shared/conversation/tests/test_drafts (N50), two at once in
test_record_page and tests/journeys/test_record_in_the_browser (N49), merging in test_merging (N20, N21).
"""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import incident_in
from maitre.shared.conversation.actions import comment
from maitre.shared.conversation.models import Link
from maitre.shared.notifications.models import Notification
from maitre.shared.records.models import Entry
from tests.browser import filled
from tests.callers import Caller

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def browser(cast: "Cast", key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


def keep(client: Client, incident: Incident, text: str, keystroke: int = 1) -> None:
    """What the composer sends while somebody types."""
    given = {"place": "talk", "record": incident.record.label, "tab": "aa"}
    client.post("/drafts", given | {"text": text, "keystroke": str(keystroke)})


def composer(client: Client, incident: Incident) -> str:
    return filled(client.get(f"/incidents/{incident.record.label}"), having="body")["body"]


def test_zammad_5953_a_reply_half_written_outlives_another_owner_team_and_priority(cast: "Cast") -> None:
    incident, agnes = cast.incident(), browser(cast, "agnes")
    keep(agnes, incident, "Please try port")
    actions.assign(cast.fresh(incident), by=cast.actor("leo"), assignee=cast.person("carla"))
    actions.assign(cast.fresh(incident), by=cast.actor("leo"), team=cast.teams["network"])
    actions.prioritise(cast.fresh(incident), by=cast.actor("leo"), impact=1)
    assert composer(agnes, incident) == "Please try port"


def test_zammad_3088_saving_one_s_own_profile_discards_no_draft(cast: "Cast") -> None:
    incident, agnes = cast.incident(), browser(cast, "agnes")
    keep(agnes, incident, "Please try port")
    preferred = filled(agnes.get("/profile"), having="zone")
    assert agnes.post("/profile", preferred | {"zone": "Europe/Vienna"}).status_code == 302
    assert composer(agnes, incident) == "Please try port"


def test_zammad_1643_a_tab_closed_while_it_saves_loses_nothing(cast: "Cast") -> None:
    """What did not reach the server is a draft, what did is a reply and no draft any more: never neither."""
    incident, agnes = cast.incident(), browser(cast, "agnes")
    form = filled(agnes.get(f"/incidents/{incident.record.label}"), having="body")
    keep(agnes, incident, "Please try port 4")
    assert composer(agnes, incident) == "Please try port 4"
    sent = form | {"body": "Please try port 4", "tab": "aa"}
    agnes.post(f"/incidents/{incident.record.label}/replies", sent)
    assert Entry.objects.filter(record=incident.pk, verb="comment").count() == 1
    assert composer(browser(cast, "agnes"), incident) == ""


def test_zammad_4495_a_priority_changed_after_the_title_stays_changed(cast: "Cast") -> None:
    """After a second it jumped back, for the form held what it was opened with."""
    incident, agnes = cast.incident(), browser(cast, "agnes")
    page = f"/incidents/{incident.record.label}/edit"
    opened = filled(agnes.get(page), having="title")
    agnes.post(page, opened | {"title": "Two tills do not print"})
    actions.prioritise(cast.fresh(incident), by=cast.actor("agnes"), impact=1, urgency=1)
    agnes.post(page, opened | {"title": "Two tills do not print", "service": "Tills"})
    now = cast.fresh(incident)
    assert (now.record.title, now.record.priority, now.service) == ("Two tills do not print", 1, "Tills")


def test_zammad_4699_a_form_opened_before_it_changed_outside_puts_nothing_old_back(cast: "Cast") -> None:
    incident, agnes = cast.incident(), browser(cast, "agnes")
    page = f"/incidents/{incident.record.label}/edit"
    opened = filled(agnes.get(page), having="title")
    rest = Caller(cast.person("leo"))
    rest.patch(f"/incidents/{incident.record.label}", {"title": "From outside", "service": "Tills"})
    assert agnes.post(page, opened | {"item": "TILL-3"}).status_code == 302
    now = cast.fresh(incident)
    assert (now.record.title, now.service, now.item) == ("From outside", "Tills", "TILL-3")


def test_osticket_2343_2504_5533_1434_nobody_is_kept_out_because_another_has_it_open(cast: "Cast") -> None:
    """One clicked through the queue, and nobody could reply: “This action requires a lock”."""
    queue = [cast.incident(f"Trouble {n}") for n in range(3)]
    agnes, leo = browser(cast, "agnes"), browser(cast, "leo")
    for each in queue:
        agnes.get(f"/incidents/{each.record.label}")
        agnes.get(f"/incidents/{each.record.label}/resolution")
        keep(agnes, each, "I am on it")
    for each in queue:
        form = filled(leo.get(f"/incidents/{each.record.label}"), having="body")
        sent = leo.post(f"/incidents/{each.record.label}/replies", form | {"body": "Leo here"})
        assert sent.status_code == 302
        actions.take(cast.fresh(each), by=cast.actor("leo"))
    assert Entry.objects.filter(verb="comment", by_id=cast.person("leo").pk).count() == 3


def test_glpi_8842_no_reply_ends_where_nobody_looks(cast: "Cast") -> None:
    """It landed in the ticket in the bin. Cancelled incidents stay, and are read by who works there and hears of it."""
    incident = incident_in(cast, "in_progress")
    into = incident_in(cast, "in_progress", requester="ben")
    actions.merge(incident, into, by=cast.actor("agnes"))
    Notification.objects.all().delete()
    comment(cast.fresh(incident).record, "It is back", by=cast.actor("rita"))
    made = Incident.objects.select_related("record").exclude(pk__in=[incident.pk, into.pk]).get()
    assert (made.record.state, made.description) == ("new", "It is back")


def test_frappe_2539_what_was_merged_and_replied_to_can_be_unmerged_and_merged_again(cast: "Cast") -> None:
    mine, into = cast.incident(), cast.incident()
    agnes = cast.actor("agnes")
    actions.merge(mine, into, by=agnes)
    comment(cast.fresh(mine).record, "It is back", by=cast.actor("rita"))
    assert cast.fresh(mine).record.state == "closed"
    actions.unmerge(cast.fresh(mine), by=agnes, reason="Another till")
    actions.merge(cast.fresh(mine), cast.fresh(into), by=agnes)
    assert (cast.fresh(mine).merged_into_id, cast.fresh(into).took_in) == (into.pk, 1)


def test_freescout_1897_and_freeitsm_38_a_major_incident_is_the_master_of_children(cast: "Cast") -> None:
    """There were no children at all; and where there are, P1s are run as a master with children."""
    master = incident_in(cast, "in_progress")
    actions.declare_major(master, by=cast.actor("leo"), criteria=["data"], reason="Seen elsewhere")
    children = [cast.incident(f"Till {n}") for n in range(3)]
    for child in children:
        actions.adopt(cast.fresh(master), child, by=cast.actor("agnes"))
    now = cast.fresh(master)
    assert (now.major, now.child_count) == ("declared", 3)
    actions.broadcast(now, "A fitter is on the way", by=cast.actor("agnes"))
    for child in children:
        assert Entry.objects.filter(record=child.pk, verb="comment").count() == 1


def test_n65_glpi_25195_links_are_added_by_page_and_rest_and_a_failure_is_said(cast: "Cast") -> None:
    """Linking replaced what was linked, or the page came back and said nothing."""
    mine, *others = (cast.incident(f"Trouble {n}") for n in range(4))
    number, rest = mine.record.label, Caller(cast.person("agnes"))
    for other in others[:2]:
        answer = rest.post(f"/records/{number}/links", {"target": other.record.label, "kind": "relates"})
        assert answer.status_code == 201, answer.content
    agnes = browser(cast, "agnes")
    agnes.post(f"/records/{number}/links", {"target": others[2].record.label, "kind": "relates"})
    assert Link.objects.filter(source=mine.record).count() == 3
    missing = rest.post(f"/records/{number}/links", {"target": "INC-999999", "kind": "relates"})
    assert missing.status_code == 422
    page = agnes.post(f"/records/{number}/links", {"target": "INC-999999", "kind": "relates"}, follow=True)
    assert "or it is not open to you" in page.content.decode()
    assert Link.objects.filter(source=mine.record).count() == 3


def test_zammad_82_and_564_many_are_merged_at_once_each_by_itself(cast: "Cast") -> None:
    """Asked for since 2013. Whoever ticks all of them ticks the one that stays as well."""
    into, *others = (cast.incident(f"Till {n} is offline") for n in range(4))
    foreign, over = cast.incident(requester="kim"), incident_in(cast, "closed")
    agnes = browser(cast, "agnes")
    labels = [each.record.label for each in (into, *others, foreign, over)]
    form = agnes.post("/incidents/bulk", {"verb": "merge", "record": labels}, follow=True)
    assert "Which incident they go on in" in form.content.decode()
    given = {"record": labels, "into": into.record.label, "message": "One cause", "tasks": "along"}
    told = agnes.post("/incidents/bulk/merge", given, follow=True).content.decode()
    assert "4 done, 1 not done" in told
    assert [cast.fresh(each).merged_into_id for each in (*others, foreign, over)] == [into.pk] * 4 + [None]
    assert (cast.fresh(into).record.state, cast.fresh(into).took_in) == ("new", 4)
    heard = Notification.objects.filter(person=cast.person("rita"), verb="merge")
    assert heard.count() == 3


@pytest.mark.parametrize("into", ["", "INC-999999", "nonsense", "theirs"])
def test_zammad_82_what_they_are_merged_into_is_named_and_open_to_one(cast: "Cast", into: str) -> None:
    one, theirs = cast.incident(), cast.incident(requester="fred")
    given = {
        "record": one.record.label,
        "into": into.replace("theirs", theirs.record.label),
        "tasks": "along",
    }
    assert browser(cast, "agnes").post("/incidents/bulk/merge", given).status_code == 422
    assert cast.fresh(one).merged_into_id is None


def test_zammad_82_by_rest_a_row_merges_and_what_cannot_be_is_said_at_its_row(cast: "Cast") -> None:
    into, one, other, theirs = (
        cast.incident(requester=key).record.label for key in ("rita", "rita", "ben", "fred")
    )
    rows = [
        {"operation": "merge", "number": one, "body": {"into": into, "message": "One cause"}},
        {"operation": "merge", "number": other, "body": {"into": into}},
        {"operation": "merge", "number": theirs, "body": {"into": into}},
        {"operation": "merge", "number": into, "body": {"into": into}},
        {"operation": "merge", "number": into, "body": {"into": theirs}},
        {"operation": "merge", "number": into, "body": {"into": {"no": "reference"}}},
        {"operation": "merge", "number": into, "body": []},
        {"operation": "merge", "number": into},
    ]
    told = Caller(cast.person("agnes")).post("/incidents/bulk", {"rows": rows}).json()
    assert [item["status"] for item in told["items"]] == [200, 200, 404, 422, 422, 422, 422, 422]


def test_zammad_3097_every_field_is_changed_in_many_at_once(cast: "Cast") -> None:
    """Only four fields could be; five support tickets said so."""
    many = [cast.incident(f"Till {n}") for n in range(2)]
    given = {"kind": "outage", "impact": "1", "urgency": "1", "service": "Tills", "item": "POS-3"}
    given["category"] = str(cast.categories["harbour"].pk)
    browser(cast, "agnes").post(
        "/incidents/bulk/edit",
        given | {"record": [each.record.label for each in many]},  # type: ignore[dict-item]
    )
    for each in many:
        now = cast.fresh(each)
        said = (now.kind, now.impact, now.urgency, now.service, now.item, now.record.category)
        assert said == ("outage", 1, 1, "Tills", "POS-3", cast.categories["harbour"])


def test_zammad_699_one_reply_is_written_to_many_at_once(cast: "Cast") -> None:
    many = [cast.incident(f"Till {n}") for n in range(3)]
    given = {"record": [each.record.label for each in many], "text": "A fitter is on the way"}
    browser(cast, "agnes").post("/incidents/bulk/reply", given)
    for each in many:
        assert Entry.objects.filter(record=each.pk, verb="comment", visibility="public").count() == 1
