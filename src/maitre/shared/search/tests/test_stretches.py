"""How far back a search looks: every record lies in one stretch, and there are few, however many records."""

from hypothesis import given
from hypothesis import strategies as st

from maitre.shared.search.rules import JOINED, WIDER, Stretch, ids_that_hold, marks, stretch

NUMBERS = st.integers(min_value=1, max_value=30_000_000)


def looked_at(newest: int, ids: int) -> list[Stretch]:
    """All stretches for somebody who finds nothing."""
    found, below = [], newest + 1
    while below > 0:
        found.append(stretch(below, ids))
        below = found[-1].first
        ids = ids_that_hold(100, found=0, among=newest + 1 - below)
    return found


@given(NUMBERS, st.integers(min_value=2_048, max_value=30_000_000), st.data())
def test_every_record_lies_in_one_stretch_and_bears_its_mark(
    newest: int, ids: int, data: st.DataObject
) -> None:
    record = data.draw(st.integers(min_value=1, max_value=newest))
    (place,) = [each for each in looked_at(newest, ids) if each.first <= record < each.below]
    assert set(place.marks) & set(marks(record, 1))
    assert len(place.marks) <= JOINED


@given(NUMBERS, st.integers(min_value=1, max_value=30_000_000))
def test_a_stretch_is_as_wide_as_asked_and_less_than_a_window_wider(below: int, ids: int) -> None:
    place = stretch(below, ids)
    width = below - place.first
    assert width >= min(ids, below) or len(place.marks) == JOINED
    window = int(place.marks[0][1:].partition(":")[0])
    assert width < ids + (1 << window)


def test_who_finds_nothing_has_looked_through_a_million_after_a_few_readings() -> None:
    assert len(looked_at(1_000_000, 2_048)) <= 7


def test_as_far_as_what_was_found_promises_and_no_further() -> None:
    assert ids_that_hold(50, found=50, among=4_000) == 5_000
    assert ids_that_hold(99, found=1, among=4_000) == WIDER * 4_000
    assert ids_that_hold(1, found=0, among=4_000) == WIDER * 4_000
