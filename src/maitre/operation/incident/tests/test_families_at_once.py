"""Four agents at once, each doing something random to the same few incidents: what must always hold of families holds.

The invariants, looked at after every round, when all four have come to rest:

1. An incident is a parent, a child, merged, or none of it; families are one step deep and have no circle.
2. Every parent's count of children, and every survivor's count of what it took in, is the number there is.
3. What is merged is closed, and its way leads to something that is not merged: never in a circle.
4. Each attempt either happened whole, or was refused with a sentence and left no trace: every timeline's chain holds
   without a gap, and says of the record what the record says of itself (`maitre verify` is good).
5. A reply is taken out once, however many try.
6. No task is left to do on what was merged: it is part of what lives on, in its organisation and circle.
7. Nobody waits for somebody who waits for them: no deadlock, no attempt that hangs, no error but a refusal.
"""

import os
import random
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db.models import Count

from maitre.kernel.errors import MaitreError, NotFound
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import comment
from maitre.shared.records.actions import verify_timelines
from maitre.shared.records.models import Entry
from maitre.shared.relationships.actions.verify_families import verify_families
from maitre.shared.relationships.models import Split
from maitre.shared.relationships.rules import part_of
from maitre.shared.tasks import actions as tasks
from maitre.shared.tasks.actions.verify_tasks import verify_tasks
from maitre.shared.tasks.models import Task
from tests.race import together

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

SOAK = os.environ.get("MAITRE_HYPOTHESIS_PROFILE") == "soak"
SEEDS = range(40 if SOAK else 3)
ROUNDS = 30 if SOAK else 6
INCIDENTS = 6
AT_ONCE = 4
STEPS = 4
"""What each of the four does in a round, one after the other."""
AGENTS = ("agnes", "leo", "ada", "carla")

Attempt = Callable[[Incident, Incident, Actor], object]


def replies(one: Incident) -> list[int]:
    return list(Entry.objects.filter(record=one.pk, verb="comment").values_list("seq", flat=True))


def take_out(one: Incident, other: Incident, by: Actor) -> object:
    """The newest reply: likely one that others try to take out as well."""
    seqs = replies(one)
    return actions.split(one, seqs[-1], by=by) if seqs else None


def some_task(one: Incident) -> Task:
    """The newest task of it: likely one that goes along with a merger just now."""
    found = Task.objects.filter(record__host=one.pk).select_related("record").order_by("-pk").first()
    if found is None:
        raise NotFound("It has no task.")
    return found


def all_children(one: Incident, other: Incident, by: Actor) -> object:
    actions.resolve(one, by=by, **END)
    return actions.resolve_children(one, by=by, **END)


ATTEMPTS: dict[str, tuple[int, Attempt]] = {
    "adopt": (5, lambda one, other, by: actions.adopt(one, other, by=by)),
    "release": (2, lambda one, other, by: actions.release(one, by=by)),
    "merge": (3, lambda one, other, by: actions.merge(one, other, by=by, let_follow=other.pk % 2 == 0)),
    "unmerge": (4, lambda one, other, by: actions.unmerge(one, by=by, reason="Another one")),
    "split": (2, take_out),
    "reply": (3, lambda one, other, by: comment(one.record, "It is back", by=by)),
    "take": (2, lambda one, other, by: actions.take(one, by=by)),
    "resolve": (2, lambda one, other, by: actions.resolve(one, by=by, **END)),
    "resolve all": (2, all_children),
    "reopen": (2, lambda one, other, by: actions.reopen(one, by=by, reason="Again")),
    "reopen all": (2, lambda one, other, by: actions.reopen_children(one, by=by, reason="Again")),
    "plan": (
        3,
        lambda one, other, by: tasks.plan(one.record, by=by, title="Look at it", blocks=other.pk % 3 == 0),
    ),
    "finish": (2, lambda one, other, by: tasks.finish(some_task(one), by=by)),
    "reopen task": (1, lambda one, other, by: tasks.reopen(some_task(one), by=by)),
    "order": (1, lambda one, other, by: tasks.move(some_task(one), by=by, up=True)),
    "give": (2, lambda one, other, by: tasks.assign(some_task(one), by=by, assignee=other.record.requester)),
    "tell all": (1, lambda one, other, by: actions.broadcast(one, "We are on it", by=by)),
}
"""What somebody may try, and how often in comparison."""


