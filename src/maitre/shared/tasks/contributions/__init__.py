"""What tasks add elsewhere: life cycle, words, followers that keep records and tasks together, a panel, templates."""

import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from maitre.kernel.errors import NotReady
from maitre.kernel.query import Field as QueryField
from maitre.kernel.query import Kind as QueryKind
from maitre.kernel.states import OPEN_PHASES
from maitre.kit.web.slots import fill
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Happening, Why, on, register
from maitre.shared.organisation.models import Person
from maitre.shared.organisation.rules import on_leaving
from maitre.shared.records.models import Body, Entry
from maitre.shared.records.notices import speaks
from maitre.shared.records.rules import HOSTED, offer_fields
from maitre.shared.search.actions import Text, index_texts
from maitre.shared.search.rules import Part, describes, text_of
from maitre.shared.tasks.actions import assign, cancel, kept_by
from maitre.shared.tasks.contributions import templates  # noqa: F401  (declares the definitions)
from maitre.shared.tasks.lifecycle import LIFECYCLE
from maitre.shared.tasks.models import Task
from maitre.shared.tasks.notices import OF_HOST, SENTENCES
from maitre.shared.tasks.pages.panel import tasks
from maitre.shared.tasks.querysets import asked_anew, lacks_finished_tasks


def hold_while_blocked(happening: Happening) -> None:
    """The row of the record is ours by now: no task that holds it up came to be since the needs were asked."""
    if happening.record.kind in HOSTED:
        return
    asked_anew(happening.record)
    if lack := lacks_finished_tasks(happening, {}):
        sentence = _("%(record)s cannot be resolved yet: it %(waits)s.")
        raise NotReady(sentence % {"record": happening.record.label, "waits": lack.message}, errors=[lack])


def cancel_along(happening: Happening) -> None:
    """What is not wanted any more needs no work."""
    if happening.record.kind not in HOSTED:
        for task in Task.objects.unfinished_of(happening.record.pk):
            cancel(task, by=SYSTEM_ACTOR, reason="", why=Why("task.record_cancelled"))


def hide_along(happening: Happening) -> None:
    """Tasks are as confidential as the record they are part of, and left to nobody who may not work there."""
    record = happening.record
    if record.kind not in HOSTED:
        for task in Task.objects.filter(record__host=record.pk).select_related("record__assignee"):
            who = kept_by(task, record)
            step(
                task,
                "confide",
                by=SYSTEM_ACTOR,
                change={"circle_id": record.circle_id, "assignee_id": who.pk if who else None},
                visibility="internal",
            )


def hand_back(person: Person) -> None:
    """What somebody who leaves had still to do, is nobody's or its team's again."""
    had = Task.objects.filter(record__assignee=person, record__phase__in=OPEN_PHASES)
    for task in had.select_related("record", "record__team").order_by("pk"):
        assign(task, by=SYSTEM_ACTOR, team=task.record.team)


def index_planned(happening: Happening) -> None:
    texts = [Text(Part.TITLE, 0, happening.record.title, internal=True)]
    if happening.text:
        texts.append(Text(Part.DESCRIPTION, 0, happening.text, internal=True))
    index_texts(happening.record, texts)


def describe(ids: Sequence[int]) -> dict[int, str]:
    """Descriptions as they stand; one whose first entry was erased is none."""
    erased = Body.objects.filter(record_id__in=ids, seq=1, erased_at__isnull=False).values("record_id")
    return dict(Task.objects.filter(pk__in=ids).exclude(pk__in=erased).values_list("pk", "description"))


def forget_description(happening: Happening) -> None:
    """Erasing what was planned takes the description with it."""
    if happening.record.kind != LIFECYCLE.kind:
        return
    entry = Entry.objects.get(record=happening.record, seq=happening.seq)
    if json.loads(entry.sealed)["change"]["entry"][0] == 1:
        Task.objects.filter(pk=happening.record.pk).update(description="")


FIELDS = (
    text_of(f"part.part IN ({int(Part.TITLE)}, {int(Part.DESCRIPTION)})"),
    QueryField(
        name="due",
        kind=QueryKind.INSTANT,
        sql="records_record.next_deadline",
        get=lambda row: row.next_deadline,  # type: ignore[attr-defined]
    ),
)
"""Title and description: whoever sees a task reads them; notes on it only those who work there."""

register(LIFECYCLE)
offer_fields(LIFECYCLE, FIELDS)
speaks(LIFECYCLE.kind, SENTENCES)
speaks("", OF_HOST)
on("plan", index_planned)
on("resolve", hold_while_blocked)
on("cancel", cancel_along)
on("confide", hide_along)
on("erase", forget_description)
describes(LIFECYCLE.kind, describe)
on_leaving(hand_back)
fill("record", tasks, order=15)
