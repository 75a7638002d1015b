"""Take a comment out of a record into one of its own: the text is copied once, and both say where the other is."""

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotFound
from maitre.kit.texts import checked_line
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Link
from maitre.shared.lifecycle.actions import begin, permit
from maitre.shared.lifecycle.rules import Why
from maitre.shared.practice.rules import Subject
from maitre.shared.records.models import Body, Entry, Participation, Visibility
from maitre.shared.relationships.actions.locks import related_locks, tell_both
from maitre.shared.relationships.models import Split
from maitre.shared.relationships.rules import families_of
from maitre.shared.workflow.lifecycle import WORKERS
from maitre.shared.workflow.rules import practice_for


@transaction.atomic
def split(subject: Subject, seq: int, *, by: Actor, title: str = "") -> Subject:
    """A new record of the practice out of the comment at `seq`, for who wrote it; for the requester, where staff did.

    It stays in the same organisation, circle, team and category. Internal notes cannot be taken out: the new requester
    would read them.
    """
    practice = practice_for(subject)
    source = related_locks(practice, lambda: {subject.pk})[subject.pk]
    record = source.record
    permit(record, "split", WORKERS, by=by)
    entry, text = _said(source, seq)
    if Split.objects.filter(source=record, seq=seq).exists():
        sentence = _("This comment was taken out already.")
        raise Invalid(sentence, errors=[FieldError("entry", "twice", sentence)])
    at = timezone.now()
    made: Subject = begin(
        practice.model,
        practice.kind,
        practice.created_by,
        by=by,
        record={
            "title": checked_line(title or first_line(text), "title"),
            "organisation_id": record.organisation_id,
            "circle_id": record.circle_id,
            "category_id": record.category_id,
            "team_id": record.team_id,
            "requester_id": _asks(source, entry),
            "priority": record.priority,
        },
        own={
            "description": text,
            **{name: getattr(source, name) for name in families_of(practice.kind).goes_along},
        },
        text=text,
        why=Why("relationships.split_from", {"entry": seq}),
        at=at,
    )
    Split.objects.create(record=made.record, source=record, seq=seq)
    Link.objects.create(source=made.record, target=record, kind="split_from", at=at)
    tell_both(made.record, record, "split_from", by=by, at=at)
    return made


def _said(source: Subject, seq: int) -> tuple[Entry, str]:
    """A reply everybody reads, and its text."""
    spoken = Entry.objects.filter(record=source.record, seq=seq, verb="comment", visibility=Visibility.PUBLIC)
    entry = spoken.first()
    body = Body.objects.filter(record=source.record, seq=seq, erased_at__isnull=True).first()
    if entry is None or body is None or not body.text:
        raise NotFound(_("There is no reply to take out at this place."))
    return entry, str(json.loads(body.text).get("text", ""))


def _asks(source: Subject, entry: Entry) -> int | None:
    """Who asks in the new record."""
    takes_part = Participation.objects.filter(record=source.record, person_id=entry.by_id or 0).exists()
    return entry.by_id if takes_part else source.record.requester_id


def first_line(text: str) -> str:
    """A title for what a text becomes."""
    line = " ".join(next((each for each in text.splitlines() if each.strip()), "").split())
    return line if len(line) <= 100 else line[:100].rsplit(" ", 1)[0] + " …"
