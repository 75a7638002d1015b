"""Run a macro on one record: every step through its ordinary action, all of them or none; and see beforehand what
would happen, by running it and taking it back."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged, MaitreError
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.rules import Subject
from maitre.shared.macros.models import Macro
from maitre.shared.macros.rules import Step, practice_of, read_steps
from maitre.shared.records.models import Record


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One step as it would go: in words, with the text it would write, and what stands in its way.

    `code` is that of the refusal, `state` the record's when it was refused: a page says both in its own words.
    """

    verb: str
    told: str
    text: str
    blocked: str
    code: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a macro would do to a record as it is now. `version` is what it was foreseen for."""

    steps: list[Foreseen]
    version: int
    state: str

    @property
    def is_open(self) -> bool:
        return not any(step.blocked for step in self.steps)


@transaction.atomic
def run_macro(macro: Macro, label: str, *, by: Actor, seen: int | None = None) -> Subject:
    """Take every step, or none: the first that is refused takes all of them back, and its error says which it was.

    `seen` is the version the person looked at; the record must still be as it was then.
    """
    steps = read_steps(macro.kind, macro.steps)
    subject = _subject(macro, label, by)
    if seen is not None and subject.record.version != seen:
        raise AlreadyChanged(
            _("%(record)s was changed in the meantime. Look again what would happen.") % {"record": label}
        )
    for step in steps:
        try:
            step.kind.act(subject, by, step.given)
        except MaitreError as error:
            error.sentence = f"{step.kind.told(step.given)}: {error.sentence}"
            error.args = (error.sentence,)
            raise
    return subject


def look_ahead(macro: Macro, label: str, *, by: Actor) -> Ahead:
    """What running it would do now. It is run, looked at, and taken back: nothing is guessed, nothing stays.

    A step that is refused does not hide those after it; they are tried on what the others would have left.
    """
    steps = read_steps(macro.kind, macro.steps)
    with transaction.atomic():
        subject = _subject(macro, label, by)
        version = subject.record.version
        foreseen = [_try(step, subject, by) for step in steps]
        state = subject.record.state
        transaction.set_rollback(True)
    return Ahead(foreseen, version, state)


def _try(step: Step, subject: Subject, by: Actor) -> Foreseen:
    blocked, code, text = "", "", ""
    state = subject.record.state
    try:
        with transaction.atomic():
            text = step.kind.said(subject, by, step.given)
            step.kind.act(subject, by, step.given)
    except MaitreError as error:
        blocked, code = error.sentence, error.code
    return Foreseen(step.kind.verb, step.kind.told(step.given), text, blocked, code, state)


def _subject(macro: Macro, label: str, by: Actor) -> Subject:
    """The record as it is now, as far as `by` may see it."""
    record = Record.objects.labelled(label, by)
    return practice_of(macro.kind).load(record)
