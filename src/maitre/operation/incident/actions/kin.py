"""What all changes of families share: every incident concerned is locked, in the order of the ids, before anything is
read that the change rests on; and both timelines tell of it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import Line, append
from maitre.shared.records.models import Record, Visibility

TRIES = 5
"""How often a change begins anew because the family itself changed while it waited for its locks."""

WORDS = {
    "child_of": "parent_of",
    "merged_into": "took_in",
    "split_from": "split_into",
}
"""What one incident is to another, and the other to it."""


class _Moved(Exception):
    """Somebody else changed the family first."""


def locked(reach: Callable[[], set[int]]) -> Mapping[int, Incident]:
    """Lock the incidents whose ids `reach` finds, and read them anew. Call inside a transaction.

    Everybody locks in the order of the ids, so nobody waits for somebody who waits for them. When the family has
    changed meanwhile so that `reach` finds others, the locks are given back and it begins anew.
    """
    for _try in range(TRIES):
        ids = reach()
        try:
            with transaction.atomic():
                list(Record.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
                if reach() <= ids:
                    return Incident.objects.select_related("record__organisation").in_bulk(ids)
                raise _Moved
        except _Moved:
            continue
    raise AlreadyChanged(_("These incidents are being changed by others just now; look at them again."))


def tell_both(one: Record, other: Record, word: str, *, by: Actor, at: datetime, gone: bool = False) -> None:
    """One entry in each timeline: what `one` is to `other` from now on, or (`gone`) no longer.

    Read only by those who work there, and only by those who may see the record that is named.
    """
    verb = "unlink" if gone else "link"
    for record, named, is_to in sorted(
        ((one, other, word), (other, one, WORDS[word])), key=lambda end: end[0].pk
    ):
        said = f"{is_to} {named.label}"
        line = Line(verb, Visibility.INTERNAL, change={"link": (said, None) if gone else (None, said)})
        # The part in a family is shown with the record: its version goes up, as with every change of it.
        append(record, line, by=by, at=at, sets={"state": record.state})
