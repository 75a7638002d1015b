"""Tables of organisations (a tree), people and teams. What a person may do is granted in shared/access."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from maitre.shared.organisation.querysets import (
    AbsenceQuerySet,
    OrganisationQuerySet,
    PersonQuerySet,
    TeamQuerySet,
)


class Organisation(models.Model):
    """A company or a part of one. `path` is the chain of ids from the root ("/1/7/"), so a subtree is one prefix."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=500, default="", db_index=True)
    calendar = models.ForeignKey("calendars.Calendar", null=True, on_delete=models.PROTECT, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """What django.contrib.auth asks of a manager, over the person vocabulary."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def active(self) -> PersonQuerySet:
        return self.get_queryset().active()

    def of(self, organisations: list[int]) -> PersonQuerySet:
        return self.get_queryset().of(organisations)


class Person(AbstractBaseUser):
    """Somebody who needs, gives or answers for a service. The sign-in name is the e-mail address."""

    THEMES: ClassVar = [("system", "system"), ("light", "light"), ("dark", "dark")]
    DENSITIES: ClassVar = [("compact", "compact"), ("comfortable", "comfortable")]

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, editable=False, default="")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=60, default="UTC")
    theme = models.CharField(max_length=10, default="system", choices=THEMES)
    density = models.CharField(max_length=12, default="compact", choices=DENSITIES)
    single_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "folded_name"], name="people_of_an_organisation"),
            models.Index(fields=["is_active", "folded_name", "id"], name="people_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded name beside the name: it is what lists sort and pickers search by."""
        self.folded_name = self.name.casefold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Team(models.Model):
    """People who share a queue."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    members = models.ManyToManyField(Person, related_name="teams", blank=True)
    is_active = models.BooleanField(default=True)

    objects = TeamQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """That somebody is away from one instant to another. Why is nobody's business here."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="an_absence_has_a_duration"
            )
        ]
        indexes = [models.Index(fields=["person", "until"], name="absences_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}"
