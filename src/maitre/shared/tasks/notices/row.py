"""Tasks as lists show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from maitre.shared.access.rules import Actor
from maitre.shared.records.models import NO_DEADLINE, Record
from maitre.shared.records.querysets import ListRow, listing_of
from maitre.shared.tasks.models import Task
from maitre.shared.tasks.notices.words import STATES

SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Row:
    """A task as lists show it. `host` is the label of what it is part of, empty for who may not see that."""

    number: str
    url: str
    title: str
    state: str
    phase: str
    priority: int
    requester_name: str
    team_name: str
    assignee_name: str
    updated_at: datetime
    created_at: datetime
    version: int
    due_at: datetime | None
    due_look: str
    host: str = ""
    host_title: str = ""


def due_look(due: datetime | None, *, is_open: bool, now: datetime | None = None) -> str:
    """ "over", "soon" or nothing: how a due time is to be drawn."""
    if due is None or not is_open:
        return ""
    left = due - (now or timezone.now())
    return "over" if left < timedelta(0) else "soon" if left < SOON else ""


def rows(listed: Iterable[ListRow], hosts: Mapping[int, Record] | None = None) -> list[Row]:
    """Rows of a list for its template. `hosts`: what each is part of, where the reader may see it."""
    found = []
    for each in listed:
        due = None if each.deadline >= NO_DEADLINE else each.deadline
        host = (hosts or {}).get(each.id)
        row = Row(
            number=each.number,
            url=reverse("task:show", args=[each.number]),
            title=each.title,
            state=str(STATES[each.state]),
            phase=each.phase,
            priority=each.priority,
            requester_name="",
            team_name=each.team_name or "",
            assignee_name=each.assignee_name or "",
            updated_at=each.updated_at,
            created_at=each.created_at,
            version=each.version,
            due_at=due,
            due_look=due_look(due, is_open=each.phase in ("queued", "active")),
            host=host.label if host else "",
            host_title=host.title if host else "",
        )
        found.append(row)
    return found


def my_tasks(actor: Actor, query: str, *, limit: int) -> tuple[list[Row], bool]:
    """Tasks that answer `query`, the most urgent first, with what they are part of: two statements."""
    page = listing_of("task", actor, query=query, sort="deadline", limit=limit)
    return rows(page.rows, hosts_of([row.id for row in page.rows], actor)), page.next is not None


def hosts_of(ids: Iterable[int], actor: Actor) -> dict[int, Record]:
    """What tasks are part of, by the task's id, as far as `actor` may see it."""
    wanted = list(ids)
    if not wanted:
        return {}
    visible = Record.objects.visible_to(actor).filter(hosted__in=wanted)
    places = dict(Task.objects.filter(pk__in=wanted).values_list("pk", "record__host"))
    known = {host.pk: host for host in visible}
    return {pk: known[host] for pk, host in places.items() if host in known}
