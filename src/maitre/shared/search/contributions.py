"""What search adds elsewhere: it follows what is said and attached, and counts words at night."""

from maitre.shared.conversation.models import Attachment
from maitre.shared.lifecycle.rules import Happening, on
from maitre.shared.records.models import Visibility
from maitre.shared.search import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.search.actions import Text, index_record, index_texts
from maitre.shared.search.rules import Part, descriptions


def index_words(happening: Happening) -> None:
    """What was said with a comment, a note or a verb."""
    if happening.text:
        hidden = happening.visibility == Visibility.INTERNAL
        part = Part.NOTE if hidden else Part.COMMENT
        index_texts(happening.record, [Text(part, happening.seq, happening.text, hidden)])


def index_files(happening: Happening) -> None:
    files = Attachment.objects.filter(record=happening.record, seq=happening.seq)
    hidden = happening.visibility == Visibility.INTERNAL
    index_texts(happening.record, [Text(Part.FILE, file.pk % 2**31, file.name, hidden) for file in files])


def index_new(happening: Happening) -> None:
    """What was said with the report is the description."""
    texts = [Text(Part.TITLE, 0, happening.record.title)]
    if happening.text:
        texts.append(Text(Part.DESCRIPTION, 0, happening.text))
    index_texts(happening.record, texts)


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
