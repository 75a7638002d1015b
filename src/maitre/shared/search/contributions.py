"""What search adds elsewhere: it follows what is said and attached, and counts words at night."""

import json

from maitre.shared.conversation.models import Attachment
from maitre.shared.lifecycle.rules import Happening, on
from maitre.shared.records.models import Body, Visibility
from maitre.shared.search import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.search.actions import index_record, index_texts
from maitre.shared.search.actions.index import Text
from maitre.shared.search.rules import Part, descriptions


def index_words(happening: Happening) -> None:
    """What was said with a comment, a note or a verb."""
    body = Body.objects.filter(record=happening.record, seq=happening.seq).first()
    said = json.loads(body.text).get("text", "") if body and body.text else ""
    if said:
        hidden = happening.visibility == Visibility.INTERNAL
        part = Part.NOTE if hidden else Part.COMMENT
        index_texts(happening.record, [Text(part, happening.seq, said, hidden)])


def index_files(happening: Happening) -> None:
    files = Attachment.objects.filter(record=happening.record, seq=happening.seq)
    hidden = happening.visibility == Visibility.INTERNAL
    index_texts(happening.record, [Text(Part.FILE, file.pk % 2**31, file.name, hidden) for file in files])


def index_new(happening: Happening) -> None:
    record = happening.record
    description = descriptions(record.kind, [record.pk]).get(record.pk, "")
    texts = [
        Text(Part.TITLE, 0, record.title),
        *([Text(Part.DESCRIPTION, 0, description)] if description else []),
    ]
    index_texts(record, texts)


def index_anew(happening: Happening) -> None:
    """The title stands in every part, so a changed one changes them all."""
    record = happening.record
    index_record(record, descriptions(record.kind, [record.pk]).get(record.pk, ""))


for verb in ("comment", "note", "pause", "resolve", "reopen", "cancel", "assign", "prioritise"):
    on(verb, index_words)
on("attach", index_files)
on("report", index_new)
for verb in ("edit", "erase"):
    on(verb, index_anew)
