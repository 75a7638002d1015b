"""What waits for a person as pages show it: by record, newest first, each entry in words."""

from dataclasses import dataclass, field
from datetime import datetime

from maitre.shared.access.rules import Actor, standing_by_grant
from maitre.shared.notifications.models import Notification
from maitre.shared.records.models import Record
from maitre.shared.records.notices import Told, sentence, tell_places

SNIPPET = 160
"""Characters of what was said; the rest stands in the record."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing to hear of."""

    seq: int
    at: datetime
    by_name: str
    sentence: str
    snippet: str
    reason: str
    unread: bool
    internal: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A record and what is to be heard of it. `works` tells whether it opens on the desk."""

    record: Record
    works: bool
    heard: list[Heard] = field(default_factory=list)

    @property
    def unread(self) -> int:
        return sum(each.unread for each in self.heard)


@dataclass(frozen=True, slots=True)
class Centre:
    """A page of groups; `next` is the place to go on from, None at the end."""

    groups: list[Group]
    next: int | None


def centre_of(
    actor: Actor, *, unread_only: bool = False, before: int | None = None, limit: int = 50
) -> Centre:
    """The newest `limit` notifications, by record in the order of each one's newest: four statements."""
    waiting = Notification.objects.of(actor).select_related(
        "record", "record__organisation", "record__requester", "record__team", "record__assignee"
    )
    if unread_only:
        waiting = waiting.unread()
    if before is not None:
        waiting = waiting.filter(pk__lt=before)
    found = list(waiting.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    told = tell_places([(each.record_id, each.seq) for each in shown])
    groups: dict[int, Group] = {}
    for each in shown:
        if entry := told.get((each.record_id, each.seq)):
            group = groups.setdefault(each.record_id, Group(each.record, _works(actor, each.record)))
            group.heard.append(_heard(each, entry))
    return Centre(list(groups.values()), shown[-1].pk if len(found) > limit else None)


def _works(actor: Actor, record: Record) -> bool:
    in_circle = record.circle_id is None or record.circle_id in actor.circles
    return bool(
        standing_by_grant(
            actor.scopes, organisation=record.organisation_id, team=record.team_id, in_circle=in_circle
        )
    )


def _heard(notification: Notification, told: Told) -> Heard:
    said = " ".join(told.text.split()) if told.verb != "report" else ""
    return Heard(
        seq=told.seq,
        at=told.at,
        by_name=told.by_name,
        sentence=sentence(notification.record.kind, told),
        snippet=said if len(said) <= SNIPPET else said[:SNIPPET].rsplit(" ", 1)[0] + " …",
        reason=notification.reason,
        unread=notification.read_at is None,
        internal=notification.internal,
    )
