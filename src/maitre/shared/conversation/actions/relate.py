"""Link records to one another and follow them. Links only add: making one never removes another."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Link
from maitre.shared.conversation.rules import LINK_KINDS, WHO
from maitre.shared.lifecycle.actions import Line, append, permit
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Participation, Record, Visibility


@transaction.atomic
def link(source: Record, target: Record, kind: str, *, by: Actor) -> Link:
    """Link two records the person may see; both timelines say so. Linking twice is one link."""
    permit(source, "link", WHO["link"], by=by)
    if kind not in LINK_KINDS:
        raise Invalid(
            _("“%(kind)s” is no kind of link.") % {"kind": kind},
            errors=[FieldError("kind", "unknown", ", ".join(LINK_KINDS))],
        )
    if source.pk == target.pk:
        raise Invalid(
            _("A record cannot be linked to itself."),
            errors=[FieldError("target", "itself", _("is itself"))],
        )
    at = timezone.now()
    made, is_new = Link.objects.get_or_create(source=source, target=target, kind=kind, defaults={"at": at})
    if is_new:
        ends = ((source, target, kind), (target, source, LINK_KINDS[kind]))
        for record, other, word in sorted(ends, key=lambda end: end[0].pk):
            change = {"link": (None, f"{word} {other.label}")}
            append(record, Line("link", Visibility.INTERNAL, change=change), by=by, at=at)
    return made


@transaction.atomic
def unlink(made: Link, *, by: Actor) -> None:
    """Take a link away again; both timelines keep that it was there."""
    permit(made.source, "unlink", WHO["unlink"], by=by)
    at = timezone.now()
    ends = ((made.source, made.target, made.kind), (made.target, made.source, LINK_KINDS[made.kind]))
    for record, other, word in sorted(ends, key=lambda end: end[0].pk):
        change = {"link": (f"{word} {other.label}", None)}
        append(record, Line("unlink", Visibility.INTERNAL, change=change), by=by, at=at)
    made.delete()


@transaction.atomic
def watch(record: Record, person: Person, *, by: Actor) -> bool:
    """Let `person` see and follow the record; whoever is staff may add others. True when new."""
    who = WHO["watch"] if person.pk == by.person_id else WHO["link"]
    permit(record, "watch", who, by=by)
    _made, is_new = Participation.objects.get_or_create(
        record=record, person=person, role=Participation.As.WATCHER
    )
    if is_new:
        line = Line(
            "watch",
            Visibility.INTERNAL,
            change={"watcher": (None, person.pk)},
            private={"person": person.name},
        )
        append(record, line, by=by, at=timezone.now())
    return is_new


@transaction.atomic
def unwatch(record: Record, person: Person, *, by: Actor) -> bool:
    """Take a watcher away. True when there was one."""
    permit(record, "unwatch", WHO["unwatch"] if person.pk == by.person_id else WHO["unlink"], by=by)
    gone, _by_table = Participation.objects.filter(
        record=record, person=person, role=Participation.As.WATCHER
    ).delete()
    if gone:
        change = {"watcher": (person.pk, None)}
        line = Line("unwatch", Visibility.INTERNAL, change=change, private={"person": person.name})
        append(record, line, by=by, at=timezone.now())
    return bool(gone)
