"""Which numbers of groups are not told, so that no person is judged by fewer than five. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

FEW = 5
"""A figure made of fewer is shown, but says little; of a person it is not."""


class Spot(NamedTuple):
    """Where a number stands: a key for each thing it is grouped by, and whether all its values are meant together."""

    keys: tuple[int | str | None, ...]
    whole: tuple[bool, ...]


def hidden(counts: Mapping[Spot, int], are_people: Sequence[bool]) -> set[Spot]:
    """Numbers of a person made of too few, and others beside them, so that no total less what is told gives them away.

    `counts`: of how many records each number of one measure is made; `are_people`: of each thing they are grouped by.
    Where one alone makes a total, the total stays: it is told on other pages, too.
    """
    found = {spot for spot, count in counts.items() if count < FEW and _is_of_a_person(spot, are_people)}
    lines = [(total, line) for total, line in _lines(counts) if total in counts] if found else []
    while more := {
        given
        for total, line in lines
        if total not in found and (given := _to_hide_too(line, counts, found)) is not None
    }:
        found |= more
    return found


def _is_of_a_person(spot: Spot, are_people: Sequence[bool]) -> bool:
    return any(people and key is not None for people, key in zip(are_people, spot.keys, strict=True))


def _lines(counts: Mapping[Spot, int]) -> list[tuple[Spot, list[Spot]]]:
    """Where a total stands, and the numbers that add up to it; that of a whole table has rows and columns."""
    lines: dict[tuple[Spot, int], list[Spot]] = {}
    for spot in counts:
        for place, is_whole in enumerate(spot.whole):
            if not is_whole:
                lines.setdefault((_total(spot, place), place), []).append(spot)
    return [(total, line) for (total, _place), line in lines.items()]


def _total(spot: Spot, place: int) -> Spot:
    keys, whole = list(spot.keys), list(spot.whole)
    keys[place], whole[place] = None, True
    return Spot(tuple(keys), tuple(whole))


def _to_hide_too(line: Sequence[Spot], counts: Mapping[Spot, int], found: Collection[Spot]) -> Spot | None:
    """The next smallest number of a line whose hidden ones its total gives away: one alone, or very few together."""
    kept_back = [counts[spot] for spot in line if spot in found and counts[spot]]
    told = [spot for spot in line if spot not in found and counts[spot]]
    if not kept_back or not told or (len(kept_back) > 1 and sum(kept_back) >= FEW):
        return None
    return min(told, key=lambda spot: counts[spot])
