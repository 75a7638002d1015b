"""What runs later on access: forgetting answers kept for repeated calls."""

from datetime import timedelta

from django.utils import timezone

from maitre.shared.access.models import KeptAnswer
from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane

KEPT = timedelta(hours=25)
"""A little longer than a repeated call is answered the same."""


@job("access.forget_answers", Lane.BULK)
def forget_answers(timestamp: int = 0) -> None:
    KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()
