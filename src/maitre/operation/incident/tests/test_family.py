"""Parents and children: who belongs to whom, and what is done to all of them at once."""

from typing import TYPE_CHECKING

import pytest

from maitre.kernel.errors import Invalid, NotAllowed
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END, PATHS, acts, incident_in
from maitre.shared.conversation.actions import link, watch
from maitre.shared.conversation.models import Link
from maitre.shared.notifications.models import Notification
from maitre.shared.records.models import Entry
from maitre.shared.records.querysets import listing_of

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def family_of(cast: "Cast", *states: str) -> tuple[Incident, list[Incident]]:
    """A parent in progress, and a child in each of these states."""
    parent = incident_in(cast, "in_progress", title="The line is cut")
    children = [cast.incident(f"Till {n} is offline") for n in range(len(states))]
    for child, state in zip(children, states, strict=True):
        actions.adopt(parent, child, by=cast.actor("agnes"))
        for verb in PATHS[state]:
            acts(cast)[verb](child, cast.actor("leo"))
    return cast.fresh(parent), children


def states_of(*incidents: Incident) -> list[str]:
    found = dict(Incident.objects.values_list("pk", "record__state"))
    return [found[each.pk] for each in incidents]


def said_on(incident: Incident) -> list[str]:
    return list(Entry.objects.filter(record=incident.pk).order_by("seq").values_list("verb", flat=True))


def test_a_child_is_counted_once_however_often_it_is_added(cast: "Cast") -> None:
    parent, child = cast.incident(), cast.incident()
    assert actions.adopt(parent, child, by=cast.actor("agnes"))
    assert not actions.adopt(parent, child, by=cast.actor("leo"))
    assert (cast.fresh(parent).child_count, cast.fresh(child).parent_id) == (1, parent.pk)
    assert said_on(parent) == said_on(child) == ["report", "link"]


def test_a_child_that_leaves_can_join_again_and_both_timelines_keep_it(cast: "Cast") -> None:
    parent, child = cast.incident(), cast.incident()
    actions.adopt(parent, child, by=cast.actor("agnes"))
    assert actions.release(child, by=cast.actor("agnes"))
    assert not actions.release(child, by=cast.actor("agnes"))
    actions.adopt(parent, child, by=cast.actor("agnes"))
    assert cast.fresh(parent).child_count == 1
    assert said_on(parent) == said_on(child) == ["report", "link", "unlink", "link"]


def test_families_are_one_step_deep_and_have_no_circles(cast: "Cast") -> None:
    agnes = cast.actor("agnes")
    top, middle, low, other = (cast.incident() for _ in range(4))
    actions.adopt(top, middle, by=agnes)
    for parent, child, code in (
        (top, top, "itself"),
        (middle, low, "is_child"),
        (middle, top, "has_children"),
        (other, middle, "has_parent"),
        (low, top, "has_children"),
    ):
        with pytest.raises(Invalid) as refusal:
            actions.adopt(parent, child, by=agnes)
        assert refusal.value.errors[0].code == code
    assert cast.fresh(top).child_count == 1


@pytest.mark.parametrize("who", ["rita", "manfred", "fiona", "tess"])
def test_only_who_works_on_both_makes_a_family(cast: "Cast", who: str) -> None:
    parent, child = cast.incident(), cast.incident()
    with pytest.raises(NotAllowed):
        actions.adopt(parent, child, by=cast.actor(who))
    assert cast.fresh(parent).child_count == 0


def test_a_confidential_parent_takes_no_child_from_outside_its_circle(cast: "Cast") -> None:
    parent, child = cast.incident(), cast.incident()
    actions.confide(parent, cast.circles["board"], by=cast.actor("carla"))
    with pytest.raises(Invalid) as refusal:
        actions.adopt(cast.fresh(parent), child, by=cast.actor("carla"))
    assert refusal.value.errors[0].code == "confidential"


def test_resolving_leaves_children_alone_unless_the_agent_asks(cast: "Cast") -> None:
    parent, children = family_of(cast, "new", "pending")
    actions.resolve(parent, by=cast.actor("agnes"), **END)
    assert states_of(*children) == ["new", "pending"]


def test_glpi_5206_the_agent_resolves_the_parent_and_with_it_every_child_by_its_own_verb(
    cast: "Cast",
) -> None:
    parent, children = family_of(cast, "new", "assigned", "in_progress", "pending", "resolved", "closed")
    before = {child.pk: len(said_on(child)) for child in children}
    actions.resolve(parent, by=cast.actor("agnes"), **END)
    outcomes = actions.resolve_children(parent, by=cast.actor("agnes"), **END)
    assert [each.refusal for each in outcomes] == ["", "", "", ""]
    assert states_of(*children) == ["resolved"] * 5 + ["closed"]
    told = [said_on(child)[before[child.pk] :] for child in children]
    assert told == [["take", "resolve"], ["take", "resolve"], ["resolve"], ["resolve"], [], []]