def try_some(plan: list[tuple[str, int, int]], pks: list[int], by: Actor) -> list[str]:
    """One agent's round: each attempt with the incidents as they are when it begins. What happened."""
    happened = []
    for name, one, other in plan:
        found = Incident.objects.with_names().in_bulk([pks[one], pks[other]])
        try:
            ATTEMPTS[name][1](found[pks[one]], found[pks[other]], by)
        except MaitreError:
            continue
        happened.append(name)
    return happened


def check(context: str) -> None:
    for each in Incident.objects.annotate(
        here=Count("children", distinct=True), took=Count("merged_here", distinct=True)
    ):
        assert each.child_count == each.here, (context, each.pk)
        assert each.took_in == each.took, (context, each.pk)
        if part_of(each.parent_id, each.child_count, each.merged_into_id) == "child":
            assert each.parent is not None, context
            assert (each.parent.parent_id, each.parent.merged_into_id) == (None, None), context
        Incident.objects.survivor_of(each)
    assert [str(fault) for fault in verify_families().faults] == [], context
    assert [str(fault) for fault in verify_tasks().faults] == [], context
    assert [str(fault) for fault in verify_timelines().faults] == [], context
    assert Split.objects.count() == len(set(Split.objects.values_list("source", "seq"))), context


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_four_agents_do_at_once_families_stay_whole(cast: "Cast", seed: int) -> None:
    chance = random.Random(seed)
    names, weights = list(ATTEMPTS), [weight for weight, _ in ATTEMPTS.values()]
    pks = [cast.incident(f"Trouble {n}", requester=("rita", "ben")[n % 2]).pk for n in range(INCIDENTS)]
    actors = [cast.actor(key) for key in AGENTS]
    happened: set[str] = set()
    for number in range(ROUNDS):
        plans = [
            [(name, *chance.sample(range(INCIDENTS), 2)) for name in chance.choices(names, weights, k=STEPS)]
            for _ in range(AT_ONCE)
        ]
        told = together(
            [partial(try_some, plan, pks, by) for plan, by in zip(plans, actors, strict=True)]  # type: ignore[arg-type]
        )
        for each in told:
            assert isinstance(each, list), each
            happened.update(each)
        check(f"seed {seed}, round {number}: {plans}")
    assert happened >= {"adopt", "merge"}, happened


def test_two_agents_who_merge_each_into_the_other_leave_one_alive(cast: "Cast") -> None:
    for _ in range(10 if SOAK else 3):
        one, other = cast.incident("One"), cast.incident("Other")
        told = together(
            [
                partial(actions.merge, one, other, by=cast.actor("agnes")),
                partial(actions.merge, other, one, by=cast.actor("leo")),
            ]
        )
        assert sum(isinstance(each, MaitreError) for each in told) == 1, told
        merged = [cast.fresh(each).merged_into_id is not None for each in (one, other)]
        assert sorted(merged) == [False, True]


def test_three_who_merge_in_a_ring_make_no_circle(cast: "Cast") -> None:
    ring = [cast.incident(f"Trouble {n}") for n in range(3)]
    together(
        [
            partial(actions.merge, each, ring[(n + 1) % 3], by=cast.actor(AGENTS[n]))
            for n, each in enumerate(ring)
        ]
    )
    check("ring")
    assert Incident.objects.counted().count() == 1


def test_merging_while_others_resolve_and_reply_loses_nothing(cast: "Cast") -> None:
    mine, into = cast.incident("Mine"), cast.incident("Into")
    actions.take(mine, by=cast.actor("leo"))
    fresh = cast.fresh(mine)
    told = together(
        [
            lambda: actions.merge(mine, into, by=cast.actor("agnes"), let_follow=True),
            lambda: actions.resolve(fresh, by=cast.actor("leo"), **END),
            lambda: comment(cast.fresh(mine).record, "It is back", by=cast.actor("rita")),
            lambda: comment(cast.fresh(into).record, "Still cut", by=cast.actor("ada")),
        ]
    )
    assert not isinstance(told[0], MaitreError), told
    assert not isinstance(told[2], MaitreError), told
    assert cast.fresh(mine).record.state == "closed"
    check("merge against resolve and reply")


def test_ten_who_add_the_same_child_add_it_once(cast: "Cast") -> None:
    parents, child = [cast.incident(f"Parent {n}") for n in range(2)], cast.incident("Child")
    told = together(
        [partial(actions.adopt, parents[n % 2], child, by=cast.actor(AGENTS[n % 4])) for n in range(10)]
    )
    assert [each for each in told if each is True] == [True]
    assert sorted(cast.fresh(each).child_count for each in parents) == [0, 1]
    check("ten at once")
