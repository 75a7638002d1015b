"""Make the installation what the files say, in one transaction, and define single things by hand with the same care."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from django.db import connection, models, router, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone

from maitre.kernel.errors import AlreadyChanged, FieldError, Invalid, MaitreError
from maitre.shared.audit.actions import note
from maitre.shared.declarations.actions.load import Found, refuse
from maitre.shared.declarations.actions.plan import Plan, plan
from maitre.shared.declarations.models import Applied
from maitre.shared.declarations.rules import Author, Content, Definition, Doing, Step, changes, digest, kinds

_LOCK = 0x64656373  # any number of our own: one change of definitions at a time


class Winner(StrEnum):
    """Who is right where files and installation were edited both."""

    FILES = "files"
    INSTALLATION = "installation"


@transaction.atomic
def apply(found: Sequence[Found], *, by: Author, prune: bool = False, winner: Winner | None = None) -> Plan:
    """Apply all of `found` or nothing; applying again changes nothing. Returns the plan that was carried out.

    Raises AlreadyChanged listing every conflict when nobody was named the winner, Invalid listing every refusal.
    """
    _one_at_a_time()
    planned = plan(found, prune=prune)
    if planned.conflicts and winner is None:
        errors = [
            FieldError(step.where or f"{step.kind} {step.key}", "conflict", _said(step))
            for step in planned.conflicts
        ]
        raise AlreadyChanged(
            "Some definitions were changed in the installation as well. Export them into the files, or say who wins:"
            " --ours takes the files, --theirs leaves the installation as it is.",
            errors=errors,
        )
    refusals = []
    for step in planned.steps:
        try:
            with transaction.atomic():
                _take(step, planned, winner, by)
        except MaitreError as error:
            refusals.append(
                FieldError(step.where or f"{step.kind} {step.key}", error.code, _why(step, error))
            )
    refuse(refusals)
    return planned


@transaction.atomic
def define(definition: Definition, *, by: Author) -> bool:
    """Create or change one definition by hand, as pages and commands do; True when something differed.

    Files applied later see it as an edit.
    """
    _one_at_a_time()
    kind = kinds()[definition.kind]
    before = kind.read().get(definition.key)
    if before == definition:
        return False
    definition.check()
    kind.write(definition)
    _note(definition.kind, definition.key, before.content() if before else None, definition.content(), by)
    return True


@transaction.atomic
def undefine(kind: str, key: str, *, by: Author) -> None:
    """Take one definition away by hand. Files applied later see it as an edit."""
    _one_at_a_time()
    before = kinds()[kind].read()[key]
    kinds()[kind].remove(key)
    _note(kind, key, before.content(), None, by)


def delete_row(row: models.Model, name: str) -> None:
    """Delete what a definition stands for, only when nothing else points at it. Raises Invalid saying what does."""
    collector = Collector(using=router.db_for_write(type(row)), origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError) as error:
        held = error.args[1]
        raise Invalid(
            f"{name} is still in use ({_models(type(each) for each in held)}), so it stays."
        ) from None
    taken: set[type[models.Model]] = {
        *collector.data,
        *(queryset.model for queryset in collector.fast_deletes if queryset),
    }
    others = [model for model in taken if model is not type(row) and not model._meta.auto_created]
    if others:
        raise Invalid(f"{name} is still in use ({_models(others)}), so it stays.")
    row.delete()


def _models(found: Iterable[type[models.Model]]) -> str:
    return ", ".join(sorted({str(model._meta.verbose_name_plural) for model in found}))


def _take(step: Step, planned: Plan, winner: Winner | None, by: Author) -> None:
    doing = step.doing
    if doing is Doing.CONFLICT:
        if winner is Winner.INSTALLATION:
            return
        doing = step.intent
    kind = kinds()[step.kind]
    found = planned.found.get((step.kind, step.key))
    before = {change.name: change.before for change in step.changes}
    if found is None:
        if doing is Doing.REMOVE:
            kind.remove(step.key)
            _note(step.kind, step.key, before, None, by)
        Applied.objects.filter(kind=step.kind, key=step.key).delete()
        return
    if doing is not Doing.UNCHANGED:
        kind.write(found.definition)
        after = {change.name: change.after for change in step.changes}
        _note(step.kind, step.key, None if doing is Doing.CREATE else before, after, by)
    _remember(found.definition, by)


def _remember(definition: Definition, by: Author) -> None:
    content = definition.content()
    stamp = digest(content)
    known = Applied.objects.filter(kind=definition.kind, key=definition.key)
    if known.filter(digest=stamp).exists():
        return
    values = {"digest": stamp, "definition": content, "at": timezone.now(), "by_name": by.name}
    Applied.objects.update_or_create(kind=definition.kind, key=definition.key, defaults=values)


def _note(kind: str, key: str, before: Content | None, after: Content | None, by: Author) -> None:
    what = "created" if before is None else "removed" if after is None else "changed"
    fields = {change.name: [change.before, change.after] for change in changes(before, after)}
    subject = f"{kind} {key}"[:200]
    note(f"definition.{what}", subject, by_id=by.person_id, by_name=by.name, detail={"fields": fields})


def _said(step: Step) -> str:
    return f"{step.kind} “{step.key}” {step.reason} ({', '.join(change.name for change in step.changes)})"


def _why(step: Step, error: MaitreError) -> str:
    details = "; ".join(f"{each.field}: {each.message}" for each in error.errors)
    return f"{step.kind} “{step.key}”: {error.sentence}" + (f" {details}" if details else "")


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
