"""Loads the demo company: all of it in one transaction, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from maitre.product.demo.beats import beats
from maitre.product.demo.company import cast, found
from maitre.product.demo.plots import plots
from maitre.product.demo.stage import Stage
from maitre.shared.audit.actions import note
from maitre.shared.notifications.models import Notification
from maitre.shared.organisation.models import Organisation

UNREAD = 5
"""Notifications that wait for each person: nobody comes back to those of half a year."""
ROOTS = ("linden-hotels", "marien-clinic")


class Loaded(NamedTuple):
    """How much was made."""

    people: int
    incidents: int


def load() -> Loaded | None:
    """The demo company as of now; None when it is here already. Raises Invalid when its names are taken."""
    with transaction.atomic():
        one_at_a_time()
        if Organisation.objects.filter(key__in=ROOTS).count() == len(ROOTS):
            return None
        now = timezone.now()
        found(now.date())
        told = plots(now)
        with _without_savepoints():
            stage = Stage()
            for plot in told:
                stage.play(plot, beats(plot, now), now)
        _read_but_the_newest()
        made = Loaded(len(cast()), len(told))
        detail = {"people": made.people, "incidents": made.incidents}
        note("demo_loaded", ROOTS[0], by_id=None, by_name="maitre demo load", detail=detail)
        return made


def _read_but_the_newest() -> None:
    place = Window(RowNumber(), partition_by="person", order_by="-pk")
    newest = Notification.objects.annotate(place=place).filter(place__lte=UNREAD)
    Notification.objects.exclude(pk__in=newest.values("pk")).update(read_at=F("at"))


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Spares two statements in seven: nobody catches a failure of one verb here, it undoes everything."""
    features = connection.features
    features.uses_savepoints = False
    try:
        yield
    finally:
        features.uses_savepoints = True


def one_at_a_time() -> None:
    """Wait for another who loads or removes, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('maitre demo', 0))")
