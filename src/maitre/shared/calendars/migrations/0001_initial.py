from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("zone", models.CharField(max_length=60)),
                ("week", models.JSONField()),
                ("exceptions", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=1)),
            ],
        ),
    ]
