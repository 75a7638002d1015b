from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

PHASES = ("phase__in", ["draft", "queued", "active", "waiting"])
OPEN = models.Q(PHASES)


class Migration(migrations.Migration):
    """What a team has open, by priority, by deadline and what nobody has taken: beside running work, over open rows only."""

    atomic = False

    dependencies = [("records", "0006_parts")]

    operations = [
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=OPEN, fields=["team", "priority", "-id"], name="team_s_open_by_priority"
            ),
        ),
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=OPEN, fields=["team", "next_deadline", "id"], name="team_s_open_by_deadline"
            ),
        ),
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=models.Q(PHASES, ("assignee__isnull", True)),
                fields=["team", "-id"],
                name="team_s_open_not_taken",
            ),
        ),
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=models.Q(PHASES, ("assignee__isnull", True)),
                fields=["-id"],
                name="open_not_taken_newest_first",
            ),
        ),
    ]
