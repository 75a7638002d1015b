"""Calendars as stored: local wall-clock spans with a zone, a version that grows with each edit."""

from django.db import models

from maitre.kernel.business_time import Calendar as WorkingTime
from maitre.shared.calendars.rules import working_time


class Calendar(models.Model):
    """Working hours by name. `week` maps mon..sun to ["09:00-17:00", ...], `exceptions` maps dates to the same."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=60)
    week = models.JSONField()
    exceptions = models.JSONField(default=dict)
    version = models.IntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    def working_time(self) -> WorkingTime:
        """The value that kernel/business_time calculates with; refused (Invalid) where it has no working time."""
        return working_time(self.zone, self.week, self.exceptions)
