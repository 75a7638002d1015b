"""Bars over time as a picture with a scale and dates: where each mark stands, for components/chart.html. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

LEFT, TOP, BOTTOM = 40, 8, 18
"""Room for the words of the scale, above its highest line, and for the dates."""
STEPS = (1, 2, 2.5, 5, 10)
LETTER = 6
"""How wide a letter of a date is."""


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its value, None where there is none, and both in words.

    `look`: "now" is the one that is asked for, "running" the one that is not over.
    """

    label: str
    said: str
    value: float | None
    tick: str = ""
    look: str = ""
    few: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    said: str
    look: str


@dataclass(frozen=True, slots=True)
class Word:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything in units of a picture `width` by `height`; `said` is all of it in words."""

    width: int
    height: int
    bars: Sequence[Bar]
    scale: Sequence[Word]
    dates: Sequence[Word]
    said: str

    @property
    def left(self) -> int:
        return LEFT


def chart(
    points: Sequence[Point], in_words: Callable[[float], str], *, width: int = 300, height: int = 104
) -> Chart:
    """`in_words` says a value of the scale. Dates are left out where they would touch each other."""
    most = max((point.value for point in points if point.value), default=0.0)
    lines = scale(most)
    room, floor_y = height - TOP - BOTTOM, height - BOTTOM
    each = (width - LEFT) / max(len(points), 1)
    bar = min(each * 0.68, 44)
    bars = []
    for place, point in enumerate(points):
        tall = max(room * point.value / lines[-1], 1.0) if point.value else 0.0
        look = " ".join(filter(None, (point.look, "few" if point.few else "")))
        x = LEFT + each * place + (each - bar) / 2
        bars.append(
            Bar(
                round(x, 1),
                round(floor_y - tall, 1),
                round(bar, 1),
                round(tall, 1),
                f"{point.label}: {point.said}",
                look,
            )
        )
    words = [Word(LEFT - 6, round(floor_y - room * line / lines[-1], 1), in_words(line)) for line in lines]
    dates = list(_dates(points, each, height))
    return Chart(width, height, bars, words, dates, ", ".join(bar.said for bar in bars))


NOTHING = 1e-300
"""So little cannot be halved: it is drawn as nothing."""


def scale(most: float) -> list[float]:
    """Two or three even steps from nothing to at least `most`."""
    if most <= NOTHING:
        return [0.0, 1.0]
    tenth: float = 10 ** floor(log10(most / 2))
    step = next(tenth * each for each in STEPS if tenth * each * 3 >= most and tenth * each * 2 <= most * 2)
    return [step * place for place in range(ceil(most / step - 1e-9) + 1)]


def _dates(points: Sequence[Point], each: float, height: int) -> list[Word]:
    """From the last one back, as many as stand apart."""
    longest = max((len(point.tick or point.label) for point in points), default=1)
    apart = max(1, ceil((longest + 1) * LETTER / each))
    return [
        Word(round(LEFT + each * (place + 0.5), 1), height - 4, point.tick or point.label)
        for place, point in enumerate(points)
        if (len(points) - 1 - place) % apart == 0
    ]
