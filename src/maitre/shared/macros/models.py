"""A macro: a name, whose it is, and its steps."""

from django.db import models

from maitre.shared.macros.querysets import MacroQuerySet


class Macro(models.Model):
    """Of a person, or with a team: a team's has a key and is a definition, by hand or in files."""

    key = models.CharField(max_length=60, null=True, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("organisation.Team", null=True, on_delete=models.CASCADE, related_name="+")
    steps = models.JSONField(default=list)

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(team__isnull=False, key__isnull=False)
                | models.Q(team__isnull=True, owner__isnull=False),
                name="a_macro_is_somebodys",
            )
        ]

    def __str__(self) -> str:
        return self.name
