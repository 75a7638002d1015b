"""Merging and splitting: what happens to the record, to who took part in it, and to what is said on it afterwards."""

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maitre.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound, NotReady
from maitre.operation.incident import actions
from maitre.operation.incident.models import Duty, Incident, MajorIncident, Resolution
from maitre.operation.incident.tests.steps import END, incident_in
from maitre.shared.conversation.actions import attach, comment
from maitre.shared.conversation.models import Link
from maitre.shared.notifications.models import Notification
from maitre.shared.records.models import Entry, Participation, Record, Visibility
from maitre.shared.records.notices import tell
from maitre.shared.relationships.models import Split

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def told(incident: Incident) -> list[tuple[str, str]]:
    """Author and text of what is said on it, oldest first."""
    lines = tell(Record.objects.get(pk=incident.pk), internal=True)
    return [(each.by_name, each.text) for each in lines if each.verb == "comment"]


def verbs_of(incident: Incident) -> list[str]:
    return list(Entry.objects.filter(record=incident.pk).order_by("seq").values_list("verb", flat=True))


@pytest.mark.parametrize("state", ["new", "assigned", "in_progress", "pending", "resolved"])
def test_what_is_merged_is_closed_says_into_what_and_is_counted_there(cast: "Cast", state: str) -> None:
    mine, into = incident_in(cast, state), incident_in(cast, "in_progress")
    before = len(verbs_of(mine))
    assert actions.merge(mine, into, by=cast.actor("agnes")).pk == into.pk
    now = cast.fresh(mine)
    assert (now.record.state, now.merged_into_id, now.pause_reason) == ("closed", into.pk, "")
    assert verbs_of(mine)[before:] == ["merge", "link"]
    assert set(Incident.objects.counted()) == {into}
    assert Resolution.objects.filter(incident=mine).count() == (1 if state == "resolved" else 0)


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_what_is_over_is_neither_merged_nor_merged_into(cast: "Cast", state: str) -> None:
    over, other = incident_in(cast, state), cast.incident()
    with pytest.raises(IllegalTransition):
        actions.merge(over, other, by=cast.actor("agnes"))
    with pytest.raises(Invalid):
        actions.merge(other, over, by=cast.actor("agnes"))
    assert (cast.fresh(over).merged_into_id, cast.fresh(other).merged_into_id) == (None, None)


def test_nothing_is_merged_into_itself_not_even_in_a_circle(cast: "Cast") -> None:
    one, two, three = (cast.incident() for _ in range(3))
    agnes = cast.actor("agnes")
    with pytest.raises(Invalid):
        actions.merge(one, one, by=agnes)
    actions.merge(one, two, by=agnes)
    actions.merge(two, three, by=agnes)
    with pytest.raises(Invalid) as refusal:
        actions.merge(cast.fresh(three), one, by=agnes)
    assert refusal.value.errors[0].code == "itself"


@pytest.mark.parametrize("who", ["rita", "manfred", "olga", "tess", "fiona"])
def test_only_who_works_on_both_merges(cast: "Cast", who: str) -> None:
    mine, into = cast.incident(), cast.incident()
    with pytest.raises((NotAllowed, NotFound)):
        actions.merge(mine, into, by=cast.actor(who))
    assert cast.fresh(mine).merged_into_id is None


def test_n21_merging_is_quiet_one_notice_and_nothing_said_before_is_said_again(cast: "Cast") -> None:
    """glpi#20620: the requester was written to once for each followup, and read what was meant for staff."""
    mine, into = incident_in(cast, "pending"), incident_in(cast, "in_progress", requester="ben")
    for n in range(5):
        comment(mine.record, f"Reply {n}", by=cast.actor("agnes"))
        comment(mine.record, f"Note {n}", by=cast.actor("agnes"), visibility=Visibility.INTERNAL)
    Notification.objects.all().delete()
    before = told(into)
    actions.merge(cast.fresh(mine), into, by=cast.actor("leo"), message="Known, worked on", let_follow=True)
    heard = list(Notification.objects.values_list("person_id", "record_id", "verb", "internal"))
    assert [each for each in heard if each[0] == cast.person("rita").pk] == [
        (cast.person("rita").pk, mine.pk, "merge", False)
    ]
    assert not [each for each in heard if each[0] == cast.person("ben").pk]
    assert told(into) == before


