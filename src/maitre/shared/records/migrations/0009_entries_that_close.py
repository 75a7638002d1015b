from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """When records were closed, beside running work."""

    atomic = False

    dependencies = [("records", "0008_records_of_a_team")]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("verb__in", ["close", "merge"])), fields=["at"], name="entries_that_close"
            ),
        ),
    ]
