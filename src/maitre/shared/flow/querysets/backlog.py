"""What was open at a moment, from the stays: the one definition that is kept daily and asked of the present.

A stay holds at the instant `at` when it began before it and did not end before it, which is what a range from `since`
(left out) to `until` (included) says: so one index finds what was open at any moment.
"""

from maitre.kernel.states import OPEN_PHASES

_OPEN = ", ".join(f"'{phase.value}'" for phase in OPEN_PHASES)
_STAYS = (
    "flow_stay s WHERE s.kind = ANY(%(kinds)s) AND s.phase IN ({open})"
    " AND tstzrange(s.since, s.until, '(]') @> {at}"
)

OPEN_AT = f"SELECT s.record_id, s.kind, s.team_id FROM {_STAYS.format(open=_OPEN, at='%(at)s::timestamptz')}"
"""What was open at the instant `at`."""

OPEN_AT_EACH = f"""
    SELECT m.place, m.at, s.record_id, s.team_id
      FROM unnest(%(reckoned)s::int[], %(instants)s::timestamptz[]) m(place, at), {_STAYS.format(open=_OPEN, at="m.at")}
     UNION ALL
    SELECT m.place, m.at, unnest(b.records), b.team_id
      FROM unnest(%(kept)s::int[], %(ends)s::timestamptz[], %(days)s::date[]) m(place, at, day), flow_backlog b
     WHERE b.kind = ANY(%(kinds)s) AND b.day = m.day
"""
"""At several, by place: reckoned from the stays at `instants`, and as it was kept for `days`, at their `ends`."""
