import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was open at any moment, by one index over the stays in open phases: beside running work."""

    atomic = False

    dependencies = [("flow", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="stay",
            index=django.contrib.postgres.indexes.GistIndex(
                models.Func("since", "until", models.Value("(]"), function="tstzrange"),
                condition=models.Q(("phase__in", ["draft", "queued", "active", "waiting"])),
                name="stays_open_at",
            ),
        ),
    ]
