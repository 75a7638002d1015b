"""Tell figures, and keep what was reckoned."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from maitre.shared.flow.models import Answer
from maitre.shared.flow.querysets.asking import Asked, Numbers, Period, figures
from maitre.shared.flow.querysets.kept import Kept, can_be_kept, kept_of, question_of
from maitre.shared.flow.querysets.periods import Span, series
from maitre.shared.flow.querysets.wanted import Wanted

BEFORE = 5
"""Periods told before the one that is asked for, to see where it comes from."""
KEPT_DAYS = 40
"""Days after which an answer is forgotten: who looks once a month finds it."""
_KEEP = """
    INSERT INTO flow_answer (question, since, until, changes, numbers, kept_at)
    SELECT %s, given.*, %s FROM unnest(%s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::jsonb[]) given
    ON CONFLICT (question, since, until) DO UPDATE
       SET changes = excluded.changes, numbers = excluded.numbers, kept_at = excluded.kept_at
"""


def told(want: Wanted) -> list[tuple[Span, dict[str, Numbers]]]:
    """The figures of the period and of those before it, in order; and last of the running one, where that is told."""
    spans = series(want.span, BEFORE) + ([want.running] if want.running else [])
    return list(zip(spans, answer(want.asked, [span.instants for span in spans]), strict=True))


def answer(asked: Asked, periods: Sequence[Period]) -> list[dict[str, Numbers]]:
    """For each of the adjoining periods: figure to its numbers, as `figures` reckons them."""
    if not can_be_kept(asked):
        return figures(asked, periods)
    now, question = timezone.now(), question_of(asked)
    known = kept_of(asked.kind, question, periods, now)
    found = {place: kept.numbers for place, kept in enumerate(known) if kept.numbers}
    reckoned: dict[int, dict[str, Numbers]] = {}
    for run in _adjoining(place for place in range(len(periods)) if place not in found):
        reckoned.update(zip(run, figures(asked, [periods[place] for place in run]), strict=True))
    keep(question, periods, known, reckoned, now)
    return [(found | reckoned)[place] for place in range(len(periods))]


def _adjoining(places: Iterable[int]) -> Iterator[list[int]]:
    """Places that follow each other, together."""
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def keep(
    question: str,
    periods: Sequence[Period],
    known: Sequence[Kept],
    reckoned: Mapping[int, Any],
    now: datetime,
) -> None:
    """With the count of changes from before they were reckoned: if a day has changed since, they do not hold."""
    if not reckoned:
        return
    sinces, untils = zip(*(periods[place] for place in reckoned), strict=True)
    changes = [known[place].changes for place in reckoned]
    numbers = [json.dumps(each) for each in reckoned.values()]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [question, now, list(sinces), list(untils), changes, numbers])


def forget_answers(now: datetime) -> None:
    """Those that nobody has asked for anew for a while."""
    Answer.objects.filter(kept_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
