"""The conditional update: of two who act on what they saw, the second waits, and then hears that it is no longer so.

The control shows why no record is made by multi-table inheritance: there Django selects the ids first and drops the
condition, and both win.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, models, transaction
from django.test.utils import isolate_apps
from django.utils import timezone

from maitre.kernel.errors import AlreadyChanged, StaleVersion
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.lifecycle.actions.timeline import Line, Sealed, claim
from maitre.shared.records.models import Record
from tests.patience import PATIENCE
from tests.race import rival

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
ENTRY = Sealed(Line("take"), SYSTEM_ACTOR, "{}", None)


def take_over(record: Record, *, to: str, expects: dict[str, object]) -> None:
    claim(record, ENTRY, at=timezone.now(), sets={"state": to}, expects=expects)


def test_n60_the_second_of_two_waits_and_loses(cast: "Cast") -> None:
    pk = cast.incident().pk
    mine, theirs = (Record.objects.get(pk=pk) for _ in range(2))
    with rival() as other:
        with transaction.atomic():
            take_over(mine, to="in_progress", expects={"state": "new"})
            attempt = other.begins(lambda: take_over(theirs, to="cancelled", expects={"state": "new"}))
        with pytest.raises(AlreadyChanged, match="was changed in the meantime"):
            attempt.result(PATIENCE)
    now = Record.objects.get(pk=mine.pk)
    assert (now.state, now.version, now.head_seq) == ("in_progress", 2, 2)


def test_the_second_of_two_wins_when_the_first_takes_it_back(cast: "Cast") -> None:
    record = cast.incident().record
    theirs = Record.objects.get(pk=record.pk)
    with rival() as other:
        with transaction.atomic():
            take_over(record, to="in_progress", expects={"state": "new"})
            attempt = other.begins(lambda: take_over(theirs, to="cancelled", expects={"state": "new"}))
            transaction.set_rollback(True)
        attempt.result(PATIENCE)
    now = Record.objects.get(pk=record.pk)
    assert (now.state, now.version, now.head_seq) == ("cancelled", 2, 2)


def test_a_comment_waits_for_a_verb_and_never_loses(cast: "Cast") -> None:
    record = cast.incident().record
    theirs = Record.objects.get(pk=record.pk)
    with rival() as other:
        with transaction.atomic():
            take_over(record, to="in_progress", expects={"state": "new"})
            attempt = other.begins(lambda: claim(theirs, ENTRY, at=timezone.now(), sets={}, expects={}))
        attempt.result(PATIENCE)
    now = Record.objects.get(pk=record.pk)
    assert (now.state, now.version, now.head_seq) == ("in_progress", 2, 3)


def test_whoever_names_a_version_hears_that_it_is_stale(cast: "Cast") -> None:
    record = cast.incident().record
    take_over(record, to="in_progress", expects={"version": 1})
    with pytest.raises(StaleVersion) as lost:
        take_over(record, to="pending", expects={"version": 1, "state": "in_progress"})
    assert [(error.field, error.message) for error in lost.value.errors] == [("version", "is now 2")]


def test_a_field_that_is_no_column_of_a_record_never_reaches_the_database(cast: "Cast") -> None:
    with pytest.raises(Exception, match="no field named 'state; DROP'"):
        claim(cast.incident().record, ENTRY, at=timezone.now(), sets={"state; DROP": 1}, expects={})


@pytest.fixture
def heirs(transactional_db: None) -> Iterator[type[models.Model]]:
    """A parent and a child in two tables, as multi-table inheritance makes them, for one test."""
    with isolate_apps("maitre.shared.lifecycle"):

        class Ticket(models.Model):  # noqa: DJ008
            state = models.CharField(max_length=20)

            class Meta:
                app_label = "lifecycle"

        class Heir(Ticket):  # noqa: DJ008
            note = models.CharField(max_length=20)

            class Meta:
                app_label = "lifecycle"

        with connection.schema_editor() as editor:
            editor.create_model(Ticket)
            editor.create_model(Heir)
        try:
            yield Heir
        finally:
            with connection.schema_editor() as editor:
                editor.delete_model(Heir)
                editor.delete_model(Ticket)


def race_by_update(model: Any) -> tuple[int, int]:
    """Two take a row in state new with Django's own conditional update: what each is told of rows changed."""
    model.objects.create(pk=1, state="new")
    with rival() as other:
        with transaction.atomic():
            first = model.objects.filter(pk=1, state="new").update(state="in_progress")
            attempt = other.begins(lambda: model.objects.filter(pk=1, state="new").update(state="cancelled"))
        return first, attempt.result(PATIENCE)


def test_with_multi_table_inheritance_both_would_win(heirs: Any) -> None:
    assert race_by_update(heirs) == (1, 1)
    assert heirs.objects.get().state == "cancelled", "the first was told it had won, and is overwritten"


def test_with_one_table_only_the_first_wins(heirs: Any) -> None:
    (parent,) = heirs._meta.parents
    assert race_by_update(parent) == (1, 0)
    assert parent.objects.get().state == "in_progress"
