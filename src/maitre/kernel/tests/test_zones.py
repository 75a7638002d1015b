"""Zones as they are offered: each one there is, and those that name a city."""

from zoneinfo import ZoneInfo, available_timezones

from maitre.kernel.zones import zones, zones_of_cities


def test_every_zone_is_offered_in_order_and_can_be_used() -> None:
    assert set(zones()) == available_timezones()
    assert list(zones()) == sorted(zones())
    assert all(ZoneInfo(zone) for zone in zones())


def test_zones_of_cities_leave_out_what_is_no_place() -> None:
    assert {"Europe/Berlin", "America/Argentina/Ushuaia"} <= set(zones_of_cities())
    assert not {"UTC", "EST", "Etc/GMT+5"} & set(zones_of_cities())
