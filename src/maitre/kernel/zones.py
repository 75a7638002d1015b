"""The time zones people may choose from."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zones() -> tuple[str, ...]:
    """All by name, in order. They lie in hundreds of files, which are looked through once a process."""
    return tuple(sorted(available_timezones()))


def zones_of_cities() -> tuple[str, ...]:
    """Those that are called by a continent and a city, as people know them."""
    return tuple(zone for zone in zones() if "/" in zone and not zone.startswith("Etc/"))
