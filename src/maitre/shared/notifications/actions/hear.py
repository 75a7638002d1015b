"""Let people hear of what happened, in the verb's own transaction; mark it read; forget what is old."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.utils import timezone

from maitre.shared.access.rules import Actor
from maitre.shared.jobs.actions import later
from maitre.shared.lifecycle.rules import Happening
from maitre.shared.mail.actions import switched_on
from maitre.shared.notifications.models import Choice, Notification
from maitre.shared.notifications.querysets import listeners_of, team_paces_of
from maitre.shared.notifications.rules import (
    GATHERED_AFTER,
    MAIL_BY_DEFAULT,
    NEWS_FOR,
    VERBS,
    WHO_HEARS,
    Listener,
    Pace,
    Part,
    Reason,
    due,
    who_hears,
    who_is_written_to,
)
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Entry, Visibility
from maitre.shared.records.rules import read_label

_OF_REQUESTERS_ONLY = frozenset(
    verb for verb in VERBS if all(line.part == Part.REQUESTER for line in WHO_HEARS if verb in line.verbs)
)
_OF_TEAMS = frozenset(verb for line in WHO_HEARS if line.part == Part.TEAM for verb in line.verbs)
_gathered: ContextVar[bool] = ContextVar("gathered", default=False)
_unwritten: ContextVar[bool] = ContextVar("unwritten", default=False)


@contextmanager
def gathered() -> Iterator[None]:
    """Verbs taken on many records at once: each reader gets one letter about all of them, and a little later."""
    before = _gathered.set(True)
    try:
        yield
    finally:
        _gathered.reset(before)


@contextmanager
def unwritten() -> Iterator[None]:
    """Nobody is written to about what is done within, as when a demo is played; the bell tells it all the same."""
    before = _unwritten.set(True)
    try:
        yield
    finally:
        _unwritten.reset(before)


def _writes(at: datetime) -> bool:
    """Whether letters leave about something that happened at `at`: what is long over is no news."""
    return switched_on() and not _unwritten.get() and timezone.now() - at < NEWS_FOR


def let_hear(happening: Happening) -> None:
    """Follower of every verb somebody hears of: at most two statements, in the verb's own transaction.

    A third asks for letters, only where letters leave at all and one is due at once.
    """
    record, by_id, at = happening.record, happening.by.person_id, happening.record.updated_at
    if happening.verb in _OF_REQUESTERS_ONLY and by_id == record.requester_id:
        return
    mail = _writes(at)
    listeners, mailbox = listeners_of(record.pk, team=happening.verb in _OF_TEAMS, mail=mail)
    listeners = [each for each in listeners if each.person_id not in happening.heard]
    found = _heard(happening, listeners, at, mail=mail)
    if mailbox is not None and happening.visibility != Visibility.INTERNAL:
        when = _due(Pace.NOW, at, "UTC")
        found.append(_about(happening, Reason.TEAM, team_id=mailbox, read_at=at, mail_due=when))
    _tell(found, at)


def alert(entry: Entry, people: Collection[int]) -> None:
    """Let these people hear of an entry because it asks something of them. Nobody hears of what they did.

    Who may not see the record is not shown it: what somebody hears of is asked again whenever they look.
    """
    told = Notification.objects.filter(person_id__in=people, record_id=entry.record_id, seq=entry.seq)
    hearing = set(people) - {entry.by_id} - set(told.values_list("person_id", flat=True))
    chosen = {
        each.person_id: each for each in Choice.objects.filter(person_id__in=hearing, reason=Reason.DUTY)
    }
    at = entry.record.updated_at
    mail = _writes(at)
    of_teams = team_paces_of(hearing) if mail else {}
    zones = dict(Person.objects.filter(pk__in=of_teams.keys() | chosen.keys()).values_list("pk", "zone"))
    found = []
    for person in sorted(hearing):
        choice = chosen.get(person)
        usual = of_teams.get(person, {}).get(Reason.DUTY, MAIL_BY_DEFAULT[Reason.DUTY])
        pace = Pace(choice.mail if choice and choice.mail else usual)
        when = _due(pace, at, zones.get(person, "UTC")) if mail and pace != Pace.NEVER else None
        if when is not None or choice is None or choice.in_app:
            read_at = None if choice is None or choice.in_app else at
            found.append(_about(entry, Reason.DUTY, person_id=person, read_at=read_at, mail_due=when))
    _tell(found, at)


def _tell(found: Sequence[Notification], at: datetime) -> None:
    if not found:
        return
    Notification.objects.bulk_create(found)
    if any(each.mail_due is not None and each.mail_due <= at for each in found):
        later("notifications.write", record=found[0].record_id, seq=found[0].seq)


def _heard(
    happening: Happening, listeners: list[Listener], at: datetime, *, mail: bool
) -> list[Notification]:
    internal, by_id = happening.visibility == Visibility.INTERNAL, happening.by.person_id
    hearing = who_hears(happening.verb, internal=internal, by_id=by_id, listeners=listeners)
    written = (
        who_is_written_to(happening.verb, internal=internal, by_id=by_id, listeners=listeners) if mail else {}
    )
    zones = {listener.person_id: listener.zone for listener in listeners}
    return [
        _about(
            happening,
            hearing.get(person) or written[person][0],
            person_id=person,
            read_at=None if person in hearing else at,
            mail_due=_due(written[person][1], at, zones[person]) if person in written else None,
        )
        for person in dict.fromkeys([*hearing, *written])
    ]


def _about(what: Happening | Entry, reason: Reason, **rest: Any) -> Notification:
    return Notification(
        record=what.record,
        seq=what.seq,
        verb=what.verb,
        reason=reason,
        internal=what.visibility == Visibility.INTERNAL,
        at=what.record.updated_at,
        **rest,
    )


def _due(pace: Pace, at: datetime, zone: str) -> datetime:
    return at + GATHERED_AFTER if pace == Pace.NOW and _gathered.get() else due(pace, at, zone)


def mark_read(*, by: Actor, label: str | None = None) -> int:
    """Everything that waits for the person, or what is about the record called INC-1042. Says how many."""
    waiting = Notification.objects.filter(person_id=by.person_id or 0).unread()
    if label is not None:
        read = read_label(label)
        if read is None:
            return 0
        waiting = waiting.filter(record__kind=read[0], record__number=read[1])
    return waiting.update(read_at=timezone.now())


def drop_outdated() -> int:
    """Forget what was read long ago."""
    gone, _ = Notification.objects.outdated(timezone.now()).delete()
    return gone
