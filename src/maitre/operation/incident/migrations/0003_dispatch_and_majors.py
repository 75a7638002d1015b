"""What dispatching remembers and goes by, and what is kept of major incidents: new tables, columns that begin empty."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incident", "0002_family"),
        ("organisation", "0003_absence"),
        ("records", "0005_list_preference"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MajorIncident",
            fields=[
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="as_major",
                        serialize=False,
                        to="incident.incident",
                    ),
                ),
                ("headline", models.CharField(blank=True, default="", max_length=200)),
                ("criteria", models.JSONField(default=list)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("declared_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("update_seq", models.IntegerField(null=True)),
                ("updates", models.IntegerField(default=0)),
                (
                    "communications",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scribe",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "technical_lead",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="incident",
            name="came_from",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.team",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="handoffs",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="incident",
            name="major",
            field=models.CharField(
                blank=True,
                choices=[("proposed", "proposed"), ("declared", "declared"), ("demoted", "demoted")],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="returns",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="ExpectedImpact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("words", models.JSONField(default=list)),
                ("impact", models.SmallIntegerField()),
                ("urgency", models.SmallIntegerField(null=True)),
                ("critical", models.BooleanField(default=False)),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.category",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "major",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="review",
                        serialize=False,
                        to="incident.majorincident",
                    ),
                ),
                ("what_happened", models.TextField(blank=True, default="")),
                ("went_well", models.TextField(blank=True, default="")),
                ("went_badly", models.TextField(blank=True, default="")),
                ("actions", models.TextField(blank=True, default="")),
                ("version", models.IntegerField(default=1)),
                ("written_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("finished_by_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "categories",
                    models.ManyToManyField(blank=True, related_name="skills", to="records.category"),
                ),
                (
                    "people",
                    models.ManyToManyField(blank=True, related_name="skills", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to="incident.incident",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "team"), name="each_team_that_held_it_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "obligation",
                    models.CharField(
                        choices=[
                            ("manager", "manager"),
                            ("management", "management"),
                            ("update", "update"),
                            ("review", "review"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by_id", models.BigIntegerField(null=True)),
                ("lapsed_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "major",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="incident.majorincident",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("lapsed_at__isnull", True)),
                        fields=["due_at"],
                        name="open_duties_by_time",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("lapsed_at__isnull", True)),
                        fields=("major", "obligation"),
                        name="one_open_duty_of_a_kind",
                    )
                ],
            },
        ),
    ]
