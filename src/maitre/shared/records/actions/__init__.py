"""Verbs on what is kept: seal a day's heads, and verify timelines, seals and counters."""

from maitre.shared.records.actions.seal_day import seal_day
from maitre.shared.records.actions.verify import verify_timelines
from maitre.shared.records.actions.verify_places import verify_places
from maitre.shared.records.actions.verify_seals import verify_seals

__all__ = ["seal_day", "verify_places", "verify_seals", "verify_timelines"]
