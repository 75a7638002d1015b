"""Loads the demo company: all of it in one transaction, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from maitre.product.demo.beats import beats
from maitre.product.demo.company import cast, found
from maitre.product.demo.lives import lives_in_order
from maitre.product.demo.loose_ends import leave_loose_ends
from maitre.product.demo.majors import play_majors
from maitre.product.demo.past import past
from maitre.product.demo.plots import plots
from maitre.product.demo.stage import Stage
from maitre.shared.arrivals.actions import Directory, Source, arrive
from maitre.shared.arrivals.rules import reception_of
from maitre.shared.audit.actions import note
from maitre.shared.flow.actions import refresh
from maitre.shared.notifications.actions import unwritten
from maitre.shared.notifications.models import Notification
from maitre.shared.organisation.models import Organisation
from maitre.shared.organisation.querysets import calendar_of

UNREAD = 5
"""Notifications that wait for each person: nobody comes back to those of half a year."""
FORMER = "former-help-desk"
"""Where the past came from: its name in timelines."""
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
        with _without_savepoints(), unwritten():
            stage = Stage()
            brought = _bring_the_past(now) + play_majors(stage, now)
            for plot in told:
                stage.play(plot, beats(plot, now), now)
            leave_loose_ends(stage, now)
        _read_but_the_newest()
        refresh()
        made = Loaded(len(cast()), len(told) + brought)
        detail = {"people": made.people, "incidents": made.incidents}
        note("demo_loaded", ROOTS[0], by_id=None, by_name="maitre demo load", detail=detail)
        return made


def _bring_the_past(now: datetime) -> int:
    """What the group's former help desk knew arrives as other histories do; how many incidents that is."""
    root = Organisation.objects.get(key=ROOTS[0])
    directory = Directory(root, create_people=False, create_teams=False)
    reception = reception_of("incident")
    assert reception is not None  # noqa: S101 - incidents declare one
    arrived = 0
    sites = {site.key: site for site in Organisation.objects.under(root.path)}
    for site, lives in lives_in_order(past(now), now, calendar_of(root)):
        place = Source(FORMER, sites[site], "demo.example")
        arrived += arrive(lives, place, reception, directory).arrived
    return arrived


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
