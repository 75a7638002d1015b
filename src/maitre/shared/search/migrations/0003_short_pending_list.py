"""What was written last waits in a list that every search reads whole. It stays short: 256 kB instead of 4 MB."""

import django.contrib.postgres.indexes
from django.db import migrations

_INDEX = django.contrib.postgres.indexes.GinIndex(
    fields=["words"], gin_pending_list_limit=256, name="parts_by_word"
)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_title_words")]

    operations = [
        migrations.SeparateDatabaseAndState(
            # As an option of the index that is there: making it anew would read the whole table.
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX parts_by_word SET (gin_pending_list_limit = 256)",
                    "ALTER INDEX parts_by_word RESET (gin_pending_list_limit)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("SearchPart", "parts_by_word"),
                migrations.AddIndex("SearchPart", _INDEX),
            ],
        )
    ]
