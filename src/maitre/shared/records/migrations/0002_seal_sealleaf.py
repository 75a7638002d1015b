from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("day", models.DateField(unique=True)),
                ("at", models.DateTimeField()),
                ("sealed", models.TextField()),
                ("signature", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="SealLeaf",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("seq", models.IntegerField()),
                ("seal_id", models.IntegerField(db_index=True)),
                ("hash", models.BinaryField()),
            ],
        ),
    ]
