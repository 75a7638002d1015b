"""What a new installation begins with, in the same files that everybody writes; and putting it there."""

from pathlib import Path

from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.declarations.actions import Plan, Winner, apply, load


def apply_starter() -> Plan:
    """Apply the starter pack. What the installation has under these keys already stays as it is."""
    return apply(load(Path(__file__).parent), by=SYSTEM_ACTOR, winner=Winner.INSTALLATION)
