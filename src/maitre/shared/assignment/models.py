"""Which teams had a record, who knows what, and the columns a practice's own table takes for changing hands."""

from django.db import models


class Assigned(models.Model):
    """`handoffs` counts changes from one team to another, `returns` those among them to a team that had it before;
    `came_from` is the team before this one."""

    handoffs = models.IntegerField(default=0, db_default=0)
    returns = models.IntegerField(default=0, db_default=0)
    came_from = models.ForeignKey(
        "organisation.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class Holding(models.Model):
    """That a team had the record, and since when for the first time."""

    record = models.ForeignKey(
        "records.Record", on_delete=models.PROTECT, related_name="holdings", db_index=False
    )
    team = models.ForeignKey("organisation.Team", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "team"], name="each_team_held_a_record_once")
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.team_id}"


class Skill(models.Model):
    """Something people know, by a word, and the categories that ask for it."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    people = models.ManyToManyField("organisation.Person", related_name="skills", blank=True)
    categories = models.ManyToManyField("records.Category", related_name="skills", blank=True)

    def __str__(self) -> str:
        return self.name
