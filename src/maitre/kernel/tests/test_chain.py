"""Nothing in a timeline can be changed, removed or moved without being named."""

import hashlib
import json
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.chain import (
    GENESIS,
    JSON,
    Fault,
    Head,
    Link,
    Problem,
    check,
    digest,
    link,
    merkle_root,
    salted,
    seal,
)
from maitre.kernel.errors import Invalid

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
timelines = st.lists(st.dictionaries(texts, values, max_size=3), min_size=1, max_size=8)


def chained(bodies: list[dict[str, JSON]]) -> tuple[list[Link], Head]:
    links, previous = [], GENESIS
    for seq, body in enumerate(bodies, start=1):
        sealed = seal(body)
        previous = link(previous, seq, digest(sealed))
        links.append(Link(seq, sealed, previous))
    return links, Head(len(links), previous)


THREE, THREE_HEAD = chained([{"verb": "opened"}, {"verb": "assigned"}, {"verb": "resolved"}])


def flipped(data: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


@given(timelines)
def test_an_untouched_timeline_has_no_fault(bodies: list[dict[str, JSON]]) -> None:
    assert check(*chained(bodies)) == []


def test_an_empty_timeline_has_no_fault() -> None:
    assert check([], (0, GENESIS)) == []


@given(timelines, st.data())
def test_any_changed_bit_of_a_sealed_text_is_found_at_its_place(
    bodies: list[dict[str, JSON]], data: st.DataObject
) -> None:
    links, head = chained(bodies)
    at = data.draw(st.integers(0, len(links) - 1))
    raw = links[at].sealed.encode()
    # The seven low bits of an ASCII byte: the result is text again, as a text column would hold it.
    ascii_places = [place for place, byte in enumerate(raw) if byte < 128]
    altered = flipped(raw, data.draw(st.sampled_from(ascii_places)), data.draw(st.integers(0, 6))).decode()
    links[at] = links[at]._replace(sealed=altered)
    assert check(links, head) == [Fault(at + 1, Problem.ALTERED)]


@given(timelines, st.data())
def test_any_changed_bit_of_a_hash_is_found_first_at_its_place(
    bodies: list[dict[str, JSON]], data: st.DataObject
) -> None:
    links, head = chained(bodies)
    at = data.draw(st.integers(0, len(links) - 1))
    changed = flipped(links[at].hash, data.draw(st.integers(0, 31)), data.draw(st.integers(0, 7)))
    links[at] = links[at]._replace(hash=changed)
    assert check(links, head)[0] == Fault(at + 1, Problem.ALTERED)


@given(timelines, st.data())
def test_a_removed_run_is_found_where_it_begins(bodies: list[dict[str, JSON]], data: st.DataObject) -> None:
    links, head = chained(bodies)
    begin = data.draw(st.integers(0, len(links) - 1))
    end = data.draw(st.integers(begin + 1, len(links)))
    assert check(links[:begin] + links[end:], head) == [Fault(begin + 1, Problem.MISSING)]


@given(timelines.filter(lambda bodies: len(bodies) > 1), st.data())
def test_two_entries_in_each_others_place_are_found_at_the_first(
    bodies: list[dict[str, JSON]], data: st.DataObject
) -> None:
    links, head = chained(bodies)
    one, other = sorted(data.draw(st.permutations(range(len(links))))[:2])
    a, b = links[one], links[other]
    links[one], links[other] = b._replace(seq=a.seq), a._replace(seq=b.seq)
    assert check(links, head)[0] == Fault(one + 1, Problem.ALTERED)


def test_every_altered_entry_is_named_and_the_honest_ones_are_not() -> None:
    links = [entry._replace(sealed="{}") if entry.seq != 2 else entry for entry in THREE]
    assert check(links, THREE_HEAD) == [Fault(1, Problem.ALTERED), Fault(3, Problem.ALTERED)]


def test_a_repeated_entry_is_out_of_order() -> None:
    assert check([*THREE[:2], THREE[1], THREE[2]], THREE_HEAD) == [Fault(2, Problem.OUT_OF_ORDER)]


def test_a_rest_rewritten_with_matching_hashes_differs_from_the_head() -> None:
    rewritten, _ = chained([{"verb": "opened"}, {"verb": "assigned"}, {"verb": "cancelled"}])
    assert check(rewritten, THREE_HEAD) == [Fault(3, Problem.HEAD_DIFFERS)]


def test_an_altered_last_hash_is_one_fault_not_two() -> None:
    links = [*THREE[:2], THREE[2]._replace(hash=flipped(THREE[2].hash, 0, 0))]
    assert check(links, THREE_HEAD) == [Fault(3, Problem.ALTERED)]


def test_an_entry_after_the_head_is_named() -> None:
    head = Head(2, THREE[1].hash)
    assert check(THREE, head) == [Fault(3, Problem.BEYOND_HEAD)]


def test_an_emptied_timeline_misses_its_first_entry() -> None:
    assert check([], THREE_HEAD) == [Fault(1, Problem.MISSING)]


def test_a_hash_of_another_length_is_altered_and_stops_nothing() -> None:
    links = [THREE[0]._replace(hash=b"short"), *THREE[1:]]
    assert check(links, THREE_HEAD)[0] == Fault(1, Problem.ALTERED)


def test_the_format_of_a_link_is_fixed() -> None:
    sealed = seal({"verb": "opened", "by": "Zoë", "n": 1})
    assert sealed == '{"by":"Zoë","n":1,"verb":"opened"}'
    parts = GENESIS + b"\x00\x00\x00\x00\x00\x00\x00\x01" + hashlib.sha256(sealed.encode()).digest()
    assert link(GENESIS, 1, digest(sealed)) == hashlib.sha256(parts).digest()


def test_a_link_of_parts_with_other_lengths_is_refused() -> None:
    with pytest.raises(Invalid, match="previous"):
        link(GENESIS[:-1], 1, digest("{}"))
    with pytest.raises(Invalid, match="digest"):
        link(GENESIS, 1, digest("{}") + b"\x00")


@given(st.dictionaries(texts, values, max_size=4), st.dictionaries(texts, values, max_size=4))
def test_sealing_keeps_everything_and_order_of_keys_does_not_matter(
    one: dict[str, JSON], other: dict[str, JSON]
) -> None:
    assert json.loads(seal(one)) == one
    assert seal(dict(reversed(one.items()))) == seal(one)
    assert (seal(one) == seal(other)) == (repr(sort(one)) == repr(sort(other)))  # repr tells True from 1


def sort(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: sort(value[key]) for key in sorted(value)}
    return [sort(part) for part in value] if isinstance(value, list) else value


class Verb(StrEnum):
    OPENED = "opened"


def test_enumerations_and_tuples_are_sealed_as_plain_values() -> None:
    assert seal({"verb": Verb.OPENED, "pair": (1, None)}) == '{"pair":[1,null],"verb":"opened"}'


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.5, "a"),
        (float("nan"), "a"),
        (Decimal("1.5"), "a"),
        (b"bytes", "a"),
        ({"b": [0, {"c": 0.1}]}, "a.b.1.c"),
        ({1: "number as key"}, "a"),
        ("\ud800", "a"),
        ({"\udfff": 1}, "a"),
    ],
)
def test_what_has_no_single_text_is_refused_with_its_path(value: JSON, path: str) -> None:
    with pytest.raises(Invalid) as refused:
        seal({"a": value})
    assert [error.field for error in refused.value.errors] == [path]


