from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Everything a team has had, newest first: beside running work. Without it a small team's list read everybody's."""

    atomic = False

    dependencies = [("records", "0007_open_of_a_team")]

    operations = [
        AddIndexConcurrently(
            model_name="record", index=models.Index(fields=["team", "-id"], name="records_of_a_team")
        ),
    ]
