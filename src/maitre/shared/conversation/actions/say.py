"""Say something on a record: to everybody who sees it, or to those working on it."""

from django.db import transaction
from django.utils import timezone

from maitre.kit.texts import checked_text
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions.mention import call_mentioned
from maitre.shared.conversation.rules import WHO
from maitre.shared.lifecycle.actions import Line, append, follow, herald, permit
from maitre.shared.lifecycle.rules import Happening
from maitre.shared.records.models import Entry, Record, Visibility


@transaction.atomic
def comment(record: Record, text: str, *, by: Actor, visibility: str = Visibility.PUBLIC) -> Entry:
    """Add a comment. An internal one is a note: it takes the right to work on the record and is never shown outside."""
    verb = "note" if visibility == Visibility.INTERNAL else "comment"
    permit(record, verb, WHO[verb], by=by)
    text = checked_text(text)
    herald(record, verb, by=by)
    line = Line(verb, visibility, private={"text": text})
    entry = append(record, line, by=by, at=timezone.now())
    if visibility == Visibility.INTERNAL and "@" in text:
        call_mentioned(record, text, by=by)  # first: who is called hears of the note that calls them
    follow(Happening(record, verb, by, entry.seq, visibility, text))
    return entry
