from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built beside running work: nobody waits for a lock on a large table."""

    atomic = False

    dependencies = [("notifications", "0003_letters")]

    operations = [
        AddIndexConcurrently(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("mail_due__isnull", False)),
                fields=["mail_due"],
                name="notifications_to_write",
            ),
        ),
    ]
