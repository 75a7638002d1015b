"""How long ago something was: whole units, the same words as moments.js has in the browser."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from maitre.kit.web.environment import when

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [
        (0, "just now", "gerade eben"),
        (59, "just now", "gerade eben"),
        (60, "1 minute ago", "vor 1 Minute"),
        (3_599, "59 minutes ago", "vor 59 Minuten"),
        (3_600, "1 hour ago", "vor 1 Stunde"),
        (86_399, "23 hours ago", "vor 23 Stunden"),
        (86_400, "1 day ago", "vor 1 Tag"),
        (90_000, "1 day ago", "vor 1 Tag"),
        (7 * 86_400, "1 week ago", "vor 1 Woche"),
        (30 * 86_400, "1 month ago", "vor 1 Monat"),
        (365 * 86_400, "1 year ago", "vor 1 Jahr"),
        (-30, "just now", "gerade eben"),
        (-120, "in 2 minutes", "in 2 Minuten"),
    ],
)
def test_it_is_said_in_whole_units(seconds: int, english: str, german: str) -> None:
    moment = NOW - timedelta(seconds=seconds)
    for language, words in (("en", english), ("de", german)):
        with translation.override(language):
            assert when(moment, now=NOW).striptags() == words


def test_the_exact_time_stands_beside_it_as_the_reader_writes_dates() -> None:
    with translation.override("de"):
        assert 'title="20.11.2026 12:00"' in when(NOW, now=NOW)
    with translation.override("en"):
        assert 'title="Nov 20, 2026 12:00"' in when(NOW, now=NOW)
