"""What runs later on incidents: waking the paused, closing the resolved. Each run is short and safe to repeat."""

from contextlib import suppress

from django.utils import timezone

from maitre.kernel.errors import AlreadyChanged, IllegalTransition
from maitre.operation.incident.actions import close, duties, resume
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.lifecycle.rules import Why

BATCH = 500
"""Incidents in one run; the rest comes with the next."""


@job("incident.wake_paused", Lane.CLOCKS)
def wake_paused(timestamp: int = 0) -> None:
    """Resume what was paused until now. Somebody who was faster is right."""
    for incident in Incident.objects.to_wake(timezone.now())[:BATCH]:
        with suppress(AlreadyChanged, IllegalTransition):
            resume(incident, by=SYSTEM_ACTOR, why=Why("incident.date_has_come"))


@job("incident.close_resolved", Lane.CLOCKS)
def close_resolved(timestamp: int = 0) -> None:
    """Close what was resolved long enough ago. Somebody who reopened it meanwhile is right."""
    for incident in Incident.objects.to_close(timezone.now())[:BATCH]:
        with suppress(AlreadyChanged, IllegalTransition):
            close(incident, by=SYSTEM_ACTOR, why=Why("incident.nobody_objected"))


@job("incident.remind_of_duties", Lane.CLOCKS)
def remind_of_duties(timestamp: int = 0) -> None:
    """Call to mind what is overdue in major incidents, once each."""
    duties.remind(timezone.now(), limit=BATCH)
