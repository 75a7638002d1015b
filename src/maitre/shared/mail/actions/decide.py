"""What a person decides about a letter whose end nobody knows, or that was refused: send it again, or leave it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged, NotAllowed, NotFound
from maitre.shared.access.rules import Actor
from maitre.shared.audit.actions import note
from maitre.shared.jobs.actions import later
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import Status


@transaction.atomic
def again(number: int, *, by: Actor) -> Letter:
    """Try it once more, as the same message: the reader's program can tell that it has it already."""
    letter = _undecided(number, by)
    now = timezone.now()
    letter.status, letter.due_at, letter.ended_at = Status.WAITING, now, None
    _decided(letter, "mail_sent_again", by)
    later("mail.hand_over_waiting")
    return letter


@transaction.atomic
def leave(number: int, *, by: Actor) -> Letter:
    """It stays as it is: nobody is asked about it any more."""
    letter = _undecided(number, by)
    letter.status, letter.ended_at = Status.LEFT, timezone.now()
    _decided(letter, "mail_left", by)
    return letter


def _undecided(number: int, by: Actor) -> Letter:
    if by.readonly:
        raise NotAllowed(_("This token may only read. Make one with the scope “write”."))
    letter = Letter.objects.open_to(by).select_for_update(of=("self",)).filter(pk=number).first()
    if letter is None:
        raise NotFound(_("There is no such letter in the outbox."))
    if not Letter.objects.undecided().filter(pk=number).exists():
        raise AlreadyChanged(_("Nothing is to be decided about this letter any more."))
    return letter


def _decided(letter: Letter, what: str, by: Actor) -> None:
    letter.save(update_fields=["status", "due_at", "ended_at"])
    note(what, letter.message_id, by_id=by.person_id, by_name=by.name, detail={"letter": letter.pk})
