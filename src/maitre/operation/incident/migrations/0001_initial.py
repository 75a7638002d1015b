import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="incident",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("description", models.TextField(blank=True, default="")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("outage", "outage"),
                            ("degradation", "degradation"),
                            ("no_impact", "no_impact"),
                        ],
                        max_length=12,
                    ),
                ),
                ("impact", models.SmallIntegerField(default=3)),
                ("urgency", models.SmallIntegerField(default=3)),
                ("override", models.SmallIntegerField(null=True)),
                ("service", models.CharField(blank=True, default="", max_length=200)),
                ("item", models.CharField(blank=True, default="", max_length=200)),
                (
                    "pause_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("requester", "requester"),
                            ("supplier", "supplier"),
                            ("change", "change"),
                            ("scheduled", "scheduled"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("wakes_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("reopenable_until", models.DateTimeField(null=True)),
                ("reopened", models.IntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("wakes_at__isnull", False)),
                        fields=["wakes_at"],
                        name="paused_until",
                    ),
                    models.Index(
                        condition=models.Q(("closes_at__isnull", False)),
                        fields=["closes_at"],
                        name="resolved_to_close",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("fixed", "fixed"),
                            ("workaround", "workaround"),
                            ("explained", "explained"),
                            ("not_reproduced", "not_reproduced"),
                            ("vanished", "vanished"),
                            ("duplicate", "duplicate"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("software", "software"),
                            ("hardware", "hardware"),
                            ("network", "network"),
                            ("configuration", "configuration"),
                            ("change", "change"),
                            ("supplier", "supplier"),
                            ("use", "use"),
                            ("unknown", "unknown"),
                        ],
                        max_length=20,
                    ),
                ),
                ("by_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="incident.incident",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("incident",),
                        name="one_resolution_stands",
                    )
                ],
            },
        ),
        # Numbers of incidents: unique under any concurrency, never reused.
        migrations.RunSQL(
            "CREATE SEQUENCE records_number_incident START 1001", "DROP SEQUENCE records_number_incident"
        ),
    ]
