"""Reads the times of a file in the formats its mapping names, in order, into instants."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

SAMPLE = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
"""Day and month differ and both could be either, so formats that would be confused are seen."""


class Clock:
    """Times without a zone of their own are local to `zone`; of an hour that comes twice, the first is meant."""

    def __init__(self, formats: Sequence[str], zone: ZoneInfo) -> None:
        self._formats = tuple(formats)
        self._zone = zone

    def read(self, text: str) -> datetime:
        """The instant in UTC. Raises ValueError with a sentence."""
        for format_ in self._formats:
            try:
                return self._instant(_parse(text, format_))
            except (ValueError, OverflowError, OSError):
                continue
        found = {"text": text, "zone": self._zone, "formats": " / ".join(self._formats)}
        raise ValueError(_("“%(text)s” is no time in %(zone)s written as %(formats)s") % found)

    def _instant(self, time: datetime) -> datetime:
        if time.tzinfo is not None:
            return time.astimezone(UTC)
        instant = time.replace(tzinfo=self._zone).astimezone(UTC)
        if instant.astimezone(self._zone).replace(tzinfo=None) != time:
            raise ValueError("the clock was put forward over this time")
        return instant


def _parse(text: str, format_: str) -> datetime:
    if format_ == "iso":
        return datetime.fromisoformat(text)
    if format_ in ("epoch", "epoch_ms"):
        return datetime.fromtimestamp(int(text) / (1000 if format_ == "epoch_ms" else 1), UTC)
    return datetime.strptime(text, format_)  # noqa: DTZ007  (the zone is the mapping's)


def confusable(formats: Sequence[str]) -> tuple[str, str] | None:
    """Two formats of which one reads what the other wrote as another time: a file of both cannot be trusted."""
    written = [format_ for format_ in formats if "%" in format_]
    for one, other in combinations(written, 2):
        for first, second in ((one, other), (other, one)):
            text = SAMPLE.strftime(first)
            try:
                if _parse(text, second) != _parse(text, first):
                    return one, other
            except ValueError:
                continue
    return None
