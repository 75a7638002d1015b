"""Two at once on the same task, against the real server."""

import pytest
from django.db import transaction

from maitre.kernel.errors import AlreadyChanged, NotReady
from maitre.shared.records.models import Entry, Record
from maitre.shared.tasks import actions
from maitre.shared.tasks.models import Item, Task
from tests.cast import Cast
from tests.patience import PATIENCE
from tests.race import rival

pytestmark = pytest.mark.django_db(transaction=True)


def with_list(cast: Cast, *lines: str) -> tuple[Task, list[Item]]:
    task = actions.plan(cast.incident().record, by=cast.actor("agnes"), title="Swap it", checklist=lines)
    return task, list(Item.objects.of(task.pk).select_related("task__record"))


def test_done_is_done_also_when_a_tick_is_taken_away_at_the_same_moment(cast: Cast) -> None:
    task, (item,) = with_list(cast, "Order")
    actions.tick(item, by=cast.actor("agnes"))
    theirs = Task.objects.labelled(task.record.label, cast.actor("leo"))
    mine = Item.objects.select_related("task__record").get(pk=item.pk)
    leo = cast.actor("leo")
    with rival() as other:
        with transaction.atomic():
            actions.untick(mine, by=cast.actor("agnes"))
            finishing = other.begins(lambda: actions.finish(theirs, by=leo))
        with pytest.raises(NotReady, match="1 items of the checklist"):
            finishing.result(PATIENCE)
    assert Record.objects.get(pk=task.pk).state == "open"


def test_a_line_taken_off_twice_is_told_once(cast: Cast) -> None:
    task, (item,) = with_list(cast, "Order")
    again = Item.objects.select_related("task__record").get(pk=item.pk)
    actions.drop_item(item, by=cast.actor("agnes"))
    with pytest.raises(AlreadyChanged):
        actions.drop_item(again, by=cast.actor("leo"))
    assert Entry.objects.filter(record=task.pk, verb="edit").count() == 1
