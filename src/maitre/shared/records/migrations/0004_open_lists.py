from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built beside running work: nobody waits for a lock on a large table."""

    atomic = False

    dependencies = [
        ("access", "0001_initial"),
        ("organisation", "0001_initial"),
        ("records", "0003_saved_view"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=models.Q(("phase__in", ["draft", "queued", "active", "waiting"])),
                fields=["organisation", "-id"],
                name="open_records_of_an_org",
            ),
        ),
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=models.Q(("phase__in", ["draft", "queued", "active", "waiting"])),
                fields=["-id"],
                name="open_records_newest_first",
            ),
        ),
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=models.Q(("phase__in", ["draft", "queued", "active", "waiting"])),
                fields=["priority", "-id"],
                name="open_records_by_priority",
            ),
        ),
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=models.Q(("phase__in", ["draft", "queued", "active", "waiting"])),
                fields=["next_deadline", "id"],
                name="open_records_by_deadline",
            ),
        ),
    ]