def test_n20_a_reply_to_what_was_merged_goes_to_the_survivor_and_it_stays_merged(cast: "Cast") -> None:
    """frappe-hd#2539, zammad#377: the reply reopened the merged ticket, or lay where nobody looked."""
    mine, into = cast.incident(), incident_in(cast, "in_progress", requester="ben")
    actions.merge(mine, into, by=cast.actor("agnes"), let_follow=True)
    comment(Record.objects.get(pk=mine.pk), "It is back", by=cast.actor("rita"))
    assert told(into)[-1] == ("Rita", "It is back")
    assert (cast.fresh(mine).record.state, cast.fresh(mine).merged_into_id) == ("closed", into.pk)


def test_n20_through_a_into_b_into_c(cast: "Cast") -> None:
    """otrs PR#808: a reply went to the middle."""
    one, two, three = (cast.incident(f"Trouble {n}") for n in range(3))
    agnes = cast.actor("agnes")
    actions.merge(one, two, by=agnes)
    actions.merge(two, three, by=agnes)
    for label in (one.record.label, two.record.label, three.record.label):
        assert Incident.objects.surviving(label, cast.actor("rita")).pk == three.pk
    comment(Record.objects.get(pk=one.pk), "It is back", by=cast.actor("rita"))
    assert told(three) == [("Rita", "It is back")]
    assert told(two) == []


def test_n20_who_may_not_see_the_survivor_keeps_their_own_and_a_reply_becomes_a_new_linked_one(
    cast: "Cast",
) -> None:
    mine, into = cast.incident(), incident_in(cast, "in_progress", requester="ben")
    actions.merge(mine, into, by=cast.actor("agnes"))
    rita = cast.actor("rita")
    with pytest.raises(NotFound):
        Incident.objects.labelled(into.record.label, rita)
    assert Incident.objects.surviving(mine.record.label, rita).pk == mine.pk
    comment(Record.objects.get(pk=mine.pk), "It is back", by=rita)
    comment(Record.objects.get(pk=mine.pk), "And again", by=rita)
    made = Incident.objects.select_related("record").exclude(pk__in=[mine.pk, into.pk]).get()
    assert (made.record.requester, made.description) == (cast.person("rita"), "It is back")
    assert told(made) == [("Rita", "And again")]
    assert Link.objects.filter(source=made.record, target=mine.record, kind="relates").count() == 1
    assert told(into) == []
    assert told(mine) == [("Rita", "It is back"), ("Rita", "And again")]
    assert cast.fresh(mine).record.state == "closed"


def test_n20_a_reply_in_a_circle_stays_in_the_circle(cast: "Cast") -> None:
    carla = cast.actor("carla")
    mine, into = cast.incident(requester="ben"), cast.incident()
    for each in (mine, into):
        actions.confide(each, cast.circles["board"], by=carla)
    actions.merge(cast.fresh(mine), cast.fresh(into), by=carla)
    comment(Record.objects.get(pk=mine.pk), "It is back", by=cast.actor("ben"))
    made = Incident.objects.select_related("record").exclude(pk__in=[mine.pk, into.pk]).get()
    assert made.record.circle == cast.circles["board"]


def test_what_is_confidential_is_merged_only_within_its_circle(cast: "Cast") -> None:
    mine, into = cast.incident(), cast.incident()
    actions.confide(mine, cast.circles["board"], by=cast.actor("carla"))
    with pytest.raises(Invalid) as refusal:
        actions.merge(cast.fresh(mine), into, by=cast.actor("carla"))
    assert refusal.value.errors[0].code == "confidential"


