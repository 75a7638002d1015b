"""Report an incident: the one way in which one comes to be here."""

from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotAllowed
from maitre.kit.texts import checked_line, checked_text
from maitre.operation.incident.actions.expect import expectation_for
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rules import Channel, Kind
from maitre.shared.access.rules import Actor, Role
from maitre.shared.lifecycle.actions import begin
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.models import Organisation, Person
from maitre.shared.records.models import Category
from maitre.shared.workflow.actions import check_category
from maitre.shared.workflow.lifecycle import WORKERS
from maitre.shared.workflow.rules import LOW, priority_of

_WORKER_ROLES = tuple(Role(role) for role in WORKERS if role in set(Role))


def report(
    *,
    by: Actor,
    title: str,
    requester: Person,
    organisation: Organisation,
    description: str = "",
    impact: int | None = None,
    urgency: int | None = None,
    kind: str = Kind.DEGRADATION,
    category: Category | None = None,
    service: str = "",
    item: str = "",
    location: str = "",
    channel: str = "",
    at: datetime | None = None,
) -> Incident:
    """Report an incident for `requester`, now or `at` a moment it shares with others made along. Priority is proposed
    from impact and urgency, and says why.

    Where nobody judges them (None), they are what the category or the service usually means, else low.
    """
    _may_report(by, requester, organisation)
    _check_word(kind, "type", Kind, _("“%(value)s” is no type of incident."))
    _check_word(channel, "channel", Channel, _("“%(value)s” is no way in which incidents reach us."))
    if category is not None:
        check_category(category.pk, organisation)
    service = checked_line(service, "service", required=False, limit=200)
    impact, urgency, why = _judged(impact, urgency, organisation, category.pk if category else None, service)
    text = checked_text(description, field="description", required=False)
    return begin(
        Incident,
        "incident",
        "report",
        by=by,
        record={
            "title": checked_line(title, "title"),
            "organisation_id": organisation.pk,
            "requester_id": requester.pk,
            "category_id": category.pk if category else None,
            "priority": why.params["priority"],
        },
        own={
            "description": text,
            "impact": impact,
            "urgency": urgency,
            "kind": str(kind),
            "service": service,
            "item": checked_line(item, "configuration_item", required=False, limit=200),
            "location": checked_line(location, "location", required=False, limit=200),
            "channel": str(channel),
        },
        text=text,
        why=why,
        at=at,
    )


def _judged(
    impact: int | None, urgency: int | None, organisation: Organisation, category_id: int | None, service: str
) -> tuple[int, int, Why]:
    """Impact and urgency as given, as expected, or low; and the explanation of the priority they make."""
    found = expectation_for(organisation, category_id, service) if impact is None else None
    line = found[0] if found else None
    if impact is None:
        impact = line.impact if line else LOW
    if urgency is None:
        urgency = (line.urgency if line else None) or LOW
    _priority, why = priority_of(impact, urgency, None)
    if found is None:
        return impact, urgency, why
    by_what = {"line": found[0].key, "by": found[1]}
    return impact, urgency, Why("priority.expected", {**why.params, **by_what})


def _check_word(value: str, field: str, words: type[StrEnum], sentence: str) -> None:
    """One of the words, or empty where it is not known."""
    if value and value not in set(words):
        raise Invalid(sentence % {"value": value}, errors=[FieldError(field, "unknown", ", ".join(words))])


def _may_report(by: Actor, requester: Person, organisation: Organisation) -> None:
    if by.readonly:
        raise NotAllowed(_("This token may only read. Make one with the scope “write”."))
    own = by.person_id == requester.pk and organisation.pk == requester.organisation_id
    if by.is_system or own or by.holds(*_WORKER_ROLES, organisation=organisation.pk):
        return
    raise NotAllowed(
        _("You may report for yourself. For somebody else it takes the right to work on incidents there.")
    )
