"""Let people hear of what happened, mark it read, choose what to hear, forget what is old."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.rules import Happening
from maitre.shared.notifications.models import Choice, Notification
from maitre.shared.notifications.querysets import listeners_of
from maitre.shared.notifications.rules import BY_DEFAULT, VERBS, WHO_HEARS, Part, Reason, who_hears
from maitre.shared.records.models import Entry, Visibility
from maitre.shared.records.rules import read_label

_OF_REQUESTERS_ONLY = frozenset(
    verb for verb in VERBS if all(line.part == Part.REQUESTER for line in WHO_HEARS if verb in line.verbs)
)
_OF_TEAMS = frozenset(verb for line in WHO_HEARS if line.part == Part.TEAM for verb in line.verbs)


def let_hear(happening: Happening) -> None:
    """Follower of every verb somebody hears of: at most two statements, in the verb's own transaction."""
    record, by_id = happening.record, happening.by.person_id
    if happening.verb in _OF_REQUESTERS_ONLY and by_id == record.requester_id:
        return
    internal = happening.visibility == Visibility.INTERNAL
    listeners = listeners_of(record.pk, team=happening.verb in _OF_TEAMS)
    listeners = [each for each in listeners if each.person_id not in happening.heard]
    hearing = who_hears(happening.verb, internal=internal, by_id=by_id, listeners=listeners)
    if not hearing:
        return
    _tell(happening, hearing)


def alert(entry: Entry, people: Collection[int]) -> None:
    """Let these people hear of an entry because it asks something of them. Nobody hears of what they did.

    Who may not see the record is not shown it: what somebody hears of is asked again whenever they look.
    """
    silent = Choice.objects.filter(person_id__in=people, reason=Reason.DUTY, in_app=False)
    hearing = set(people) - {entry.by_id} - set(silent.values_list("person_id", flat=True))
    told = Notification.objects.filter(person_id__in=hearing, record_id=entry.record_id, seq=entry.seq)
    hearing -= set(told.values_list("person_id", flat=True))
    _tell(entry, dict.fromkeys(sorted(hearing), Reason.DUTY))


def _tell(what: Happening | Entry, hearing: Mapping[int, Reason]) -> None:
    Notification.objects.bulk_create(
        Notification(
            person_id=person,
            record=what.record,
            seq=what.seq,
            verb=what.verb,
            reason=reason,
            internal=what.visibility == Visibility.INTERNAL,
            at=what.record.updated_at,
        )
        for person, reason in hearing.items()
    )


def mark_read(*, by: Actor, label: str | None = None) -> int:
    """Everything that waits for the person, or what is about the record called INC-1042. Says how many."""
    waiting = Notification.objects.filter(person_id=by.person_id or 0).unread()
    if label is not None:
        read = read_label(label)
        if read is None:
            return 0
        waiting = waiting.filter(record__kind=read[0], record__number=read[1])
    return waiting.update(read_at=timezone.now())


def choices_of(person_id: int) -> dict[Reason, bool]:
    """What a person hears, reason by reason."""
    chosen = dict(Choice.objects.filter(person_id=person_id).values_list("reason", "in_app"))
    return {reason: chosen.get(reason, default) for reason, default in BY_DEFAULT.items()}


@transaction.atomic
def choose(wanted: Mapping[str, bool], *, by: Actor) -> None:
    """Set what the person hears; reasons not named stay. What everybody hears by default is not written down."""
    if unknown := sorted(set(wanted) - set(BY_DEFAULT)):
        known = ", ".join(BY_DEFAULT)
        raise Invalid(
            f"{unknown[0]}: is no reason; there are {known}.",
            errors=[FieldError(name, "unknown", known) for name in unknown],
        )
    person_id = by.person_id or 0
    Choice.objects.filter(person_id=person_id, reason__in=list(wanted)).delete()
    Choice.objects.bulk_create(
        Choice(person_id=person_id, reason=reason, in_app=in_app)
        for reason, in_app in wanted.items()
        if in_app != BY_DEFAULT[Reason(reason)]
    )


def drop_outdated() -> int:
    """Forget what was read long ago."""
    gone, _ = Notification.objects.outdated(timezone.now()).delete()
    return gone
