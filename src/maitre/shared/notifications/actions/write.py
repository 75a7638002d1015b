"""Write the letters that are due: one a person, held until their hours begin, gathered where there is much to say.

What a letter says is not decided here but when it is sent: notices/letters.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maitre.kernel.business_time import Calendar
from maitre.shared.mail.actions import hand_over, new_letter, switched_on
from maitre.shared.mail.models import Letter
from maitre.shared.notifications.models import Notification, Reach, TeamMail
from maitre.shared.notifications.rules import URGENT, Hours, own_hours, reach_at
from maitre.shared.organisation.models import Person, Team
from maitre.shared.organisation.querysets import calendar_of

AT_ONCE = 20
"""Letters that are handed over with the verb they are about; a crowd of watchers waits a moment longer."""
PORTION = 500
"""Notifications written about in one transaction."""


def write_now(record_id: int, seq: int) -> None:
    """The letters about one entry, written and handed over: what somebody just said is on its way in a second.

    Also those that `write_due` came to first: they would wait behind all it wrote before.
    """
    if not switched_on():
        return
    heard = Notification.objects.filter(record_id=record_id, seq=seq)
    with transaction.atomic():
        _write(list(heard.to_write(timezone.now(), patient=True)))
    written = heard.filter(mail_due=None).order_by("pk")
    first = list(written.values_list("pk", flat=True)[:AT_ONCE])
    letters = Letter.objects.due(timezone.now()).on_record(record_id).about_any("notifications", first)
    hand_over(list(letters.values_list("pk", flat=True)))


def write_due(portion: int = PORTION) -> int:
    """The letters that are due by now and that nobody waits for. Says how many notifications they are about."""
    if not switched_on():
        return 0
    now, found = timezone.now(), 0
    while True:
        with transaction.atomic():
            due = list(_of_whole_readers(now, portion))
            _write(due)
        found += len(due)
        if not due:
            return found


def _of_whole_readers(now: datetime, portion: int) -> Iterable[Notification]:
    """Some that are due, and everything else that is due for the same readers: nobody gets two letters for one."""
    first = Notification.objects.filter(mail_due__lte=now).order_by("mail_due", "pk")[:portion]
    readers = set(first.values_list("person_id", "team_id"))
    people, teams = {person for person, _ in readers} - {None}, {team for _, team in readers} - {None}
    return Notification.objects.to_write(now).filter(Q(person_id__in=people) | Q(team_id__in=teams))


def _write(due: Sequence[Notification]) -> list[Letter]:
    """Letters about these, in the transaction that takes them off what is due."""
    now = timezone.now()
    by_reader: dict[tuple[int | None, int | None], list[Notification]] = defaultdict(list)
    for each in due:
        # Seen meanwhile, in the bell or on the page: nobody needs to be written to about it.
        if each.read_at is None or each.read_at <= each.at:
            by_reader[each.person_id, each.team_id].append(each)
    reached = _reaches(by_reader)
    urgent = _urgent(due)
    letters, moved = [], []
    for reader, waiting in by_reader.items():
        if reader not in reached:
            continue  # no longer with us
        to, address, reach = reached[reader]
        ready = []
        for each in waiting:
            at = reach(now, each.record_id in urgent)
            if at > now:
                each.mail_due = at
                moved.append(each)
            else:
                ready.append(each)
        if ready:
            letters.append(_letter(to, address, ready, now))
    Notification.objects.filter(pk__in=[each.pk for each in due]).update(mail_due=None)
    Notification.objects.bulk_update(moved, ["mail_due"])
    return Letter.objects.bulk_create(letters)


def _letter(to: Person | Team, address: str, ready: Sequence[Notification], now: datetime) -> Letter:
    records = {each.record_id for each in ready}
    single = len(records) == 1
    return new_letter(
        "notice" if single else "digest",
        to,
        address,
        at=now,
        about={"notifications": [each.pk for each in ready]},
        record=records.pop() if single else None,
    )


def _urgent(due: Sequence[Notification]) -> set[int]:
    """Records among them that may disturb somebody at night."""
    about = Notification.objects.filter(pk__in=[each.pk for each in due], record__priority__lte=URGENT)
    return set(about.values_list("record_id", flat=True))


Reached = tuple[Person | Team, str, Callable[[datetime, bool], datetime]]


def _reaches(
    readers: Iterable[tuple[int | None, int | None]],
) -> dict[tuple[int | None, int | None], Reached]:
    """Who they are, their address, and when a letter may reach them."""
    people = {person for person, _ in readers if person}
    teams = {team for _, team in readers if team}
    found: dict[tuple[int | None, int | None], Reached] = {}
    chosen = Reach.objects.in_bulk(people)
    known = Person.objects.active().filter(pk__in=people).select_related("organisation")
    for person in known:
        found[person.pk, None] = (person, person.email, _when(chosen.get(person.pk), person))
    rules = TeamMail.objects.filter(pk__in=teams, team__is_active=True).exclude(mailbox="")
    for rule in rules.select_related("team__organisation"):
        found[None, rule.team_id] = (rule.team, rule.mailbox, _when(rule, rule.team))
    return found


def _when(chosen: Reach | TeamMail | None, reader: Person | Team) -> Callable[[datetime, bool], datetime]:
    hours = _hours(chosen, reader)
    wants_urgent = chosen is None or chosen.urgent
    return lambda at, urgent: reach_at(at, hours, urgent=urgent and wants_urgent)


def _hours(chosen: Reach | TeamMail | None, reader: Person | Team) -> Calendar | None:
    if chosen is None or chosen.hours == Hours.ALWAYS:
        return None
    if isinstance(chosen, Reach) and chosen.hours == Hours.OWN and isinstance(reader, Person):
        return own_hours(reader.zone, chosen.start, chosen.end, weekends=chosen.weekends)
    calendar = calendar_of(reader.organisation)
    # The hours and holidays of the house, by the reader's own clock; a team stands where its house does.
    return Calendar(
        reader.zone if isinstance(reader, Person) else calendar.zone, calendar.week, calendar.exceptions
    )
