import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "0003_absence"),
        ("records", "0006_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("every", models.CharField(max_length=300)),
                ("begins", models.CharField(max_length=16)),
                ("zone", models.CharField(max_length=60)),
                ("in_hours", models.BooleanField(default=False)),
                ("makes", models.CharField(max_length=20)),
                ("content", models.JSONField()),
                ("is_active", models.BooleanField(default=True)),
                ("since", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("missed", models.IntegerField(default=0)),
                ("problem", models.TextField(blank=True, default="")),
                (
                    "record",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.record",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occurrences",
                        to="recurrence.recurrence",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="recurrence",
            index=models.Index(
                condition=models.Q(("is_active", True)), fields=["next_at"], name="recurrences_to_come"
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(fields=("rule", "slot"), name="one_record_of_a_time"),
        ),
    ]