def test_people_go_along_only_when_the_agent_says_so_and_only_where_nothing_is_kept_apart(
    cast: "Cast",
) -> None:
    agnes = cast.actor("agnes")
    into = cast.incident(requester="ben")

    def follow_it() -> bool:
        return Participation.objects.filter(record=into.record, person=cast.person("rita")).exists()

    actions.merge(cast.incident(), into, by=agnes)
    assert not follow_it()
    kims = cast.incident(requester="kim")
    with pytest.raises(Invalid) as refusal:
        actions.merge(kims, into, by=agnes, let_follow=True)
    assert refusal.value.errors[0].code == "kept_apart"
    assert cast.fresh(kims).record.state == "new"
    actions.merge(cast.incident(), into, by=agnes, let_follow=True)
    assert follow_it()


def test_files_that_come_to_a_merged_incident_are_told_of_where_work_goes_on(cast: "Cast") -> None:
    mine, into = cast.incident(), incident_in(cast, "in_progress")
    actions.merge(mine, into, by=cast.actor("agnes"))
    attach(Record.objects.get(pk=mine.pk), [SimpleUploadedFile("till.png", b"x")], by=cast.actor("rita"))
    assert verbs_of(into)[-1] == "arrive"


def test_children_go_over_and_what_is_merged_has_no_family(cast: "Cast") -> None:
    agnes = cast.actor("agnes")
    mine, into, parent = cast.incident(), cast.incident(), cast.incident()
    children = [cast.incident() for _ in range(3)]
    for child in children:
        actions.adopt(mine, child, by=agnes)
    actions.merge(mine, into, by=agnes)
    assert [cast.fresh(child).parent_id for child in children] == [into.pk] * 3
    assert (cast.fresh(mine).child_count, cast.fresh(into).child_count) == (0, 3)
    last = cast.incident()
    actions.adopt(parent, last, by=agnes)
    actions.merge(last, parent, by=agnes)
    assert (cast.fresh(last).parent_id, cast.fresh(parent).child_count) == (None, 0)
    with pytest.raises(Invalid) as refusal:
        actions.merge(cast.fresh(into), children[0], by=agnes)
    assert refusal.value.errors[0].code == "is_child"


def test_unmerging_brings_it_back_to_work_with_a_reason_and_within_the_window(cast: "Cast") -> None:
    mine, into = cast.incident(), cast.incident()
    agnes = cast.actor("agnes")
    actions.merge(mine, into, by=agnes)
    with pytest.raises(NotReady):
        actions.unmerge(mine, by=agnes, reason=" ")
    with pytest.raises(NotReady):
        actions.reopen(cast.fresh(mine), by=cast.actor("rita"), reason="Not solved")
    with pytest.raises(NotAllowed):
        actions.unmerge(mine, by=cast.actor("rita"), reason="Mine")
    actions.unmerge(mine, by=agnes, reason="Another till")
    now = cast.fresh(mine)
    assert (now.record.state, now.merged_into_id, cast.fresh(into).took_in) == ("in_progress", None, 0)
    assert verbs_of(mine)[-2:] == ["unmerge", "unlink"]
    with pytest.raises(IllegalTransition):
        actions.unmerge(mine, by=agnes, reason="Again")
    closed = incident_in(cast, "closed")
    with pytest.raises(NotReady):
        actions.unmerge(closed, by=agnes, reason="Was never merged")


def test_a_merged_resolution_no_longer_stands_once_it_is_unmerged(cast: "Cast") -> None:
    mine, into = incident_in(cast, "resolved"), cast.incident()
    actions.merge(mine, into, by=cast.actor("agnes"))
    actions.unmerge(mine, by=cast.actor("agnes"), reason="Another till")
    assert not Resolution.objects.filter(incident=mine, undone_at=None).exists()
    actions.resolve(cast.fresh(mine), by=cast.actor("agnes"), **END)


