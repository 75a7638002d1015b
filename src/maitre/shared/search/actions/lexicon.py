"""Counts how common each word is, from a sample: enough to plan a search and to guess a misspelt word."""

from django.db import connection, transaction

SAMPLED_FROM = 200_000
"""Parts above which only a sample is counted."""


@transaction.atomic
def count_words() -> int:
    """Count anew; the number of words known afterwards. Of what holds a colon only organisations and reduced
    forms: how many parts each has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'search_searchpart'::regclass")
        share = min(100.0, 100.0 * SAMPLED_FROM / max(1, cursor.fetchone()[0]))
        sample = f"SELECT words FROM search_searchpart TABLESAMPLE SYSTEM ({share:.4f})"
        cursor.execute("DELETE FROM search_lexiconword")
        cursor.execute(
            "INSERT INTO search_lexiconword (word, parts)"
            " SELECT word, (ndoc * %s)::int FROM ts_stat(%s)"
            " WHERE word NOT LIKE '%%:%%' OR word LIKE ANY ('{o:%%,s:%%}')",
            [100.0 / share, sample],
        )
        return int(cursor.rowcount)
