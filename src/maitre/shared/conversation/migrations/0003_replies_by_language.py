"""Canned replies: a text for each language, a key for those of teams, no owner for those out of files."""

import re

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NAMES = {"requester": "requester.name", "number": "record.number", "me": "me.name"}


def into_languages(apps, schema_editor):
    """What was one text is the text in its owner's language; placeholders get their longer names."""
    reply = apps.get_model("conversation", "CannedReply")
    for row in reply.objects.select_related("owner"):
        text = re.sub(r"{(requester|number|me)}", lambda found: f"{{{{{NAMES[found[1]]}}}}}", row.text)
        row.texts = {row.owner.language: text}
        row.key = f"reply-{row.pk}" if row.team_id else None
        row.save(update_fields=["texts", "key"])


class Migration(migrations.Migration):
    dependencies = [
        ("conversation", "0002_drafts_presence_canned"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("cannedreply", "key", models.CharField(max_length=60, null=True, unique=True)),
        migrations.AddField("cannedreply", "texts", models.JSONField(default=dict)),
        migrations.AlterField(
            "cannedreply",
            "owner",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(into_languages, migrations.RunPython.noop),
        migrations.RemoveField("cannedreply", "text"),
    ]
