"""Hand letters over, each at most once at a time, and never a second time without anybody knowing (N29).

A letter is claimed in a transaction of its own before the server hears of it, and what came of it is written after.
Who holds it holds an advisory lock as well, which goes with the connection: so it is known at once when a worker died,
and nobody waits for a timeout. What such a worker left is settled by what had begun: before the text nothing was handed
over, after it nobody knows.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from maitre.shared.jobs.actions import later
from maitre.shared.mail.actions.dialog import Dialog, Undelivered
from maitre.shared.mail.actions.write import switched_on
from maitre.shared.mail.models import ANSWER_LIMIT, Letter
from maitre.shared.mail.notices import message_of, sender
from maitre.shared.mail.rules import (
    DECIDABLE,
    ENDED,
    Outcome,
    Status,
    after,
    ascii_address,
    class_of,
    one_line,
    pause_before,
)

AT_ONCE = 20
"""Letters looked up together."""
TURN = 2.0
"""Seconds one job hands over what waits; then others in the lane have their turn."""
_LOCKS = 0x6D61696C << 32
"""Where our advisory locks begin: the letters m, a, i, l, and then the letter's number."""

log = logging.getLogger(__name__)


def hand_over(letters: Sequence[int], *, until: float | None = None) -> bool:
    """Try each that may be tried now. False when the server cannot be reached: the others need not be tried then.

    `until` is a moment of time.monotonic() after which no further one is begun.
    """
    server = settings.MAIL_SERVER
    if server is None or not switched_on():
        return False
    with Dialog(server, sender().domain) as dialog:
        for number in letters:
            if until is not None and time.monotonic() >= until:
                return True
            with _held(number) as free:
                if free and (letter := _claim(number)) and not _attempt(letter, dialog):
                    return False
    return True


def hand_over_waiting() -> None:
    """What waits and may be tried, for one turn; asks for another when there is more."""
    settle()
    end = time.monotonic() + TURN
    while time.monotonic() < end:
        due = list(Letter.objects.due(timezone.now()).values_list("pk", flat=True)[:AT_ONCE])
        if not due or not hand_over(due, until=end):
            return
    later("mail.hand_over_waiting")


def settle() -> int:
    """Decide what became of letters whose worker is gone. Says how many."""
    found = 0
    for number in list(Letter.objects.on_their_way().values_list("pk", flat=True)):
        with _held(number) as free:
            letter = Letter.objects.on_their_way().filter(pk=number).first() if free else None
            if letter is None:
                continue
            found += 1
            if letter.handed_at is None:
                _end(letter, Outcome.LATER, "the worker was gone before anything was handed over")
            else:
                _end(letter, Outcome.UNKNOWN, "the worker was gone while the letter was handed over")
    return found


def _claim(number: int) -> Letter | None:
    """The letter, if it may be tried; from now on everybody sees that it is on its way."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        claimed = Letter.objects.filter(pk=number, status=Status.WAITING, due_at__lte=now).update(
            status=Status.SENDING, attempts=F("attempts") + 1, taken_at=now, handed_at=None
        )
    if not claimed:
        return None
    return Letter.objects.select_related("person", "team", "record").get(pk=number)


def _attempt(letter: Letter, dialog: Dialog) -> bool:
    """One attempt. False when the server cannot be reached."""
    try:
        content = class_of(letter.kind).compose(letter)
        if isinstance(content, str):
            _end(letter, None, content)
            return True
        message = message_of(letter, content, at=timezone.now())
        to = ascii_address(letter.address)
    except ValueError as wrong:
        _end(letter, Outcome.REFUSED, str(wrong))
        return True
    except Exception as broken:
        log.exception("letter %s could not be written", letter.pk)
        _end(letter, Outcome.LATER, f"could not be written: {type(broken).__name__}")
        return True
    try:
        answer = dialog.deliver(sender().addr_spec, to, message, before_text=lambda: _hands_over(letter))
    except Undelivered as ended:
        _end_surely(letter, ended.outcome, ended.answer)
        return not ended.unreachable
    _end_surely(letter, Outcome.TAKEN, answer)
    return True


def _hands_over(letter: Letter) -> None:
    """Written before the first byte of the text leaves."""
    Letter.objects.filter(pk=letter.pk, attempts=letter.attempts).update(handed_at=timezone.now())


def _end_surely(letter: Letter, outcome: Outcome, answer: str) -> None:
    """What came of it, on another connection when ours was lost meanwhile."""
    try:
        _end(letter, outcome, answer)
    except (OperationalError, InterfaceError):
        connection.close()
        _end(letter, outcome, answer)


def _end(letter: Letter, outcome: Outcome | None, answer: str) -> None:
    """Write what came of the attempt that `letter` was loaded in; no outcome: it is withdrawn.

    Somebody may have settled it meanwhile, when our connection was lost: who was there knows better.
    """
    now = timezone.now()
    status = (
        Status.WITHDRAWN
        if outcome is None
        else after(outcome, age=now - letter.created_at, again=class_of(letter.kind).again)
    )
    open_yet = (Status.SENDING, Status.UNKNOWN, Status.WAITING)
    Letter.objects.filter(pk=letter.pk, attempts=letter.attempts, status__in=open_yet).update(
        status=status,
        answer=one_line(answer, ANSWER_LIMIT),
        ended_at=now if status in ENDED | DECIDABLE else None,
        due_at=now + pause_before(letter.attempts) if status == Status.WAITING else letter.due_at,
    )
    log.info("letter %s, attempt %s: %s", letter.pk, letter.attempts, status)


@contextmanager
def _held(number: int) -> Iterator[bool]:
    """Hold the letter for as long as this connection lives; whether nobody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCKS + number])
        (free,) = cursor.fetchone()
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCKS + number])
