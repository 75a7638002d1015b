"""Pictures of numbers: every bar stands inside its scale, and the dates do not touch."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from maitre.kit.web.chart import BOTTOM, LETTER, TOP, Point, chart, scale

VALUES = st.one_of(st.none(), st.floats(0, 1e9, allow_nan=False))


@given(st.floats(0, 1e9, allow_nan=False))
def test_a_scale_goes_in_even_steps_to_the_greatest_and_not_far_beyond(most: float) -> None:
    lines = scale(most)
    assert lines[0] == 0
    assert 2 <= len(lines) <= 4
    assert lines[-1] >= most * (1 - 1e-9)
    if most > 1e-300:
        assert lines[-1] <= most * 2.5
    gaps = {round((after - before) / lines[1], 6) for before, after in itertools.pairwise(lines)}
    assert gaps == {1.0}


@given(st.lists(VALUES, max_size=40))
def test_bars_stand_inside_and_are_as_high_as_their_value(values: list[float | None]) -> None:
    points = [Point(f"Week {place}", str(value), value) for place, value in enumerate(values)]
    drawn = chart(points, str)
    top = scale(max((value for value in values if value), default=0))[-1]
    for bar, value in zip(drawn.bars, values, strict=True):
        assert bar.y >= TOP - 0.2
        assert bar.y + bar.height <= drawn.height - BOTTOM + 0.2
        room = drawn.height - TOP - BOTTOM
        assert abs(bar.height - room * (value or 0) / top) <= 1.0
    places = [word.x for word in drawn.dates]
    for (place, word), after in zip(enumerate(drawn.dates), places[1:], strict=False):
        assert after - places[place] >= len(word.text) * LETTER
    assert not points or drawn.dates[-1].text == points[-1].label


def test_what_is_seen_is_said() -> None:
    drawn = chart([Point("June", "3 h", 3.0), Point("July", "–", None)], str)
    assert drawn.said == "June: 3 h, July: –"
