"""How far the index is in the forms of the version that runs. The index itself is brought up to date by a job, beside
running work. An empty installation has nothing to do."""

from django.db import migrations, models

_UP_TO_DATE_WHERE_EMPTY = """
    INSERT INTO search_indexstate (id, version, below)
    SELECT 1, 2, 1 WHERE NOT EXISTS (SELECT 1 FROM search_searchpart)
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0003_short_pending_list")]

    operations = [
        migrations.CreateModel(
            name="IndexState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("below", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(_UP_TO_DATE_WHERE_EMPTY, migrations.RunSQL.noop),
    ]
