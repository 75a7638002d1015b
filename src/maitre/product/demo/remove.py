"""Takes the demo company away again: its records with everything that hangs on them, then people and organisations.

Refused as a whole where something of one's own refers to it. The audit book keeps that there was a demo, and which
records went.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import ForeignObjectRel, ProtectedError, Q

from maitre.kernel.errors import FieldError, MaitreError
from maitre.product.demo.company import cast, company
from maitre.product.demo.load import ROOTS, one_at_a_time
from maitre.shared.access.models import Circle, Grant
from maitre.shared.audit.actions import note
from maitre.shared.calendars.models import Calendar
from maitre.shared.conversation.actions import drop_unused
from maitre.shared.conversation.models import Attachment, Link
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Category, Entry, Participation, Record

SHOWN = 5
"""Names in a refusal; more are counted."""


class StillNeeded(MaitreError):
    """Something of the installation's own refers to the demo company."""

    code, status, title = "still_needed", 409, "The demo company is in use"


class Removed(NamedTuple):
    """How much went."""

    people: int
    records: int


@transaction.atomic
def remove() -> Removed | None:
    """All of it, whoever wrote in its records; None when it is not here. Raises StillNeeded with nothing removed."""
    one_at_a_time()
    organisations = Organisation.objects.filter(_beneath(ROOTS))
    if not organisations:
        return None
    people = Person.objects.filter(organisation__in=organisations)
    records = Record.objects.filter(organisation__in=organisations)
    if ties := list(_ties(organisations, people, records)):
        raise StillNeeded(
            "The demo company was not removed, because something else hangs on it.",
            errors=[FieldError("demo", "still_needed", tie) for tie in ties],
        )
    gone = Removed(people.count(), records.count())
    detail: dict[str, Any] = {
        "people": gone.people,
        "records": list(records.order_by("pk").values_list("pk", flat=True)),
    }
    files = set(Attachment.objects.filter(record__in=records).values_list("sha256", flat=True))
    _clear(records)
    _remove_company(organisations, people)
    note("demo_removed", ROOTS[0], by_id=None, by_name="maitre demo remove", detail=detail)
    transaction.on_commit(lambda: drop_unused(files))
    return gone


def _beneath(keys: Iterable[str]) -> Q:
    """Organisations with these keys and all below them; none, when none is here."""
    condition = Q(pk__in=[])
    for path in Organisation.objects.filter(key__in=keys).values_list("path", flat=True):
        condition |= Q(path__startswith=path)
    return condition


def _ties(
    organisations: models.QuerySet[Organisation],
    people: models.QuerySet[Person],
    records: models.QuerySet[Record],
) -> Iterator[str]:
    """Sentences about what is not of the demo and needs it."""
    own = organisations.exclude(key__in=list(company()["organisations"]))
    if own:
        yield f"{_named(own)} belong to it. Move them elsewhere first."
    others = people.exclude(email__in=list(cast()))
    if others:
        yield f"{_named(others)} work there, and are not of the demo. Move them elsewhere first."
    ids = set(people.values_list("pk", flat=True))
    elsewhere = Record.objects.exclude(organisation__in=organisations)
    named = Q(requester__in=ids) | Q(assignee__in=ids) | Q(team__organisation__in=organisations)
    named |= Q(pk__in=Participation.objects.filter(person__in=ids).values("record"))
    named |= Q(pk__in=Entry.objects.filter(by_id__in=ids).values("record"))
    if found := elsewhere.filter(named):
        yield f"{_named(found)} name people or teams of the demo."
    across = Link.objects.filter(
        Q(source__in=records) & ~Q(target__in=records) | Q(target__in=records) & ~Q(source__in=records)
    )
    if across:
        yield f"{_named(link.source for link in across)} are linked from or to its records."


def _named(rows: Iterable[object]) -> str:
    names = sorted(str(row) for row in rows)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _clear(rows: models.QuerySet[Any]) -> None:
    """Delete rows and everything that points at them, the furthest first, in every practice that there is."""
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model is not rows.model:
            pointing = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows})
            if pointing.exists():
                _clear(pointing)
    rows._raw_delete(rows.db)  # past PROTECT, which guards against accidents


def _remove_company(organisations: models.QuerySet[Organisation], people: models.QuerySet[Person]) -> None:
    """What is left, from the leaves to the roots."""
    try:
        Circle.objects.filter(organisation__in=organisations).delete()
        Grant.objects.filter(organisation__in=organisations).delete()
        Team.objects.filter(organisation__in=organisations).delete()
        people.delete()
        for category in Category.objects.filter(organisation__in=organisations).order_by("-pk"):
            category.delete()
        for organisation in organisations.order_by("-path"):
            organisation.delete()
        Calendar.objects.filter(key__in=list(company()["calendars"])).delete()
    except ProtectedError as error:
        raise StillNeeded(
            f"The demo company was not removed: {_named(error.protected_objects)} still need it."
        ) from None
