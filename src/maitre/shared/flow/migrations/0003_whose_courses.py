from django.db import migrations, models


class Migration(migrations.Migration):
    """Whose a record is stands beside its sums, so that figures need not look up each record; answers are kept."""

    dependencies = [("flow", "0002_open_at")]

    operations = [
        migrations.AddField("course", "organisation_id", models.BigIntegerField(null=True)),
        migrations.AddField("course", "circle_id", models.BigIntegerField(null=True)),
        migrations.AddField("course", "team_id", models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="ChangedDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("changes", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "question",
                        "since",
                        "until",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("question", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("changes", models.BigIntegerField()),
                ("numbers", models.JSONField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
    ]
