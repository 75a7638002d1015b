"""The vocabulary for asking about files, drafts, presence and canned replies: those that are a person's to read."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import StrIndex
from django.utils import timezone

from maitre.kernel.errors import NotFound
from maitre.shared.access.models import Circle, Grant
from maitre.shared.access.querysets import people_visible_to, teams_led_by
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


def people_named(text: str, actor: Actor) -> "models.QuerySet[Person]":
    """People `actor` may know of whose name, address or id begins with `text`: what a picker offers.

    Each way is a prefix that an index serves; names and ids that are hidden are as if there were none.
    """
    text = text.strip().casefold()
    start = Q(folded_name__startswith=text) | Q(email__startswith=text)
    if text.isdecimal() and text.isascii() and len(text) < 19:
        start |= Q(pk=int(text))
    return people_visible_to(actor).filter(start, is_active=True).order_by("folded_name", "pk")


def who_see(record: Record) -> Q:
    """A condition on people: those to whom the record is open by a grant, a circle or taking part."""
    takes_part = Exists(Participation.objects.filter(record=record, person=OuterRef("pk")))
    if record.circle_id is not None:
        inside = Circle.members.through.objects.filter(circle_id=record.circle_id, person_id=OuterRef("pk"))
        return Q(Exists(inside)) | Q(takes_part)
    grants = Grant.objects.filter(person=OuterRef("pk")).filter(Q(team=None) | Q(team_id=record.team_id or 0))
    there = grants.annotate(at=StrIndex(models.Value(record.organisation.path), "organisation__path"))
    return Q(Exists(there.filter(at=1))) | Q(takes_part)
