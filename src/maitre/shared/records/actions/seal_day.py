"""Seal a day: every head that no seal holds yet goes under one Merkle root, signed with a key outside the database.

The chain of a timeline shows that a part was changed; whoever recomputes the whole chain is shown by the seals.
"""

from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction
from django.utils import timezone

from maitre.kernel import chain
from maitre.shared.audit.actions import head_of_book
from maitre.shared.records.actions import keys
from maitre.shared.records.models import Seal, SealLeaf

_LOCK = 0x7365616C  # any number of our own: one process seals at a time

_NEW_LEAVES = """
    INSERT INTO records_sealleaf (record_id, seq, seal_id, hash)
    SELECT r.id, r.head_seq, %s, r.head_hash FROM records_record r
     WHERE r.head_seq > 0
       AND NOT EXISTS (SELECT 1 FROM records_sealleaf l WHERE l.record_id = r.id AND l.seq = r.head_seq)
"""


@transaction.atomic
def seal_day(day: date) -> Seal | None:
    """Seal what has grown until now, in the name of `day`. A day is sealed once: None when it is already.

    A day that was missed needs no sealing of its own: the next seal holds what it would have held.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Seal.objects.order_by("-number").first()
        if last is not None and last.day >= day:
            return None
        number = last.number + 1 if last else 1
        cursor.execute(_NEW_LEAVES, [number])
    leaves, root = roots(number).get(number, (0, chain.merkle_root([])))
    book_seq, book_hash = head_of_book()
    sealed = chain.seal(
        {
            "number": number,
            "day": day.isoformat(),
            "leaves": leaves,
            "root": root.hex(),
            "book": [book_seq, book_hash.hex()],
            "previous": chain.digest(last.sealed).hex() if last else "",
        }
    )
    seal = Seal.objects.create(
        number=number, day=day, at=timezone.now(), sealed=sealed, signature=keys.sign(sealed)
    )
    transaction.on_commit(lambda: keys.remember(number, chain.digest(sealed).hex()))
    return seal


def roots(only: int | None = None) -> dict[int, tuple[int, bytes]]:
    """How many leaves each seal has, and their root: computed from the leaves that are stored."""
    rows = SealLeaf.objects.order_by("seal_id", "record_id").values_list(
        "seal_id", "record_id", "seq", "hash"
    )
    if only is not None:
        rows = rows.filter(seal_id=only)
    found = {}
    for number, leaves in groupby(rows.iterator(chunk_size=5000), key=itemgetter(0)):
        texts = [_leaf(record, seq, bytes(hash_)) for _, record, seq, hash_ in leaves]
        found[number] = (len(texts), chain.merkle_root(texts))
    return found


def _leaf(record: int, seq: int, hash_: bytes) -> bytes:
    """A format that never changes: record id and place as 8 bytes each, big-endian, then the head's hash."""
    return record.to_bytes(8, "big") + seq.to_bytes(8, "big") + hash_
