from django.db import migrations, models


class Migration(migrations.Migration):
    """Where an incident is and how it reached us; and type, code and cause may be unknown. No row is rewritten."""

    dependencies = [("incident", "0004_took_in")]

    operations = [
        migrations.AddField(
            "incident", "location", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
        migrations.AddField(
            "incident",
            "channel",
            models.CharField(
                blank=True,
                choices=[
                    ("portal", "portal"),
                    ("phone", "phone"),
                    ("mail", "mail"),
                    ("chat", "chat"),
                    ("walk_up", "walk_up"),
                    ("api", "api"),
                    ("event", "event"),
                    ("recurrence", "recurrence"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            "incident",
            "kind",
            models.CharField(
                blank=True,
                choices=[
                    ("outage", "outage"),
                    ("degradation", "degradation"),
                    ("no_impact", "no_impact"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            "resolution",
            "code",
            models.CharField(
                blank=True,
                choices=[
                    ("fixed", "fixed"),
                    ("workaround", "workaround"),
                    ("explained", "explained"),
                    ("not_reproduced", "not_reproduced"),
                    ("vanished", "vanished"),
                    ("duplicate", "duplicate"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            "resolution",
            "cause",
            models.CharField(
                blank=True,
                choices=[
                    ("software", "software"),
                    ("hardware", "hardware"),
                    ("network", "network"),
                    ("configuration", "configuration"),
                    ("change", "change"),
                    ("supplier", "supplier"),
                    ("use", "use"),
                    ("unknown", "unknown"),
                ],
                max_length=20,
            ),
        ),
    ]
