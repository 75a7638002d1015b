"""Tables of who may: grants, confidential circles, bearer tokens, answers kept for repeated calls."""

from django.db import models

from maitre.shared.access.rules import Role


class Grant(models.Model):
    """A role for a person over an organisation and everything beneath it, optionally for one team's records only."""

    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("organisation.Team", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "organisation", "team"],
                nulls_distinct=False,
                name="one_grant_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} is {self.role} of {self.organisation}"


class Circle(models.Model):
    """People who alone see the confidential records of the circle, besides those who take part in them."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, related_name="+")
    members = models.ManyToManyField("organisation.Person", related_name="circles", blank=True)

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """A bearer token. Only its digest is kept; the secret is shown once."""

    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    digest = models.BinaryField(unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What a call with an Idempotency-Key was answered, for a day: the same call again gets the same answer."""

    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.BinaryField()
    status = models.IntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key
