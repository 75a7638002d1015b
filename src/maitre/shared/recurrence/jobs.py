"""What runs later on recurrences: making what is due. Safe to run twice, late, and in several workers at once."""

from django.utils import timezone

from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.recurrence.actions import make_due
from maitre.shared.recurrence.models import Recurrence


@job("recurrence.make_due", Lane.CLOCKS)
def make_all_due(timestamp: int = 0) -> None:
    now = timezone.now()
    for pk in list(Recurrence.objects.due(now).values_list("pk", flat=True)[:500]):
        make_due(pk, now=now)
