"""Whatever people try, in whatever order, with whatever they last saw: what must always hold of an incident holds."""

import os
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from django.db import transaction
from django.db.models import Count, Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from maitre.kernel import chain
from maitre.kernel.errors import MaitreError
from maitre.operation.incident.actions import pause
from maitre.operation.incident.lifecycle import LIFECYCLE, PENDING, RESOLVED
from maitre.operation.incident.models import Duty, Incident, Review
from maitre.operation.incident.tests.steps import acts
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor
from maitre.shared.conversation.actions import comment
from maitre.shared.records.models import Entry, Record, Visibility

if TYPE_CHECKING:
    from tests.cast import Cast

SOAK = os.environ.get("MAITRE_HYPOTHESIS_PROFILE") == "soak"
PEOPLE = ("agnes", "leo", "ada", "manfred", "rita", "ben", "fiona")
INCIDENTS = 2
APART = ("take", "merge", "unmerge")
"""Taking has a rule of its own; families of incidents have a test of their own."""
which = st.integers(0, INCIDENTS - 1)
whoever = st.sampled_from([*PEOPLE, "the installation"])


def owed(incident: Incident) -> set[str]:
    found = Duty.objects.filter(major=incident.pk, obligation__in=["update", "review"]).open()
    return set(found.values_list("obligation", flat=True))


def reviewed(incident: Incident) -> bool:
    return Review.objects.filter(major=incident.pk, finished_at__isnull=False).exists()


class Door(RuleBasedStateMachine):
    """A few incidents, many people; each attempt either happens whole or leaves no trace."""

    cast: ClassVar["Cast"]
    actors: ClassVar[dict[str, Actor]]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.seen: list[Incident] = []
        self.versions: list[int] = []

    @initialize()
    def reported(self) -> None:
        self.seen = [self.cast.incident(f"Till {n}") for n in range(INCIDENTS)]
        self.versions = [1] * INCIDENTS

    def attempt(self, n: int, act: Any) -> None:
        """Act on what was last seen, which may be stale; a refusal must change nothing."""
        before = self.row(n)
        try:
            with transaction.atomic():
                act(self.seen[n])
        except MaitreError:
            assert self.row(n) == before
            self.look(n)  # a refusal is answered by looking again

    def row(self, n: int) -> Any:
        return Record.objects.filter(pk=self.seen[n].pk).values().get()

    @rule(n=which)
    def look(self, n: int) -> None:
        self.seen[n] = self.cast.fresh(self.seen[n])

    @rule(n=which, verb=st.sampled_from([verb for verb in LIFECYCLE.verbs if verb not in APART]), who=whoever)
    def take_verb(self, n: int, verb: str, who: str) -> None:
        self.attempt(n, lambda incident: acts(self.cast)[verb](incident, self.actors[who]))

    @rule(n=which, who=st.sampled_from(PEOPLE))
    def take(self, n: int, who: str) -> None:
        self.attempt(n, lambda incident: acts(self.cast)["take"](incident, self.actors[who]))

    @rule(n=which, who=whoever)
    def ask_the_requester(self, n: int, who: str) -> None:
        self.attempt(n, lambda it: pause(it, by=self.actors[who], reason="requester", text="Which till?"))

    @rule(n=which, who=whoever, internal=st.booleans())
    def say(self, n: int, who: str, internal: bool) -> None:
        visibility = Visibility.INTERNAL if internal else Visibility.PUBLIC
        self.attempt(n, lambda it: comment(it.record, "Till 7", by=self.actors[who], visibility=visibility))

    @invariant()
    def holds(self) -> None:
        standing = Count("resolutions", filter=Q(resolutions__undone_at=None))
        found = Incident.objects.select_related("record").annotate(standing=standing)
        for n, now in enumerate(found.order_by("pk")):
            record = now.record
            assert LIFECYCLE.states[record.state].phase == record.phase
            assert record.version >= self.versions[n], "a version never goes back"
            self.versions[n] = record.version
            assert bool(now.pause_reason) == (record.state == PENDING)
            assert now.wakes_at is None or record.state == PENDING
            assert (now.closes_at is not None) == (record.state == RESOLVED)
            assert now.standing == (1 if record.state in ("resolved", "closed") else 0)
            assert now.returns <= now.handoffs
            assert owed(now) == self.ought(now), "what is owed follows from how the incident stands"

    def ought(self, incident: Incident) -> set[str]:
        """Of duties to stakeholders and of the review: which are open, whatever happened before."""
        if incident.major != "declared" or incident.record.state == "cancelled":
            return set()
        if incident.record.is_open:
            return {"update"}
        return set() if reviewed(incident) else {"review"}

    def teardown(self) -> None:
        try:
            for incident in self.seen:
                record = Record.objects.get(pk=incident.pk)
                rows = (
                    Entry.objects.filter(record=record).order_by("seq").values_list("seq", "sealed", "hash")
                )
                links = [(seq, sealed, bytes(stored)) for seq, sealed, stored in rows]
                assert chain.check(links, (record.head_seq, bytes(record.head_hash))) == []
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)


@pytest.mark.django_db
def test_n60_whatever_people_try_no_incident_leaves_the_table(cast: "Cast") -> None:
    Door.cast = cast
    Door.actors = {key: cast.actor(key) for key in PEOPLE} | {"the installation": SYSTEM_ACTOR}
    run_state_machine_as_test(
        Door,
        settings=settings(
            max_examples=1000 if SOAK else 50,
            stateful_step_count=50 if SOAK else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