def test_a_reply_becomes_an_incident_of_its_own_copied_once_and_linked_both_ways(cast: "Cast") -> None:
    source = incident_in(cast, "in_progress", requester="ben")
    said = comment(source.record, "And the printer is jammed.\nSince noon.", by=cast.actor("ben"))
    made = actions.split(source, said.seq, by=cast.actor("agnes"))
    fresh = cast.fresh(made)
    assert (fresh.record.title, fresh.description) == (
        "And the printer is jammed.",
        "And the printer is jammed.\nSince noon.",
    )
    assert (fresh.record.requester, fresh.record.state) == (cast.person("ben"), "new")
    assert fresh.record.organisation == source.record.organisation
    assert told(source)[-1] == ("Ben", "And the printer is jammed.\nSince noon.")
    assert told(made) == []
    assert Link.objects.get(source=made.record).kind == "split_from"
    assert verbs_of(made) == ["report", "link"]
    assert verbs_of(source)[-1] == "link"
    with pytest.raises(Invalid) as refusal:
        actions.split(source, said.seq, by=cast.actor("agnes"))
    assert refusal.value.errors[0].code == "twice"
    assert Split.objects.count() == 1


def test_no_note_is_split_and_no_stranger_splits(cast: "Cast") -> None:
    source = incident_in(cast, "in_progress")
    note = comment(
        source.record, "The supplier says no", by=cast.actor("agnes"), visibility=Visibility.INTERNAL
    )
    said = comment(source.record, "The printer as well", by=cast.actor("rita"))
    with pytest.raises(NotFound):
        actions.split(source, note.seq, by=cast.actor("agnes"))
    for who in ("rita", "manfred", "tess"):
        with pytest.raises(NotAllowed):
            actions.split(source, said.seq, by=cast.actor(who))
    assert Incident.objects.count() == 1


def test_what_is_split_from_a_circle_stays_in_it(cast: "Cast") -> None:
    source = cast.incident()
    actions.confide(source, cast.circles["board"], by=cast.actor("carla"))
    said = comment(Record.objects.get(pk=source.pk), "The printer as well", by=cast.actor("rita"))
    made = actions.split(source, said.seq, by=cast.actor("carla"), title="Printer")
    assert made.record.circle_id == cast.circles["board"].pk


def test_n20_files_from_who_may_not_see_the_survivor_become_a_new_linked_one_too(cast: "Cast") -> None:
    """They lay on what was merged, where nobody works any more."""
    mine, into = cast.incident(), incident_in(cast, "in_progress", requester="ben")
    actions.merge(mine, into, by=cast.actor("agnes"))
    rita, merged = cast.actor("rita"), Record.objects.get(pk=mine.pk)
    attach(merged, [SimpleUploadedFile("till.png", b"x")], by=rita)
    attach(merged, [SimpleUploadedFile("tray.png", b"x")], by=rita)
    made = Incident.objects.select_related("record").exclude(pk__in=[mine.pk, into.pk]).get()
    assert made.description == f"New files on {mine.record.label}"
    assert Link.objects.filter(source=made.record, target=mine.record, kind="relates").exists()
    assert verbs_of(made)[-1] == "arrive"
    assert "arrive" not in verbs_of(into)


def test_a_major_incident_merged_by_mistake_owes_its_stakeholders_a_word_again(cast: "Cast") -> None:
    mine, into = incident_in(cast, "in_progress"), cast.incident()
    actions.declare_major(mine, by=cast.actor("leo"), criteria=["data"], reason="Cards were seen")
    actions.merge(cast.fresh(mine), into, by=cast.actor("agnes"))
    assert not MajorIncident.objects.live().exists()
    actions.unmerge(cast.fresh(mine), by=cast.actor("agnes"), reason="Another one")
    assert [each.pk for each in MajorIncident.objects.live()] == [mine.pk]
    assert set(Duty.objects.open().values_list("obligation", flat=True)) == {"update"}
