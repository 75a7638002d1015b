"""Compare attachments with the file store and with the timelines that say they were attached."""

import json
from collections import defaultdict

from maitre.shared.audit.rules import Examination
from maitre.shared.conversation.actions.stored import place
from maitre.shared.conversation.models import Attachment
from maitre.shared.files.actions import content_of
from maitre.shared.records.models import Entry
from maitre.shared.records.rules import PREFIXES


def verify_files() -> Examination:
    """Every file is there with the bytes, the size and the timeline entry it was attached with."""
    found = Examination("files")
    attached: dict[tuple[int, int], list[str]] = defaultdict(list)
    labels: dict[int, str] = {}
    faults: dict[tuple[str, int], str] = {}
    rows = Attachment.objects.order_by("pk").values_list(
        "record_id", "record__kind", "record__number", "seq", "name", "sha256", "size"
    )
    for record, kind, number, seq, name, sha, size in rows.iterator(chunk_size=2000):
        found.counted += 1
        labels[record] = f"{PREFIXES.get(kind, kind)}-{number}"
        attached[record, seq].append(sha)
        if (sha, size) not in faults:
            faults[sha, size] = _fault(sha, size)
        if fault := faults[sha, size]:
            found.blame(labels[record], f"the file “{name}” {fault}", seq)
    _compare_with_timelines(attached, labels, found)
    return found


def _fault(sha: str, size: int) -> str:
    """What is wrong with the stored bytes; nothing when they are those that were attached."""
    there = content_of(place(sha))
    if there is None:
        return "is gone from the file store"
    if there.sha256 != sha:
        return "does not hold the bytes that were attached"
    return "" if there.size == size else f"has {there.size:,} bytes, and is listed with {size:,}"


def _compare_with_timelines(
    attached: dict[tuple[int, int], list[str]], labels: dict[int, str], found: Examination
) -> None:
    entries = Entry.objects.filter(verb="attach").values_list(
        "record_id", "record__kind", "record__number", "seq", "sealed"
    )
    for record, kind, number, seq, sealed in entries.iterator(chunk_size=2000):
        listed = attached.pop((record, seq), [])
        try:
            said = json.loads(sealed).get("files", [])
        except ValueError:
            continue  # the chain names this entry
        if sorted(listed) != sorted(said):
            label = f"{PREFIXES.get(kind, kind)}-{number}"
            found.blame(label, "the files listed are not those that were attached", seq)
    for record, seq in attached:
        found.blame(labels[record], "a file is listed that no entry attached", seq)