def test_reopening_reaches_the_children_that_were_over(cast: "Cast") -> None:
    parent, children = family_of(cast, "resolved", "closed", "in_progress", "cancelled")
    outcomes = actions.reopen_children(parent, by=cast.actor("agnes"), reason="It is cut again")
    assert len(outcomes) == 2
    assert states_of(*children) == ["in_progress", "in_progress", "in_progress", "cancelled"]


def test_a_child_that_cannot_take_it_is_told_of_and_left_alone(cast: "Cast") -> None:
    """A service owner may say something on every incident, and resolve none: each child refuses for itself."""
    parent, children = family_of(cast, "in_progress", "in_progress")
    outcomes = actions.resolve_children(parent, by=cast.actor("olga"), **END)
    assert [bool(each.refusal) for each in outcomes] == [True, True]
    assert states_of(*children) == ["in_progress", "in_progress"]


def test_what_one_may_not_see_is_neither_acted_on_nor_named(cast: "Cast") -> None:
    parent, children = family_of(cast, "in_progress", "in_progress")
    actions.confide(cast.fresh(children[0]), cast.circles["board"], by=cast.actor("carla"))
    outcomes = actions.resolve_children(parent, by=cast.actor("agnes"), **END)
    assert [each.child.pk for each in outcomes] == [children[1].pk]
    assert states_of(*children) == ["assigned", "resolved"], "Leo had it, who is not in the circle"


def test_osticket_5644_one_broadcast_reaches_every_child_and_everybody_hears_once(cast: "Cast") -> None:
    parent, children = family_of(cast, "in_progress", "new")
    bens = cast.incident("No internet", requester="ben")
    actions.adopt(parent, bens, by=cast.actor("agnes"))
    watch(bens.record, cast.person("rita"), by=cast.actor("agnes"))
    Notification.objects.all().delete()
    _entry, outcomes = actions.broadcast(parent, "Repaired by noon.", by=cast.actor("agnes"))
    assert len(outcomes) == 3
    assert [said_on(each)[-1] for each in (parent, *children, bens)] == ["comment"] * 4
    heard = list(Notification.objects.filter(verb="comment").values_list("person_id", flat=True))
    assert heard.count(cast.person("rita").pk) == 1
    assert heard.count(cast.person("ben").pk) == 1
    assert sorted(heard) == sorted(set(heard))


def test_a_child_that_left_in_the_meantime_is_not_acted_on(cast: "Cast") -> None:
    parent, children = family_of(cast, "in_progress")
    actions.release(children[0], by=cast.actor("agnes"))
    assert actions.resolve_children(parent, by=cast.actor("agnes"), **END) == []


def test_n65_a_link_never_takes_another_away_and_a_failed_one_changes_nothing(cast: "Cast") -> None:
    agnes = cast.actor("agnes")
    mine, *others = (cast.incident(f"Trouble {n}") for n in range(4))
    link(mine.record, others[0].record, "relates", by=agnes)
    link(mine.record, others[1].record, "duplicates", by=agnes)
    actions.adopt(mine, others[2], by=agnes)
    kept = set(Link.objects.values_list("source", "target", "kind"))
    with pytest.raises(Invalid):
        link(mine.record, others[2].record, "nonsense", by=agnes)
    with pytest.raises(Invalid):
        link(mine.record, mine.record, "relates", by=agnes)
    link(mine.record, others[0].record, "causes", by=agnes)
    assert set(Link.objects.values_list("source", "target", "kind")) == kept | {
        (mine.pk, others[0].pk, "causes")
    }
    assert cast.fresh(mine).child_count == 1


def test_lists_find_families_by_words(cast: "Cast") -> None:
    parent, [child] = family_of(cast, "new")
    merged = cast.incident("The same")
    actions.merge(merged, parent, by=cast.actor("agnes"))

    def found(query: str) -> list[int]:
        return [row.id for row in listing_of("incident", cast.actor("agnes"), query=query).rows]

    assert found(f"parent:{parent.record.label}") == [child.pk]
    assert found("family:parent") == [parent.pk]
    assert found("family:child") == [child.pk]
    assert found("family:merged") == [merged.pk]
    ids = [parent.pk, child.pk, merged.pk]
    assert Incident.objects.marks(ids)[0] == {parent.pk: "parent", child.pk: "child", merged.pk: "merged"}
