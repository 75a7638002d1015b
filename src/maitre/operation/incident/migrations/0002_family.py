"""Parents, merging and splitting. Nothing here holds up running work: columns begin empty, indexes are built beside."""

import django.db.models.deletion
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models

ONE_PART = models.Q(
    models.Q(("merged_into__isnull", True), ("parent__isnull", True))
    | models.Q(("child_count", 0), ("parent__isnull", True))
    | models.Q(("child_count", 0), ("merged_into__isnull", True)),
    ("child_count__gte", 0),
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("incident", "0001_initial")]

    operations = [
        migrations.AddField(
            "incident",
            "parent",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="incident.incident",
            ),
        ),
        migrations.AddField("incident", "child_count", models.IntegerField(db_default=0, default=0)),
        migrations.AddField(
            "incident",
            "merged_into",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_here",
                to="incident.incident",
            ),
        ),
        AddIndexConcurrently(
            "incident",
            models.Index(
                condition=models.Q(("parent__isnull", False)),
                fields=["parent"],
                name="children_of_an_incident",
            ),
        ),
        AddIndexConcurrently(
            "incident",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="merged_into_an_incident",
            ),
        ),
        AddIndexConcurrently(
            "incident",
            models.Index(
                condition=models.Q(
                    ("parent__isnull", False),
                    ("merged_into__isnull", False),
                    ("child_count__gt", 0),
                    _connector="OR",
                ),
                fields=["record"],
                name="incidents_in_a_family",
            ),
        ),
        AddConstraintNotValid(
            "incident", models.CheckConstraint(condition=ONE_PART, name="one_part_in_a_family")
        ),
        ValidateConstraint("incident", "one_part_in_a_family"),
        migrations.CreateModel(
            name="Split",
            fields=[
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="split_from",
                        serialize=False,
                        to="incident.incident",
                    ),
                ),
                ("seq", models.IntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="splits",
                        to="incident.incident",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "seq"), name="a_comment_is_split_once")
                ]
            },
        ),
    ]
