"""A checklist: what is on it, and ticking it off."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged, FieldError, Invalid
from maitre.kit.texts import checked_line
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.records.models import Entry, Visibility
from maitre.shared.tasks.models import Item, Task
from maitre.shared.tasks.rules import ITEM_LIMIT, ITEMS_LIMIT


@transaction.atomic
def add_item(task: Task, text: str, *, by: Actor) -> Item:
    """Put a line at the end of the checklist."""
    text = checked_line(text, "checklist", limit=ITEM_LIMIT)
    step(task, "edit", by=by, visibility=Visibility.INTERNAL, names={"added": text})
    places = list(Item.objects.of(task.pk).values_list("place", flat=True))
    if len(places) >= ITEMS_LIMIT:
        raise Invalid(
            _("A checklist has at most %(most)s items.") % {"most": ITEMS_LIMIT},
            errors=[FieldError("checklist", "too_many", str(len(places)))],
        )
    return Item.objects.create(task=task, place=max(places, default=0) + 1, text=text)


@transaction.atomic
def drop_item(item: Item, *, by: Actor) -> None:
    """Take a line off the checklist; the timeline keeps what it was."""
    step(item.task, "edit", by=by, visibility=Visibility.INTERNAL, names={"dropped": item.text})
    if not Item.objects.filter(pk=item.pk).delete()[0]:
        raise AlreadyChanged(
            _("Somebody was faster: “%(item)s” is off the list already.") % {"item": item.text}
        )


@transaction.atomic
def tick(item: Item, *, by: Actor) -> Entry:
    """Tick an item: who and when stay with it. Ticked already: AlreadyChanged says so."""
    return _turn(item, "tick", by=by)


@transaction.atomic
def untick(item: Item, *, by: Actor) -> Entry:
    """Take the tick away."""
    return _turn(item, "untick", by=by)


def _turn(item: Item, verb: str, *, by: Actor) -> Entry:
    entry = step(item.task, verb, by=by, visibility=Visibility.INTERNAL, names={"item": item.text})
    ticks = verb == "tick"
    as_it_was = Item.objects.filter(pk=item.pk, ticked_at__isnull=ticks)
    now = timezone.now() if ticks else None
    if as_it_was.update(ticked_at=now, ticked_by_id=by.person_id if ticks else None) != 1:
        raise AlreadyChanged(
            _("Somebody was faster: “%(item)s” is as you want it already.") % {"item": item.text},
            errors=[FieldError("item", "changed", _("changed in the meantime"))],
        )
    item.ticked_at, item.ticked_by_id = now, by.person_id if ticks else None
    return entry
