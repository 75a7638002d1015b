"""The identity of every record, its timeline, and who takes part. A practice's own table hangs on `Record` one to one.

Nothing but shared/lifecycle writes a record's state, version or timeline head.
"""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from maitre.kernel.chain import GENESIS
from maitre.kernel.states import OPEN_PHASES
from maitre.shared.records.querysets import RecordQuerySet, SavedViewQuerySet
from maitre.shared.records.rules import PAGE_SIZES, PREFIXES, USUAL_COLUMNS

NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)
"""Sort columns are never null: a record without a deadline sorts last."""

_OPEN = Q(phase__in=[phase.value for phase in OPEN_PHASES])


class Category(models.Model):
    """What a record is about, as the organisation sorts its work. Valid for an organisation and everything beneath."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """The one identity table."""

    kind = models.CharField(max_length=20)
    number = models.BigIntegerField()
    title = models.CharField(max_length=300)
    organisation = models.ForeignKey(
        "organisation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    circle = models.ForeignKey(
        "access.Circle", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category = models.ForeignKey(
        Category, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=20)
    phase = models.CharField(max_length=10)
    priority = models.SmallIntegerField(default=5)
    requester = models.ForeignKey(
        "organisation.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "organisation.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(
        "organisation.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    service = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    host = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="hosted", db_index=False
    )
    """The record this one is part of, for kinds that are (HOSTED). Organisation and circle are those of the host."""
    next_deadline = models.DateTimeField(default=NO_DEADLINE)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=GENESIS)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="one_record_per_number")]
        indexes = [
            models.Index(fields=["requester", "-id"], name="records_of_a_requester"),
            models.Index(fields=["organisation", "-id"], name="records_of_an_organisation"),
            models.Index(fields=["team", "-id"], name="records_of_a_team"),
            models.Index(fields=["team", "-id"], condition=_OPEN, name="open_records_of_a_team"),
            models.Index(fields=["team", "priority", "-id"], condition=_OPEN, name="team_s_open_by_priority"),
            models.Index(
                fields=["team", "next_deadline", "id"], condition=_OPEN, name="team_s_open_by_deadline"
            ),
            models.Index(
                fields=["team", "-id"],
                condition=_OPEN & Q(assignee__isnull=True),
                name="team_s_open_not_taken",
            ),
            models.Index(
                fields=["-id"], condition=_OPEN & Q(assignee__isnull=True), name="open_not_taken_newest_first"
            ),
            models.Index(fields=["assignee", "-id"], condition=_OPEN, name="open_records_of_an_assignee"),
            models.Index(fields=["organisation", "-id"], condition=_OPEN, name="open_records_of_an_org"),
            models.Index(fields=["-id"], condition=_OPEN, name="open_records_newest_first"),
            models.Index(fields=["priority", "-id"], condition=_OPEN, name="open_records_by_priority"),
            models.Index(fields=["next_deadline", "id"], condition=_OPEN, name="open_records_by_deadline"),
            models.Index(
                fields=["circle", "-id"], condition=Q(circle__isnull=False), name="records_of_a_circle"
            ),
            models.Index(fields=["host", "id"], condition=Q(host__isnull=False), name="parts_of_a_record"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as people say it: INC-1042."""
        return f"{PREFIXES[self.kind]}-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.phase in OPEN_PHASES


class Visibility(models.TextChoices):
    """Who reads a timeline entry: everybody who may see the record, or only those working on it."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Entry(models.Model):
    """One place in a record's timeline. `sealed` is stored verbatim: it is what the hash was made of."""

    pk = models.CompositePrimaryKey("record_id", "seq")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="entries", db_index=False)
    seq = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=30)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    sealed = models.TextField()
    hash = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=Q(verb__in=["close", "merge"]), name="entries_that_close")
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.seq} {self.verb}"


class Body(models.Model):
    """Free text and personal data of an entry. Erasing deletes text and salt; the chain still verifies."""

    pk = models.CompositePrimaryKey("record_id", "seq")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.IntegerField()
    salt = models.BinaryField(null=True)
    text = models.TextField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return f"{self.record_id}/{self.seq}"


class Participation(models.Model):
    """Somebody who sees a record because they take part in it."""

    class As(models.TextChoices):
        REQUESTER = "requester"
        WATCHER = "watcher"
        APPROVER = "approver"
        ON_BEHALF = "on_behalf"
        DOER = "doer"

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="participations", db_index=False
    )
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    role = models.CharField(max_length=10, choices=As.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "person", "role"], name="takes_part_once_as_one")
        ]
        indexes = [models.Index(fields=["person", "-record"], name="records_one_takes_part_in")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.record_id}"


class Seal(models.Model):
    """One day's heads under one signed root. `sealed` is what was signed, verbatim; it names the seal before it."""

    number = models.IntegerField(primary_key=True)
    day = models.DateField(unique=True)
    at = models.DateTimeField()
    sealed = models.TextField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.number} of {self.day}"


class SealLeaf(models.Model):
    """The head of one record as a seal holds it. No foreign keys: a leaf outlives what it bears witness to."""

    pk = models.CompositePrimaryKey("record_id", "seq")
    record_id = models.BigIntegerField()
    seq = models.IntegerField()
    seal_id = models.IntegerField(db_index=True)
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.record_id}/{self.seq}"


class SavedView(models.Model):
    """A query with a name, kept by a person for themselves or shared with a team."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=4_000, blank=True, default="")
    sort = models.CharField(max_length=20, default="newest")
    owner = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey(
        "organisation.Team", null=True, on_delete=models.CASCADE, related_name="saved_views"
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "name"], name="one_view_of_a_name")]

    def __str__(self) -> str:
        return self.name


def usual_columns() -> list[str]:
    return list(USUAL_COLUMNS)


class ListPreference(models.Model):
    """How a person wants lists of one kind to look, on whatever machine they sit."""

    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20)
    columns = models.JSONField(default=usual_columns)
    grouping = models.CharField(max_length=20, blank=True, default="")
    rows = models.SmallIntegerField(default=PAGE_SIZES[0])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_look_of_a_list")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
