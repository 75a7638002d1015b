"""Drafts of notes get a place of their own: until now they shared one with replies, and their voice could be changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("conversation", "0004_favourites")]

    operations = [
        migrations.RunSQL(
            "UPDATE conversation_draft SET place = 'note' WHERE place = 'talk' AND voice = 'internal'",
            migrations.RunSQL.noop,
        )
    ]
