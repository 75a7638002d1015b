"""Correct what an incident says, and who may know of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotAllowed
from maitre.kit.texts import checked_line, checked_text
from maitre.operation.incident.actions.dispatch import requeue
from maitre.operation.incident.actions.duties import leads_of
from maitre.operation.incident.actions.report import check_category, check_word, said
from maitre.operation.incident.lifecycle import WORKERS
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rules import Kind, priority_of
from maitre.shared.access.models import Circle
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.notifications.actions import alert
from maitre.shared.records.models import Entry, Record, Visibility
from maitre.shared.records.querysets import standing

_LINES = {"title": (True, 300), "service": (False, 200), "item": (False, 200), "location": (False, 200)}


@transaction.atomic
def edit(
    incident: Incident, fields: Mapping[str, object], *, by: Actor, seen: int | None = None
) -> Entry | None:
    """Change title, description, kind, category, impact, urgency, service, item or location; None when nothing differs.

    Fields that others changed meanwhile are refused, others are merged (see the door).
    """
    change: dict[str, object] = {name: _checked(name, value) for name, value in fields.items()}
    if change.get("category_id") is not None:
        check_category(int(str(change["category_id"])), incident.record.organisation)
    why = None
    if change.keys() & {"impact", "urgency"}:
        impact, urgency = change.get("impact", incident.impact), change.get("urgency", incident.urgency)
        if not isinstance(impact, int) or not isinstance(urgency, int):
            raise Invalid(
                _("Impact and urgency are 1 to 3."),
                errors=[FieldError("impact", "range", _("must be 1 to 3"))],
            )
        priority, explanation = priority_of(impact, urgency, incident.override)
        change["priority"] = priority
        why = said(explanation.code, explanation.params)
    present = {
        name: getattr(incident if hasattr(incident, name) else incident.record, name) for name in change
    }
    if present == change and seen in (None, incident.record.version):
        return None
    return step(
        incident, "edit", by=by, change=change, visibility=Visibility.INTERNAL, why=why, seen=seen
    )  # fmt: skip


def _checked(name: str, value: Any) -> Any:
    if name in _LINES and isinstance(value, str):
        required, limit = _LINES[name]
        return checked_line(value, name, required=required, limit=limit)
    if name == "description" and isinstance(value, str):
        return checked_text(value, field="description", required=False)
    if name == "kind":
        check_word(value, "type", Kind)
    return value


@transaction.atomic
def confide(incident: Incident, circle: Circle | None, *, by: Actor, seen: int | None = None) -> Entry:
    """Let only the members of `circle`, and those who take part, know of it; None opens it again.

    Whoever had it and may not see it any more has it no longer: it is in its team's queue, and the leads hear of that.
    """
    if circle is not None and not by.is_system and circle.pk not in by.circles:
        raise NotAllowed(_("Only a member of a circle can put a record into it."))
    names = {"circle": circle.name if circle else None}
    record = incident.record
    entry = step(
        incident,
        "confide",
        by=by,
        change={"circle_id": circle.pk if circle else None, "assignee_id": record.assignee_id},
        visibility=Visibility.INTERNAL,
        names=names,
        seen=seen,
    )
    if circle is not None and record.is_open and _is_outside(record):
        alert(requeue(incident, why=Why("incident.assignee_outside")), leads_of(record))
    return entry


def _is_outside(record: Record) -> bool:
    """Whether somebody has it who may not work on it."""
    who = record.assignee
    return who is not None and not standing(actor_for(who), record) & WORKERS
