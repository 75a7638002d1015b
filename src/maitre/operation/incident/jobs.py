"""What runs later on incidents: duties of major ones are called to mind. Each run is short and safe to repeat."""

from django.utils import timezone

from maitre.operation.incident.actions import duties
from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane

BATCH = 500
"""Duties in one run; the rest comes with the next."""


@job("incident.remind_of_duties", Lane.CLOCKS)
def remind_of_duties(timestamp: int = 0) -> None:
    """Call to mind what is overdue in major incidents, once each."""
    duties.remind(timezone.now(), limit=BATCH)
