"""Check the seals: signatures, the chain from seal to seal, the roots, and that nothing sealed has gone."""

import json
from datetime import date

from maitre.kernel import chain
from maitre.shared.audit.actions import removed_records
from maitre.shared.audit.rules import Examination
from maitre.shared.records.actions import keys
from maitre.shared.records.actions.reading import rows
from maitre.shared.records.actions.seal_day import roots
from maitre.shared.records.models import Seal
from maitre.shared.records.rules import PREFIXES

_GONE = """
    SELECT l.record_id, l.seq, l.seal_id, r.kind, r.number
      FROM records_sealleaf l LEFT JOIN records_record r ON r.id = l.record_id
     WHERE NOT EXISTS (SELECT 1 FROM records_entry e WHERE e.record_id = l.record_id AND e.seq = l.seq)
     ORDER BY l.record_id, l.seq
"""


def verify_seals() -> tuple[Examination, dict[int, bytes]]:
    """What is wrong with the seals, and the places of the audit book that they hold."""
    found = Examination("seals")
    stored = roots()
    pins: dict[int, bytes] = {}
    days: dict[int, date] = {}
    previous, number = "", 0
    digests: dict[int, str] = {}
    for seal in Seal.objects.order_by("number"):
        found.counted += 1
        for missing in range(number + 1, seal.number):
            found.blame(f"Seal {missing}", "is gone")
        number, days[seal.number] = seal.number, seal.day
        pins |= _check(seal, previous, stored.pop(seal.number, (0, chain.merkle_root([]))), found)
        previous = digests[number] = chain.digest(seal.sealed).hex()
    for stray in stored:
        found.blame(f"Seal {stray}", "is gone, though what it sealed is here")
    for known, digest in keys.remembered().items():
        if digests.get(known) != digest:
            found.blame(f"Seal {known}", "is not the one that was made here (seals.log beside the key)")
    removed = removed_records()
    told = 0
    for record, seq, of, kind, its_number in rows(_GONE):
        if kind is None and record in removed:
            told += 1
            continue
        label = f"{PREFIXES.get(kind, kind)}-{its_number}" if kind else f"Record {record}"
        found.blame(label, f"was sealed on {days.get(of, 'a day that is gone')}, and is gone", seq)
    if told:
        found.remarks.append(f"{told} sealed heads are of records that were removed, as the audit book says")
    return found, pins


def _check(seal: Seal, previous: str, stored: tuple[int, bytes], found: Examination) -> dict[int, bytes]:
    """Faults of one seal; the place of the audit book it holds, when its signature is good."""
    name = f"Seal {seal.number} of {seal.day}"
    if not keys.signed(seal.sealed, bytes(seal.signature)):
        found.blame(name, "is not signed by a key of this installation")
        return {}
    said = json.loads(seal.sealed)
    leaves, root = stored
    if said["number"] != seal.number or said["day"] != seal.day.isoformat():
        found.blame(name, "stands under another number or day than was signed")
    if said["previous"] != previous:
        found.blame(name, "does not follow the seal before it")
    if said["leaves"] != leaves or said["root"] != root.hex():
        found.blame(
            name, f"holds {said['leaves']} heads; what is kept of them ({leaves}) is not what was signed"
        )
    place, digest = said["book"]
    return {place: bytes.fromhex(digest)} if place else {}
