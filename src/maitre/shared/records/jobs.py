"""What runs later on all records: the seal of each day."""

from datetime import timedelta

from django.utils import timezone

from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.records.actions import seal_day


@job("records.seal_day", Lane.BULK)
def seal_yesterday(timestamp: int = 0) -> None:
    """Seal what has grown until now in the name of yesterday (UTC)."""
    seal_day(timezone.now().date() - timedelta(days=1))
