"""Columns that a practice's own table takes for the verbs of this room. No table of its own stands here."""

from django.db import models
from django.db.models import Q

STANDS = Q(undone_at__isnull=True)
"""Of a resolution: the record was not reopened since."""


class Described(models.Model):
    """What it is about, at length."""

    description = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class Prioritised(models.Model):
    """What its priority is made of; `override` where somebody set another one than is proposed."""

    impact = models.SmallIntegerField(default=3)
    urgency = models.SmallIntegerField(default=3)
    override = models.SmallIntegerField(null=True)

    class Meta:
        abstract = True


class Held(models.Model):
    """What it waits for and until when; when it closes by itself; until when, and how often, it comes back."""

    pause_reason = models.CharField(max_length=10, blank=True, default="")
    wakes_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    reopenable_until = models.DateTimeField(null=True)
    reopened = models.IntegerField(default=0)

    class Meta:
        abstract = True


class Ended(models.Model):
    """That a record was resolved, how, by whom. Reopening marks it undone and keeps it.

    The practice adds the column of the record, named like its kind. An empty code or cause is not known: it was not
    brought along from elsewhere.
    """

    code = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=20, blank=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
