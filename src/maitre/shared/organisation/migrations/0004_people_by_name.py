from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """People in the order of their names, page by page: beside running work."""

    atomic = False

    dependencies = [("organisation", "0003_absence")]

    operations = [
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(fields=["is_active", "folded_name", "id"], name="people_by_name"),
        ),
    ]
