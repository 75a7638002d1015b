"""The hash chain of a timeline: how an entry is sealed, linked and checked, and how heads become one root.

Not here: where entries are stored, who signs a root. The database computes `link` itself when it allocates a
place, so these few lines are a format and never change:

    digest = SHA-256 of the sealed text in UTF-8
    link   = SHA-256 of previous link (32 bytes) + seq (8 bytes, big-endian) + digest (32 bytes)
"""

import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from maitre.kernel.errors import FieldError, Invalid

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"
"""What may be sealed: no floats, because their text differs between languages; use strings for decimals."""

_SURROGATE = re.compile("[\ud800-\udfff]")

HASH_BYTES = 32
SALT_BYTES = 16
GENESIS = bytes(HASH_BYTES)
"""What the first entry, seq 1, links to."""


class Link(NamedTuple):
    """One stored entry."""

    seq: int
    sealed: str
    hash: bytes


class Head(NamedTuple):
    """Where a record says its timeline ends; (0, GENESIS) for an empty one."""

    seq: int
    hash: bytes


class Problem(StrEnum):
    MISSING = "missing"  # `seq` is the first of one or more entries that are gone
    ALTERED = "altered"  # text, place or hash is not what was written
    OUT_OF_ORDER = "out_of_order"  # a place that comes twice, or too late
    BEYOND_HEAD = "beyond_head"  # the timeline goes on after the head
    HEAD_DIFFERS = "head_differs"  # the entries agree with each other, but not with the head


@dataclass(frozen=True, slots=True)
class Fault:
    seq: int
    problem: Problem


def seal(fields: Mapping[str, JSON]) -> str:
    """The one text of these fields: sorted keys, no spaces, characters as they are. Raises Invalid."""
    return json.dumps(_plain(fields, ""), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(sealed: str) -> bytes:
    return sha256(sealed.encode()).digest()


def link(previous: bytes, seq: int, digest: bytes) -> bytes:
    """The hash of the entry at `seq`. Parts of other lengths are refused, else bytes could be shifted."""
    for name, part in (("previous", previous), ("digest", digest)):
        if len(part) != HASH_BYTES:
            raise _invalid(name, "length", f"{name} must have {HASH_BYTES} bytes, but has {len(part)}.")
    return sha256(previous + seq.to_bytes(8, "big") + digest).digest()


def salted(text: str, salt: bytes) -> bytes:
    """What the chain holds of a body that may be erased: without the salt nobody can guess the text."""
    if len(salt) < SALT_BYTES:
        raise _invalid("salt", "length", f"A salt needs at least {SALT_BYTES} bytes, but has {len(salt)}.")
    return hmac.digest(salt, text.encode(), "sha256")


def check(entries: Iterable[tuple[int, str, bytes]], head: tuple[int, bytes]) -> list[Fault]:
    """Everything wrong with one timeline, read in order of seq from 1; the first fault has the first bad seq.

    After a bad entry it goes on from the hash that is stored, so an honest rest is not blamed. Whoever
    rewrites the whole rest and the head as well is found by the signed root only.
    """
    faults: list[Fault] = []
    seq, previous = 0, GENESIS
    for at, sealed, stored in entries:
        if at <= seq:
            faults.append(Fault(at, Problem.OUT_OF_ORDER))
            continue
        if at > seq + 1:
            faults.append(Fault(seq + 1, Problem.MISSING))
        elif link(previous, at, digest(sealed)) != stored:
            faults.append(Fault(at, Problem.ALTERED))
        seq, previous = at, stored if len(stored) == HASH_BYTES else GENESIS
    faults.extend(_head_faults(seq, previous, head, blamed={fault.seq for fault in faults}))
    return faults


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """One hash for many, as in RFC 6962: leaves and nodes are marked, so a node never passes for a leaf."""
    if not leaves:
        return sha256().digest()
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        odd = level[len(level) & ~1 :]  # a last one without a partner moves up as it is
        level = [
            sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)
        ] + odd
    return level[0]


def _head_faults(seq: int, last: bytes, head: tuple[int, bytes], blamed: set[int]) -> list[Fault]:
    head_seq, head_hash = head
    if seq < head_seq:
        return [Fault(seq + 1, Problem.MISSING)]
    if seq > head_seq:
        return [Fault(head_seq + 1, Problem.BEYOND_HEAD)]
    if last != head_hash and seq not in blamed:
        return [Fault(seq, Problem.HEAD_DIFFERS)]
    return []


def _plain(value: JSON, path: str) -> JSON:
    """The value in dicts, lists and scalars only, all of it checked."""
    if isinstance(value, str):
        if not _encodes(value):
            raise _invalid(
                path, "not_text", f"{path or 'The whole'} holds half a surrogate pair, which is not text."
            )
        return value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        return {_key(key, path): _plain(part, f"{path}.{key}".lstrip(".")) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, f"{path}.{place}".lstrip(".")) for place, part in enumerate(value)]
    kind = type(value).__name__
    raise _invalid(path, "not_sealable", f"{path or 'The whole'} is a {kind}, which cannot be sealed.")


def _key(key: str, path: str) -> str:
    if not isinstance(key, str) or not _encodes(key):
        raise _invalid(path, "not_text", f"{path or 'The whole'} has the key {key!r}, which is not text.")
    return key


def _encodes(text: str) -> bool:
    return text.isascii() or not _SURROGATE.search(text)


def _invalid(field: str, code: str, sentence: str) -> Invalid:
    return Invalid(sentence, errors=[FieldError(field, code, sentence)])
