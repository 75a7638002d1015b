"""Indexes of what lists are asked by, built beside running work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

STANDS = Q(undone_at__isnull=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("incident", "0005_location_and_channel"), ("records", "0009_entries_that_close")]

    operations = [
        *(
            AddIndexConcurrently(
                "incident", models.Index(Lower(name), condition=~Q(**{name: ""}), name=f"incidents_by_{name}")
            )
            for name in ("service", "item", "location")
        ),
        AddIndexConcurrently(
            "incident",
            models.Index(fields=["channel"], condition=~Q(channel=""), name="incidents_by_channel"),
        ),
        AddIndexConcurrently(
            "incident",
            models.Index(fields=["reopened"], condition=Q(reopened__gt=0), name="incidents_reopened"),
        ),
        *(
            AddIndexConcurrently(
                "resolution",
                models.Index(fields=[name, "-incident"], condition=STANDS, name=f"standing_by_{name}"),
            )
            for name in ("at", "code", "cause")
        ),
    ]
