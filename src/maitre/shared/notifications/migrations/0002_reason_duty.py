"""One more reason to hear of something: a duty."""

from django.db import migrations, models

REASONS = [(each, each) for each in ("assigned", "working", "asked", "watching", "team", "duty")]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AlterField("choice", "reason", models.CharField(choices=REASONS, max_length=10)),
        migrations.AlterField("notification", "reason", models.CharField(choices=REASONS, max_length=10)),
    ]
