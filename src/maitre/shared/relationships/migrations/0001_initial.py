import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("records", "0009_entries_that_close"),
    ]

    operations = [
        migrations.CreateModel(
            name="Split",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="split_from",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("seq", models.IntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="splits",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "seq"), name="a_reply_is_split_once")
                ],
            },
        ),
    ]
