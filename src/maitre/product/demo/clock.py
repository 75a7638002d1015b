"""Lets the ordinary actions act at an earlier moment, as when the demo's half a year is played."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """`timezone.now()` says `moment` meanwhile, in the whole process: only for a command that serves nobody else."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
