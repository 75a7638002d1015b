"""What runs later in flow: sums brought up to date behind the verbs, the backlog kept each day."""

from django.utils import timezone

from maitre.shared.flow.actions import forget_answers, keep_backlog, refresh
from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane


@job("flow.refresh", Lane.BULK)
def refresh_moving(timestamp: int = 0) -> None:
    """Whatever has moved since the last run."""
    refresh()


@job("flow.refresh_all", Lane.BULK)
def refresh_all(timestamp: int = 0) -> None:
    """Every record, also what a quick look misses; and answers that nobody wants any more."""
    refresh(everything=True)
    forget_answers(timezone.now())


@job("flow.keep_backlog", Lane.BULK)
def keep_yesterdays_backlog(timestamp: int = 0) -> None:
    """Yesterday's; a week back where the installation stood still."""
    keep_backlog(days=7)
