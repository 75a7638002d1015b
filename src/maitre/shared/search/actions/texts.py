"""What can be found of a record: the text of each of its parts, as it stands."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from maitre.shared.conversation.models import Attachment
from maitre.shared.records.models import Body, Entry, Record, Visibility
from maitre.shared.search.rules import Part

_DESCRIBED_BY = ("report", "plan")
"""Verbs whose text is the description."""


@dataclass(frozen=True, slots=True)
class Text:
    """One part to be indexed."""

    part: Part
    seq: int
    text: str
    internal: bool = False


def texts_of(records: Sequence[Record], described: Mapping[int, str]) -> Iterator[tuple[Record, Text]]:
    """Every part of these records: three statements, however many records. `described`: descriptions by record."""
    by_id = {record.pk: record for record in records}
    for record in records:
        yield record, Text(Part.TITLE, 0, record.title)
        if description := described.get(record.pk):
            yield record, Text(Part.DESCRIPTION, 0, description)
    entries = Entry.objects.filter(record__in=by_id).exclude(verb__in=_DESCRIBED_BY)
    visibility = {(pk, seq): seen for pk, seq, seen in entries.values_list("record_id", "seq", "visibility")}
    for body in Body.objects.filter(record__in=by_id, text__isnull=False):
        said = json.loads(body.text or "{}").get("text", "")
        if said and (seen := visibility.get((body.record_id, body.seq))):
            hidden = seen == Visibility.INTERNAL
            part = Part.NOTE if hidden else Part.COMMENT
            yield by_id[body.record_id], Text(part, body.seq, said, hidden)
    for file in Attachment.objects.filter(record__in=by_id):
        hidden = file.visibility == Visibility.INTERNAL
        yield by_id[file.record_id], Text(Part.FILE, file.pk % 2**31, file.name, hidden)
