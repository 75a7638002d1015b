"""Write down what a major incident has taught, by several hands, and finish it."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged, FieldError, Invalid
from maitre.kit.texts import checked_text
from maitre.operation.incident.actions.duties import fulfil
from maitre.operation.incident.actions.major import major_of
from maitre.operation.incident.models import Incident, Review
from maitre.operation.incident.rules.major import Obligation
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.records.models import Entry, Visibility

SECTIONS = ("what_happened", "went_well", "went_badly", "actions")


@transaction.atomic
def write_review(
    incident: Incident,
    sections: Mapping[str, str],
    *,
    by: Actor,
    version: int | None = None,
    seen: int | None = None,
) -> Entry:
    """Set sections of the review; others stay. `version` is what the writer saw: AlreadyChanged where it is older."""
    if unknown := sorted(set(sections) - set(SECTIONS)):
        raise Invalid(
            _("A review has no section “%(name)s”.") % {"name": unknown[0]},
            errors=[FieldError(name, "unknown", ", ".join(SECTIONS)) for name in unknown],
        )
    texts = {name: checked_text(text, field=name, required=False) for name, text in sections.items()}
    entry = step(
        incident,
        "write_review",
        by=by,
        visibility=Visibility.INTERNAL,
        names={"sections": list(texts)},
        seen=seen,
    )
    review, _made = Review.objects.get_or_create(major=major_of(incident))
    rows = Review.objects.filter(pk=review.pk, finished_at=None)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(**texts, version=F("version") + 1, written_at=entry.at):
        raise AlreadyChanged(
            _("The review of %(record)s was changed or finished in the meantime.")
            % {"record": incident.record.label},
            errors=[FieldError("version", "changed", str(review.version))],
        )
    return entry


@transaction.atomic
def finish_review(incident: Incident, *, by: Actor, seen: int | None = None) -> Entry:
    """It is done: what it says is sealed into the timeline, and nothing of it changes any more."""
    at = timezone.now()
    review = Review.objects.filter(major=incident.pk, finished_at=None).first()
    text = "\n\n".join(getattr(review, name) for name in SECTIONS if getattr(review, name, ""))
    entry = step(
        incident, "finish_review", by=by, given={"review": review}, text=text, visibility=Visibility.INTERNAL,
        seen=seen, at=at,
    )  # fmt: skip
    assert review is not None  # noqa: S101 - without one the door has refused
    if not Review.objects.filter(pk=review.pk, version=review.version, finished_at=None).update(
        finished_at=at, finished_by_id=by.person_id
    ):
        raise AlreadyChanged(
            _("The review of %(record)s was changed or finished in the meantime.")
            % {"record": incident.record.label}
        )
    fulfil(major_of(incident), Obligation.REVIEW, by=by, at=at)
    return entry
