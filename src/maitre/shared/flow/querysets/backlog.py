"""What was open at a moment, from the stays: the one definition that is kept daily and asked of the present."""

from maitre.kernel.states import OPEN_PHASES

_OPEN = ", ".join(f"'{phase.value}'" for phase in OPEN_PHASES)

OPEN_AT = f"""
    SELECT s.record_id, s.kind, s.team_id FROM flow_stay s
     WHERE s.kind = ANY(%(kinds)s) AND s.phase IN ({_OPEN}) AND s.since < %(at)s
       AND (s.until IS NULL OR s.until >= %(at)s)
"""
"""Open at the instant `at`: what began before it and did not end before it."""
