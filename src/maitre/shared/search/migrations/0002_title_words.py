"""Keeps the words of titles with their window, for hints. Only the newest are ever asked for, so a bounded number of rows
is touched, however many there are; older ones stay as they are."""

from django.db import migrations

_KEEP = """
    UPDATE search_searchpart
       SET words = array_to_tsvector(tsvector_to_array(words) || ARRAY(
               SELECT 't' || (record_id >> 13) || ':' || word FROM unnest(tsvector_to_array(words)) word
                WHERE word NOT LIKE '%:%'))
     WHERE part = 0 AND record_id >= ((SELECT max(id) FROM records_record) >> 13 << 13) - 2 * 8192
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("records", "0001_initial")]

    operations = [migrations.RunSQL(_KEEP, migrations.RunSQL.noop)]