def test_a_salted_hash_is_a_keyed_one_of_the_text() -> None:
    salt = bytes(range(16))
    # RFC 2104 written out, as an auditor would recompute it.
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in salt.ljust(64, b"\x00")) + "Zoë".encode()).digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in salt.ljust(64, b"\x00")) + inner).digest()
    assert salted("Zoë", salt) == outer


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(Invalid, match="16 bytes"):
        salted("text", b"short")


LEAVES = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
# Known answers published with the reference implementation of RFC 6962 for these leaves.
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
]


@pytest.mark.parametrize("size", range(8))
def test_a_root_is_that_of_rfc_6962(size: int) -> None:
    assert merkle_root(LEAVES[:size]).hex() == ROOTS[size]


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + recursive_root(leaves[:half]) + recursive_root(leaves[half:])).digest()


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40))
def test_a_root_of_any_size_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle_root(leaves) == recursive_root(leaves)


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=20), st.data())
def test_a_changed_removed_or_joined_leaf_changes_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    root = merkle_root(leaves)
    at = data.draw(st.integers(0, len(leaves) - 1))
    assert merkle_root([*leaves[:at], leaves[at] + b"\x00", *leaves[at + 1 :]]) != root
    assert merkle_root(leaves[:at] + leaves[at + 1 :]) != root
    nodes = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves[:2]]
    assert merkle_root([b"".join(nodes), *leaves[2:]]) != root
