"""What runs later on records of every practice: waking the paused, closing the resolved. Each run is short and safe to
repeat."""

from contextlib import suppress

from django.utils import timezone

from maitre.kernel.errors import AlreadyChanged, IllegalTransition
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.lifecycle.rules import Why
from maitre.shared.practice.rules import practices
from maitre.shared.workflow.actions import close, wake

BATCH = 500
"""Records of a kind in one run; the rest comes with the next."""


@job("workflow.wake_paused", Lane.CLOCKS)
def wake_paused(timestamp: int = 0) -> None:
    """Resume what was paused until now. Somebody who was faster is right."""
    for practice in practices():
        if practice.waiting is None:
            continue
        for subject in practice.rows().to_wake(timezone.now())[:BATCH]:
            with suppress(AlreadyChanged, IllegalTransition):
                wake(subject, why=Why("workflow.date_has_come"))


@job("workflow.close_resolved", Lane.CLOCKS)
def close_resolved(timestamp: int = 0) -> None:
    """Close what was resolved long enough ago. Somebody who reopened it meanwhile is right."""
    for practice in practices():
        if practice.ending is None or practice.ending.close_after is None:
            continue
        for subject in practice.rows().to_close(timezone.now())[:BATCH]:
            with suppress(AlreadyChanged, IllegalTransition):
                close(subject, by=SYSTEM_ACTOR, why=Why("workflow.nobody_objected"))
