"""The vocabulary for asking about notifications: whose, unread, still open to them, and who might hear of an entry."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

from maitre.shared.access.rules import Actor
from maitre.shared.notifications.rules import BY_DEFAULT, MAIL_BY_DEFAULT, Listener, Pace, Reason, Wish
from maitre.shared.records.querysets import seen_by, worked_by

if TYPE_CHECKING:
    from maitre.shared.notifications.models import Notification  # noqa: F401 - named in a string below

COUNTED_UP_TO = 99
"""The bell says "99+" beyond."""
KEPT_DAYS = 90
"""How long what was read stays."""


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, actor: Actor) -> Self:
        """Their own, about what is still open to them: a right that was lost takes its notifications along.

        Each is held against its own record. As a set of all records one works on, the whole table was read for it.
        """
        own = self.filter(person_id=actor.person_id or 0)
        return own.filter(Q(internal=False) | worked_by(actor, "record__"), seen_by(actor, "record__"))

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def about(self, record_id: int) -> Self:
        return self.filter(record_id=record_id)

    def to_write(self, now: datetime, *, patient: bool = False) -> Self:
        """About which a letter is due, the oldest first; what others are just writing is left to them, or (`patient`)
        waited for: what they wrote about is not due any more then."""
        waiting = self.filter(mail_due__lte=now).order_by("mail_due", "pk")
        return waiting.select_for_update(of=("self",), skip_locked=not patient)

    def outdated(self, now: datetime) -> Self:
        """Read, and long ago."""
        return self.filter(read_at__lt=now - timedelta(days=KEPT_DAYS))


def unread_of(actor: Actor) -> int:
    """How many notifications wait for the person; stops counting beyond COUNTED_UP_TO."""
    found: NotificationQuerySet = apps.get_model("notifications", "Notification").objects.all()
    # Their newest unread first, by index; only these are held against what they may still see.
    waiting = found.filter(person_id=actor.person_id or 0).unread().order_by("-pk")
    newest = list(waiting.values_list("pk", flat=True)[: COUNTED_UP_TO + 1])
    return found.of(actor).filter(pk__in=newest).count() if newest else 0


# What is asked for stands in the text, not in parameters: PostgreSQL then keeps one plan for each, where it would
# plan every comment anew to leave out the parts that are not wanted.
_LISTENERS = """
    WITH here AS (
        SELECT r.id, r.circle_id, r.team_id, r.assignee_id, o.path
          FROM records_record r JOIN organisation_organisation o ON o.id = r.organisation_id
         WHERE r.id = %(record)s
    ), parts AS (
        SELECT assignee_id AS person_id, 'assignee' AS part FROM here WHERE assignee_id IS NOT NULL
         UNION ALL
        SELECT person_id, CASE role WHEN 'on_behalf' THEN 'requester' ELSE role END
          FROM records_participation WHERE record_id = %(record)s
         UNION ALL
        SELECT m.person_id, 'team' FROM here JOIN organisation_team_members m ON m.team_id = here.team_id
         WHERE {team} AND here.assignee_id IS NULL
    )
    SELECT p.id, array_agg(DISTINCT parts.part),
           EXISTS (SELECT 1 FROM access_grant g JOIN organisation_organisation root ON root.id = g.organisation_id
                    WHERE g.person_id = p.id AND here.path LIKE root.path || '%%'
                      AND (g.team_id IS NULL OR g.team_id = here.team_id))
           AND (here.circle_id IS NULL OR EXISTS (SELECT 1 FROM access_circle_members c
                    WHERE c.circle_id = here.circle_id AND c.person_id = p.id)),
           (SELECT json_object_agg(c.reason, c.in_app)::text FROM notifications_choice c WHERE c.person_id = p.id),
           CASE WHEN {mail} THEN
           (SELECT t.paces::text FROM notifications_teammail t JOIN organisation_team_members m USING (team_id)
             WHERE m.person_id = p.id ORDER BY t.team_id IS NOT DISTINCT FROM here.team_id DESC, t.team_id LIMIT 1) END,
           CASE WHEN {mail} THEN
           (SELECT json_object_agg(c.reason, c.mail)::text FROM notifications_choice c
             WHERE c.person_id = p.id AND c.mail <> '') END,
           p.zone
      FROM here, parts JOIN organisation_person p ON p.id = parts.person_id AND p.is_active
     GROUP BY p.id, here.path, here.circle_id, here.team_id
"""
_MAILBOX = """
     UNION ALL
    SELECT NULL, ARRAY[here.team_id::text], false, NULL, NULL, NULL, NULL
      FROM here JOIN notifications_teammail t ON t.team_id = here.team_id AND t.mailbox <> ''
     WHERE here.assignee_id IS NULL AND here.circle_id IS NULL
"""


def listeners_of(record_id: int, *, team: bool, mail: bool = False) -> tuple[list[Listener], int | None]:
    """Everybody with a part in the record, and its team's members when `team` and nobody has it: one statement.

    With `mail` also what they chose for letters, and the team whose mailbox hears as well.
    """
    found, mailbox = [], None
    with connection.cursor() as cursor:
        statement = _LISTENERS.format(team=team, mail=mail) + (_MAILBOX if team and mail else "")
        cursor.execute(statement, {"record": record_id})
        for person, parts, works, chosen, of_team, own, zone in cursor.fetchall():
            if person is None:
                mailbox = int(parts[0])
                continue
            paces = {**_read(of_team), **_read(own)}
            found.append(Listener(person, frozenset(parts), works, _read(chosen), paces, zone))
    return found, mailbox


_WISHES = """
    SELECT (SELECT json_object_agg(reason, in_app)::text FROM notifications_choice WHERE person_id = %(person)s),
           (SELECT json_object_agg(reason, mail)::text FROM notifications_choice
             WHERE person_id = %(person)s AND mail <> ''),
           (SELECT t.paces::text FROM notifications_teammail t JOIN organisation_team_members m USING (team_id)
             WHERE m.person_id = %(person)s ORDER BY t.team_id LIMIT 1)
"""


def wishes_of(person_id: int) -> Mapping[Reason, Wish]:
    """Reason by reason what the person hears, and what counts for letters: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WISHES, {"person": person_id})
        heard, own, of_team = map(_read, cursor.fetchone())
    return {
        reason: Wish(
            heard=heard.get(reason, default),
            pace=Pace(own[reason]) if reason in own else None,
            usual=Pace(of_team.get(reason, MAIL_BY_DEFAULT[reason])),
        )
        for reason, default in BY_DEFAULT.items()
    }


def team_paces_of(people: Collection[int]) -> dict[int, Mapping[str, str]]:
    """By person, what their team says about letters: the first team that says anything, as the profile shows it."""
    rows = apps.get_model("notifications", "TeamMail").objects.filter(team__members__in=people)
    return dict(rows.order_by("-team_id").values_list("team__members", "paces"))


def _read(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}
