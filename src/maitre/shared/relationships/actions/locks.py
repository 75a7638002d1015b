"""What all changes of families share: every record concerned is locked, in the order of the ids, before anything is
read that the change rests on; and both timelines tell of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from maitre.kernel.chain import JSON
from maitre.kernel.errors import AlreadyChanged
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import Line, append
from maitre.shared.practice.rules import Practice, Subject
from maitre.shared.records.models import Record, Visibility
from maitre.shared.relationships.rules import phrases_of

TRIES = 5
"""How often a change begins anew because the family itself changed while it waited for its locks."""

WORDS = {
    "child_of": "parent_of",
    "merged_into": "took_in",
    "split_from": "split_into",
}
"""What one record is to another, and the other to it."""
Change = Mapping[str, tuple[JSON, JSON]]


class _Moved(Exception):
    """Somebody else changed the family first."""


def related_locks(practice: Practice, reach: Callable[[], set[int]]) -> Mapping[int, Subject]:
    """Lock the records whose ids `reach` finds, and read them anew. Call inside a transaction.

    Everybody locks in the order of the ids, so nobody waits for somebody who waits for them. When the family has
    changed meanwhile so that `reach` finds others, the locks are given back and it begins anew.
    """
    for _try in range(TRIES):
        ids = reach()
        try:
            with transaction.atomic():
                list(Record.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
                if reach() <= ids:
                    found: Mapping[int, Subject] = (
                        practice.rows().select_related("record__organisation").in_bulk(ids)
                    )
                    return found
                raise _Moved
        except _Moved:
            continue
    raise AlreadyChanged(str(phrases_of(practice.kind).busy))


def rows_of(subject: Subject) -> Any:
    """The table of its practice."""
    return type(subject)._default_manager.all()


def counted(subject: Subject, name: str, more: int) -> Change:
    """Count a locked record's children, or what was merged into it, up or down; what its entry says of that."""
    before = getattr(subject, name)
    setattr(subject, name, before + more)
    rows_of(subject).filter(pk=subject.pk).update(**{name: before + more})
    return {name: (before, before + more)}


def tell_both(
    one: Record,
    other: Record,
    word: str,
    *,
    by: Actor,
    at: datetime,
    gone: bool = False,
    changes: tuple[Change, Change] = ({}, {}),
) -> None:
    """One entry in each timeline: what `one` is to `other`, or (`gone`) no longer, and what changed in each.

    Read only by those who work there, and only by those who may see the record that is named.
    """
    verb = "unlink" if gone else "link"
    ends = ((one, other, word, changes[0]), (other, one, WORDS[word], changes[1]))
    for record, named, is_to, change in sorted(ends, key=lambda end: end[0].pk):
        said = f"{is_to} {named.label}"
        link: Change = {"link": (said, None) if gone else (None, said)}
        line = Line(verb, Visibility.INTERNAL, change={**link, **change})
        # The part in a family is shown with the record: its version goes up, as with every change of it.
        append(record, line, by=by, at=at, sets={"state": record.state})
