"""The vocabulary for asking about files, drafts, presence and canned replies: those that are a person's to read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import StrIndex
from django.utils import timezone

from maitre.kernel.errors import NotFound
from maitre.shared.access.models import Circle, Grant
from maitre.shared.access.querysets import teams_led_by
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.rules import DRAFT_DAYS, PRESENT_SECONDS
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Participation, Record, Visibility
from maitre.shared.records.querysets import ListRow, reads_internal, rows_among, standing

if TYPE_CHECKING:
    from maitre.shared.conversation.models import (  # noqa: F401 - named in strings below
        Attachment,
        CannedReply,
        Draft,
        Presence,
    )


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def opened_by(self, actor: Actor, pk: int) -> "Attachment":
        """A file one may open; an internal one only for who reads internal notes. NotFound otherwise."""
        found = self.filter(pk=pk).first() if pk < 2**63 else None
        record = found and Record.objects.visible_to(actor).filter(pk=found.record_id).first()
        hidden = found and found.visibility == Visibility.INTERNAL
        if not found or not record or (hidden and not reads_internal(standing(actor, record))):
            raise NotFound("There is no such file, or it is not open to you.")
        return found


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, actor: Actor) -> Self:
        """The person's own, newest first; nobody reads another's."""
        return self.filter(person_id=actor.person_id or 0).order_by("-updated_at", "-id")

    def on(self, record: Record | None) -> Self:
        """Those written on a record, or on none."""
        return self.filter(record=record)

    def outdated(self, now: datetime) -> Self:
        return self.filter(updated_at__lt=now - timedelta(days=DRAFT_DAYS))


class PresenceQuerySet(models.QuerySet["Presence"]):
    def beside(self, record: Record, actor: Actor) -> Self:
        """Everybody else who has the record open now; those who write first."""
        since = timezone.now() - timedelta(seconds=PRESENT_SECONDS)
        others = self.filter(record=record, seen_at__gt=since).exclude(person_id=actor.person_id or 0)
        return others.select_related("person").order_by("-wrote_at", "person__folded_name")


class CannedReplyQuerySet(models.QuerySet["CannedReply"]):
    def open_to(self, actor: Actor) -> Self:
        """One's own, and those of one's teams: what the composer offers."""
        own = Q(owner_id=actor.person_id or 0, team=None)
        return self.filter(own | Q(team__members=actor.person_id or 0)).distinct()

    def shown_to(self, actor: Actor) -> Self:
        """What one uses, and what one defines for the teams one leads."""
        leads = Q(team__in=teams_led_by(actor))
        mine = Q(owner_id=actor.person_id or 0) | Q(team__members=actor.person_id or 0)
        return self.filter(mine | leads).distinct()

    def changed_by(self, actor: Actor) -> Self:
        """One's own, and all of the teams one leads."""
        return self.filter(Q(owner_id=actor.person_id or 0) | Q(team__in=teams_led_by(actor))).distinct()


FAVOURITES = 30
"""Favourites shown: what is at hand is few."""


def favourites_of(actor: Actor, limit: int = FAVOURITES) -> list[ListRow]:
    """What the person keeps at hand and may still see, the newest first: two statements, one where there is none."""
    starred = Record.objects.visible_to(actor).filter(favourites__person=actor.person_id or 0)
    ids = list(starred.order_by("-favourites__at").values_list("pk", flat=True)[:limit])
    rows = {row.id: row for row in rows_among(ids)} if ids else {}
    return [rows[pk] for pk in ids if pk in rows]


# What stands beside every record, by statements of our own: the ORM took longer to write than PostgreSQL to answer.


def files_on(record: Record, *, internal: bool) -> list[tuple[int, int, str, int]]:
    """(id, seq, name, bytes) of the files one may open."""
    public = "" if internal else f" AND visibility = '{Visibility.PUBLIC}'"
    return _rows(
        f"SELECT id, seq, name, size FROM conversation_attachment WHERE record_id = %s{public} ORDER BY id",
        [record.pk],
    )


def following(record: Record) -> list[tuple[int, str]]:
    """(id, name) of who follows it, by name."""
    return _rows(
        "SELECT p.id, p.name FROM records_participation w JOIN organisation_person p ON p.id = w.person_id"
        f" WHERE w.record_id = %s AND w.role = '{Participation.As.WATCHER}' ORDER BY p.folded_name",
        [record.pk],
    )


def written_on(
    record: Record | None, actor: Actor
) -> list[tuple[str, str, str, str, int, int, datetime, int]]:
    """(place, text, voice, tab, keystroke, version, at, id) of one's drafts on a record or on none, newest first."""
    there, parameters = ("record_id = %s", [record.pk]) if record else ("record_id IS NULL", [])
    return _rows(
        "SELECT place, text, voice, tab, keystroke, version, updated_at, id FROM conversation_draft"
        f" WHERE person_id = %s AND {there} ORDER BY updated_at DESC, id DESC",
        [actor.person_id or 0, *parameters],
    )


_LINKS = """
    SELECT l.id, l.kind, {outward}, {columns} FROM conversation_link l JOIN records_record o ON o.id = l.{other}
     WHERE l.{one} = %s
"""


def links_of(record: Record) -> list[tuple[int, str, bool, Record]]:
    """(id, kind, whether it leads from here, the other end), oldest first."""
    fields = [field.attname for field in Record._meta.concrete_fields]
    columns = ", ".join(f'o."{field.column}"' for field in Record._meta.concrete_fields)
    out = _LINKS.format(outward="true", columns=columns, other="target_id", one="source_id")
    into = _LINKS.format(outward="false", columns=columns, other="source_id", one="target_id")
    found = _rows(f"{out} UNION ALL {into} ORDER BY 1", [record.pk, record.pk])
    return [
        (pk, kind, outward, Record.from_db(connection.alias, fields, row))
        for pk, kind, outward, *row in found
    ]


def _rows(text: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return list(cursor.fetchall())


def people_named(text: str, among: "models.QuerySet[Person]", most: int) -> "models.QuerySet[Person]":
    """Some of `among` whose name, address or id begins with `text`, by name: what a picker offers.

    Each way is read by itself, in the order of its own index and no further than `most`. As one condition, everybody
    whose name begins with a letter was read, or all names were walked for the few that fit.
    """
    text = text.strip().casefold()
    ways = [
        among.filter(folded_name__startswith=text).order_by("folded_name", "pk"),
        among.filter(email__startswith=text).order_by("email"),
    ]
    if text.isdecimal() and text.isascii() and len(text) < 19:
        ways.append(among.filter(pk=int(text)))
    first, *others = [way.values("pk")[:most] for way in ways]
    found = Person.objects.filter(pk__in=first.union(*others))
    return found.order_by("folded_name", "pk")[:most]


def who_see(record: Record) -> Q:
    """A condition on people: those to whom the record is open by a grant, a circle or taking part."""
    takes_part = Exists(Participation.objects.filter(record=record, person=OuterRef("pk")))
    if record.circle_id is not None:
        inside = Circle.members.through.objects.filter(circle_id=record.circle_id, person_id=OuterRef("pk"))
        return Q(Exists(inside)) | Q(takes_part)
    grants = Grant.objects.filter(person=OuterRef("pk")).filter(Q(team=None) | Q(team_id=record.team_id or 0))
    there = grants.annotate(at=StrIndex(Value(record.organisation.path), "organisation__path"))
    return Q(Exists(there.filter(at=1))) | Q(takes_part)
