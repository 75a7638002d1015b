"""Tables of flow: a course a record, its stays and attempts, and what was open at the end of each day.

Everything here is reckoned from timelines (`rules.tell`) and may be thrown away and made anew.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q

from maitre.kernel.states import OPEN_PHASES
from maitre.shared.records.models import Record


class Course(models.Model):
    """The sums of one record; `rules.Course` says what each column means. `seq`: the entry it is reckoned up to.

    Organisation, circle and team are the record's as it stood then, and decide who counts it; what `rules.Facets` says
    it was, it is grouped by. Figures are made of many records, and looking each of them up took longer than counting.
    """

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.CASCADE, related_name="course")
    kind = models.CharField(max_length=20)
    organisation_id = models.BigIntegerField()
    circle_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    seq = models.IntegerField()
    counted = models.BooleanField()
    moving = models.BooleanField()
    opened_at = models.DateTimeField()
    first_team_id = models.BigIntegerField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_team_id = models.BigIntegerField(null=True)
    acknowledged_seconds = models.BigIntegerField(null=True)
    active_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_team_id = models.BigIntegerField(null=True)
    lead_wall_seconds = models.BigIntegerField(null=True)
    lead_seconds = models.BigIntegerField(null=True)
    net_seconds = models.BigIntegerField(null=True)
    cycle_wall_seconds = models.BigIntegerField(null=True)
    cycle_seconds = models.BigIntegerField(null=True)
    active_seconds = models.BigIntegerField(null=True)
    queue_seconds = models.BigIntegerField(null=True)
    external_seconds = models.BigIntegerField(null=True)
    touch_seconds = models.BigIntegerField(null=True)
    hand_offs = models.IntegerField()
    returns = models.IntegerField()
    reopenings = models.IntegerField()
    corrected = models.BooleanField()
    grown = models.BooleanField()
    category_id = models.BigIntegerField(null=True)
    priority = models.SmallIntegerField(null=True)
    assignee_id = models.BigIntegerField(null=True)
    requester_organisation_id = models.BigIntegerField(null=True)
    type = models.CharField(max_length=20, blank=True, db_default="")
    service = models.CharField(max_length=200, blank=True, db_default="")
    location = models.CharField(max_length=200, blank=True, db_default="")
    channel = models.CharField(max_length=20, blank=True, db_default="")
    code = models.CharField(max_length=20, blank=True, db_default="")
    cause = models.CharField(max_length=20, blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "done_at"], name="courses_by_ending"),
            models.Index(fields=["kind", "acknowledged_at"], name="courses_by_acknowledgement"),
            models.Index(fields=["kind", "opened_at"], name="courses_by_beginning"),
            models.Index(fields=["record"], condition=Q(moving=True), name="courses_that_move"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} up to {self.seq}"


class Stay(models.Model):
    """One interval in which state, team, assignee and clock of a record were the same."""

    pk = models.CompositePrimaryKey("record_id", "place")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.IntegerField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    phase = models.CharField(max_length=10)
    team_id = models.BigIntegerField(null=True)
    assignee_id = models.BigIntegerField(null=True)
    paused = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    business_seconds = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            GistIndex(
                models.Func("since", "until", models.Value("(]"), function="tstzrange"),
                condition=Q(phase__in=OPEN_PHASES),
                name="stays_open_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.state} since {self.since}"


class Attempt(models.Model):
    """That a record was said to be done, and whether it came back."""

    pk = models.CompositePrimaryKey("record_id", "place")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.IntegerField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    team_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    in_time = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "at"], name="attempts_by_time"),
            models.Index(
                fields=["kind", "undone_at"], condition=Q(undone_at__isnull=False), name="attempts_undone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} at {self.at}"


class Backlog(models.Model):
    """The ids of what was open with a team when a day ended in UTC: kept each day, so that it stays as it was."""

    kind = models.CharField(max_length=20)
    day = models.DateField()
    team_id = models.BigIntegerField(null=True)
    records = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "day", "team_id"], nulls_distinct=False, name="one_backlog_a_day_and_team"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class ChangedDay(models.Model):
    """How often something that counts on a day, in UTC, has changed: so often figures of it had to be reckoned anew.

    `groupings` counts apart what changes only how records are grouped, and no figure of all of them.
    """

    pk = models.CompositePrimaryKey("kind", "day")
    kind = models.CharField(max_length=20)
    day = models.DateField()
    changes = models.BigIntegerField(db_default=0)
    groupings = models.BigIntegerField(db_default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Answer(models.Model):
    """The figures of a period that is over. They hold as long as its days have changed as often (`querysets.kept`)."""

    pk = models.CompositePrimaryKey("question", "since", "until")
    question = models.CharField(max_length=64)
    since = models.DateTimeField()
    until = models.DateTimeField()
    changes = models.BigIntegerField()
    numbers = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.since} to {self.until}"
