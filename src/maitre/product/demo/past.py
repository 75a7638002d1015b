"""Decides what the group's former help desk had to do day by day: more on Mondays, little on Sundays, a bad week now
and then. Everything here has ended. Pure, like `plots`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from maitre.product.demo.company import cast
from maitre.product.demo.plots import (
    HISTORY_DAYS,
    HOURS,
    SEED,
    ZONE,
    Ending,
    Plot,
    members,
    requesters,
    words,
)
from maitre.product.demo.stories import Story, stories

A_DAY = 12.5
"""Incidents on a usual day."""
WEEKDAY = (1.3, 1.1, 1.05, 1.05, 1.15, 0.75, 0.55)
LATELY = 14
"""Days in which most of what happens is told one by one, elsewhere."""
LATELY_SHARE = 0.55
BAD_WEEKS = {6: 1.7, 17: 1.5}
"""Weeks before now in which something was rolled out."""
AGAIN, NOT_NEEDED = 0.045, 0.05
CAME_BACK = {
    "en": "It worked for a day. Now it is the same again.",
    "de": "Einen Tag lief es, jetzt ist es wieder wie vorher.",
}
"""What somebody says whose story has no words of its own for it."""


def past(now: datetime) -> list[Plot]:
    """By beginning; the same for the same moment."""
    chance = Random(f"{SEED} past")  # noqa: S311 - nobody guards anything with it
    common = [story for story in stories() if story.family == "linden" and not story.circle]
    made = [plot for back in range(HISTORY_DAYS - 1, 0, -1) for plot in _day(chance, now, back, common)]
    return sorted(made, key=lambda plot: plot.start)


def _day(chance: Random, now: datetime, back: int, common: Sequence[Story]) -> Iterator[Plot]:
    midnight = (now.astimezone(ZONE) - timedelta(days=back)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    usual = A_DAY * WEEKDAY[midnight.weekday()] * BAD_WEEKS.get(back // 7, 1) * (1 - back / 1200)
    if back <= LATELY:
        usual *= LATELY_SHARE
    for _ in range(max(round(chance.gauss(usual, usual**0.5)), 0)):
        start = midnight + timedelta(hours=chance.choice(HOURS), seconds=chance.randrange(3600))
        if start < now - timedelta(hours=6):
            yield _plot(chance, start, chance.choice(common))


def _plot(chance: Random, start: datetime, story: Story) -> Plot:
    who = chance.choice(requesters(story))
    site = cast()[who].organisation
    by_phone = chance.random() < 0.25
    return Plot(
        story=replace(story, again=story.again or CAME_BACK[story.language]),
        ending=_ending(chance),
        start=start,
        site=site,
        requester=who,
        assignee=chance.choice(members(story.team)),
        dispatcher=chance.choice(members("linden-desk")),
        words=words(chance, story, site, start),
        by_phone=by_phone,
        sorted_at_once=by_phone or chance.random() < 0.6,
    )


def _ending(chance: Random) -> Ending:
    drawn = chance.random()
    if drawn < AGAIN:
        return Ending.CLOSED_AGAIN
    return Ending.CANCELLED if drawn > 1 - NOT_NEEDED else Ending.CLOSED
