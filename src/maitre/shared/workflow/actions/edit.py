"""Correct what a record says, judge it anew, and say who may know of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotAllowed
from maitre.kit.texts import checked_line, checked_text
from maitre.shared.access.models import Circle
from maitre.shared.access.rules import Actor
from maitre.shared.fields.rules import FieldType, TypedField
from maitre.shared.lifecycle.actions import step
from maitre.shared.organisation.models import Organisation
from maitre.shared.practice.rules import Subject
from maitre.shared.records.models import Category, Entry, Visibility
from maitre.shared.workflow.rules import practice_for, priority_of


@transaction.atomic
def edit(
    subject: Subject, fields: Mapping[str, object], *, by: Actor, seen: int | None = None
) -> Entry | None:
    """Change facts of the record, by the names of the table; None when nothing differs.

    Fields that others changed meanwhile are refused, others are merged (see the door).
    """
    facts = {fact.name: fact for fact in practice_for(subject).changes.facts}
    change: dict[str, object] = {
        name: _checked(facts[name], value) if name in facts else value for name, value in fields.items()
    }
    if change.get("category_id") is not None:
        check_category(int(str(change["category_id"])), subject.record.organisation)
    why = None
    if change.keys() & {"impact", "urgency"}:
        impact, urgency = change.get("impact", subject.impact), change.get("urgency", subject.urgency)
        if not isinstance(impact, int) or not isinstance(urgency, int):
            raise Invalid(
                _("Impact and urgency are 1 to 3."),
                errors=[FieldError("impact", "range", _("must be 1 to 3"))],
            )
        change["priority"], why = priority_of(impact, urgency, subject.override)
    present = {name: getattr(subject if hasattr(subject, name) else subject.record, name) for name in change}
    if present == change and seen in (None, subject.record.version):
        return None
    return step(subject, "edit", by=by, change=change, visibility=Visibility.INTERNAL, why=why, seen=seen)


def _checked(fact: TypedField, value: Any) -> Any:
    """Texts as they are kept; of a choice, one of its words or nothing."""
    if not isinstance(value, str):
        return value
    if fact.type is FieldType.TEXT:
        return checked_line(value, fact.name, required=fact.required, limit=fact.limit or 200)
    if fact.type is FieldType.LONG_TEXT:
        return checked_text(value, field=fact.name, required=fact.required)
    if fact.type is FieldType.CHOICE and value and value not in fact.ask.words:
        known = ", ".join(fact.ask.words)
        sentence = _("“%(value)s” is none of: %(known)s") % {"value": value, "known": known}
        raise Invalid(sentence, errors=[FieldError(fact.name, "unknown", known)])
    return value


def check_category(pk: int, organisation: Organisation) -> None:
    """A category is of the organisation itself or of what it belongs to; another one is as unknown as none."""
    above = Organisation.objects.above(organisation.path)
    if not Category.objects.filter(pk=pk, is_active=True, organisation__in=above).exists():
        raise Invalid(
            _("There is no such category here."),
            errors=[FieldError("category", "unknown", _("does not exist"))],
        )


def prioritise(
    subject: Subject,
    *,
    by: Actor,
    impact: int | None = None,
    urgency: int | None = None,
    override: int | None = None,
    reason: str = "",
    seen: int | None = None,
) -> Entry:
    """Judge impact and urgency anew, or set another priority than they propose, with a reason.

    Judging anew without `override` takes an earlier override away.
    """
    new_impact, new_urgency = impact or subject.impact, urgency or subject.urgency
    if override is not None and not 1 <= override <= 5:
        raise Invalid(
            _("A priority is 1 to 5."), errors=[FieldError("priority", "range", _("must be 1 to 5"))]
        )
    reason = checked_text(reason, field="reason", required=False)
    if override is not None and not reason:
        raise Invalid(
            _("Say why it shall have another priority."),
            errors=[FieldError("reason", "required", _("say why"))],
        )
    priority, why = priority_of(new_impact, new_urgency, override)
    change = {"impact": new_impact, "urgency": new_urgency, "override": override, "priority": priority}
    return step(
        subject, "prioritise", by=by, change=change, text=reason, visibility=Visibility.INTERNAL,
        why=why, seen=seen,
    )  # fmt: skip


@transaction.atomic
def confide(subject: Subject, circle: Circle | None, *, by: Actor, seen: int | None = None) -> Entry:
    """Let only the members of `circle`, and those who take part, know of it; None opens it again."""
    if circle is not None and not by.is_system and circle.pk not in by.circles:
        raise NotAllowed(_("Only a member of a circle can put a record into it."))
    names = {"circle": circle.name if circle else None}
    return step(
        subject,
        "confide",
        by=by,
        change={"circle_id": circle.pk if circle else None, "assignee_id": subject.record.assignee_id},
        visibility=Visibility.INTERNAL,
        names=names,
        seen=seen,
    )
