"""Many at once: numbers stay unique, places in a timeline have no gap, and nobody waits for each other for ever."""

from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone

from maitre.kernel import chain
from maitre.shared.lifecycle.actions import Line, append, step
from maitre.shared.records.models import Entry, Record
from tests.race import together

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_n51_fifty_reported_at_once_get_fifty_numbers(cast: "Cast") -> None:
    made = together([partial(cast.incident, f"Till {n}") for n in range(50)])
    numbers = {incident.record.number for incident in made}  # type: ignore[union-attr]
    assert len(numbers) == 50
    assert Record.objects.count() == 50
    assert Entry.objects.count() == 50


def test_a_number_is_not_given_again_when_its_record_never_came_to_be(cast: "Cast") -> None:
    """Gaps are possible, a number used twice is not: the sequence moves on whatever becomes of the transaction."""
    first = cast.incident().record.number
    with transaction.atomic():
        lost = cast.incident().record.number
        transaction.set_rollback(True)
    assert first < lost < cast.incident().record.number


def test_entries_appended_at_once_all_find_a_place(cast: "Cast") -> None:
    record = cast.incident().record

    def say(n: int) -> int:
        mine = Record.objects.get(pk=record.pk)
        return append(
            mine, Line("comment", private={"text": f"{n}"}), by=cast.actor("rita"), at=timezone.now()
        ).seq

    places = together([partial(say, n) for n in range(20)])
    assert sorted(places) == list(range(2, 22))  # type: ignore[type-var]
    now = Record.objects.get(pk=record.pk)
    rows = Entry.objects.filter(record=now).order_by("seq").values_list("seq", "sealed", "hash")
    assert chain.check([(s, t, bytes(h)) for s, t, h in rows], (now.head_seq, bytes(now.head_hash))) == []
    assert now.version == 1, "a comment changes no field, so nobody who edits loses by it"


def test_of_many_who_move_one_record_at_once_exactly_one_wins(cast: "Cast") -> None:
    incident = cast.incident()
    loaded = [cast.fresh(incident) for _ in range(8)]
    agnes = cast.actor("agnes")
    told = together([partial(step, each, "take", by=agnes) for each in loaded])
    assert sum(isinstance(each, Entry) for each in told) == 1
    assert {type(each).__name__ for each in told} == {"Entry", "AlreadyChanged"}
    now = Record.objects.get(pk=incident.pk)
    assert (now.state, now.version, now.head_seq) == ("in_progress", 2, 2)
