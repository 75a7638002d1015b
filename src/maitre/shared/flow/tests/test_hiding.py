"""What is not told of a person, whatever the numbers: none is of too few, and no total gives one away."""

from collections.abc import Mapping
from itertools import product
from random import Random

import pytest

from maitre.shared.flow.rules import FEW, Spot, hidden


def line(**counts: int) -> dict[Spot, int]:
    """Numbers of people, and all together."""
    told = {Spot((name,), (False,)): count for name, count in counts.items()}
    return {**told, Spot((None,), (True,)): sum(counts.values())}


def of(counts: Mapping[Spot, int]) -> set[object]:
    return {spot.keys[0] for spot in hidden(counts, [True])}


def test_of_a_person_too_few_are_not_told() -> None:
    assert of(line(anna=2, bo=4, cleo=9)) == {"anna", "bo"}
    assert of(line(anna=5, bo=9)) == set()


def test_one_alone_would_be_the_total_less_the_others() -> None:
    assert of(line(anna=2, bo=7, cleo=9)) == {"anna", "bo"}


def test_two_of_one_each_would_be_known_from_their_sum() -> None:
    assert of(line(anna=1, bo=1, cleo=9, dora=10)) == {"anna", "bo", "cleo"}


def test_what_is_nobodys_is_kept_back_where_it_alone_is_beside() -> None:
    counts = line(anna=2) | {Spot((None,), (False,)): 7, Spot((None,), (True,)): 9}
    assert hidden(counts, [True]) == {Spot(("anna",), (False,)), Spot((None,), (False,))}


def test_of_none_there_is_nothing_to_give_away() -> None:
    assert of(line(anna=0, bo=7, cleo=9)) == {"anna"}


def test_groups_that_are_no_people_are_told() -> None:
    assert hidden(line(network=1, desk=9), [False]) == set()


@pytest.mark.parametrize("seed", range(60))
def test_no_line_of_people_crossed_by_months_gives_a_number_away(seed: int) -> None:
    random = Random(seed)
    rows = [[random.randrange(13) for _month in range(3)] for _person in range(random.randrange(1, 6))]
    counts: dict[Spot, int] = {}
    for (person, row), (month, count) in product(enumerate(rows), enumerate(("6", "7", "8"))):
        for keys, whole in (((person, count), (False, False)), ((person, None), (False, True)),
                            ((None, count), (True, False)), ((None, None), (True, True))):  # fmt: skip
            spot = Spot(keys, whole)
            counts[spot] = counts.get(spot, 0) + row[month]
    found = hidden(counts, [True, False])
    for total in counts.keys() - found:
        for place in (place for place, is_whole in enumerate(total.whole) if is_whole):
            beneath = [spot for spot in counts if not spot.whole[place] and matches(spot, total, place)]
            left_out = [counts[spot] for spot in beneath if spot in found and counts[spot]]
            told = [spot for spot in beneath if spot not in found and counts[spot]]
            assert not left_out or not told or (len(left_out) > 1 and sum(left_out) >= FEW)


def matches(spot: Spot, total: Spot, place: int) -> bool:
    other = 1 - place
    return (spot.keys[other], spot.whole[other]) == (total.keys[other], total.whole[other])
