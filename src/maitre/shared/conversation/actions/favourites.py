"""Keep a record at hand. It is a person's own matter: no entry tells of it."""

from django.utils import timezone

from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Favourite
from maitre.shared.records.models import Record


def star(record: Record, *, by: Actor) -> None:
    """Put it among one's favourites, on top."""
    Favourite.objects.update_or_create(
        record=record, person_id=by.person_id or 0, defaults={"at": timezone.now()}
    )


def unstar(record: Record, *, by: Actor) -> None:
    Favourite.objects.filter(record=record, person_id=by.person_id or 0).delete()


def is_favourite(record: Record, *, by: Actor) -> bool:
    return Favourite.objects.filter(record=record, person_id=by.person_id or 0).exists()
