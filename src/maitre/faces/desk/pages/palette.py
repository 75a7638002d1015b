"""What the palette offers for what was typed: verbs of the record one is on, records, pages, views, people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES
from maitre.shared.access.querysets import people_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.querysets import favourites_of
from maitre.shared.conversation.rules import WHO
from maitre.shared.macros.models import Macro
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.models import Record, SavedView
from maitre.shared.records.querysets import ListRow, standing
from maitre.shared.records.rules import read_label
from maitre.shared.search.notices import find
from maitre.shared.tasks.notices import STATES as TASK_STATES
from maitre.shared.workspace.notices import buttons

SHOWN = 5
"""People and records for one question; a better question finds the others."""
MACROS = 50
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: a page to go to, or (`post`) a verb to run there."""

    label: str
    url: str
    icon: str
    note: str = ""
    number: str = ""
    post: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    options: list[Option]


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """A fragment for the open palette; the portal has none."""
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    groups = [group for group in _groups(text, request.GET.get("on", ""), request.actor) if group.options]
    return render(request, "faces/desk/pages/palette.html", {"groups": groups, "text": text})


def _groups(text: str, on: str, actor: Actor) -> Iterator[Group]:
    """In the order of how likely each is meant."""
    found = find(text, actor, limit=SHOWN, typing=True) if len(text) > 1 else None
    if found and found.named:
        yield Group(_("Go to"), [_record(found.named)])
    if read_label(on):
        yield Group(on.upper(), _fitting(text, _verbs(on, actor)))
        yield Group(_("Macros"), _fitting(text, _macros(on, actor)))
    yield Group(_("Pages"), _fitting(text, _pages()))
    yield Group(_("Views"), _fitting(text, _views(actor)))
    yield Group(_("Favourites"), _fitting(text, [_record(each) for each in favourites_of(actor)])[:SHOWN])
    if len(text) > 1:
        yield Group(_("People"), list(_people(text, actor)))
    if found and found.hits:
        hits = [_record(hit.record) for hit in found.hits]
        everything = Option(
            _("Everything with “%(text)s”") % {"text": text},
            f"{reverse('desk:search')}?{urlencode({'q': text})}",
            "search",
        )
        yield Group(_("Records"), [*hits, everything])


def _fitting(text: str, options: Iterable[Option]) -> list[Option]:
    """Those whose words begin like the words typed; those that begin like the whole of it first."""
    asked = text.casefold().split()
    fitting = []
    for option in options:
        words = option.label.casefold().split()
        if all(any(word.startswith(each) for word in words) for each in asked):
            fitting.append(option)
    return sorted(fitting, key=lambda option: not option.label.casefold().startswith(text.casefold()))


def _record(record: Record | ListRow) -> Option:
    return Option(
        record.title,
        reverse("portal:go", args=[record.label]),
        "arrow-right",
        str((TASK_STATES if record.kind == "task" else STATES).get(record.state, record.state)),
        record.label,
    )


def _verbs(label: str, actor: Actor) -> Iterator[Option]:
    """What this person may do now to the record they are on; nothing where it is none of theirs."""
    try:
        incident = Incident.objects.labelled(label, actor)
    except NotFound:
        return
    record = incident.record
    address = reverse(f"{record.kind}:show", args=[record.label])
    roles = standing(actor, record)
    if roles & WHO["comment"] and not actor.readonly:
        yield Option(_("Reply"), f"{address}#write", "reply")
    for button in buttons(practice_of(record.kind), incident, actor):
        if not button["blocked"]:
            yield Option(button["label"], button["url"], button["icon"], post=button["method"] == "post")


def _macros(label: str, actor: Actor) -> Iterator[Option]:
    """What this person may run on the record they are on: each is shown before it is taken."""
    for macro in Macro.objects.of_kind("incident").open_to(actor)[:MACROS]:
        yield Option(macro.name, reverse("incident:run_macro", args=[label.upper(), macro.pk]), "zap")


def _pages() -> Iterator[Option]:
    yield Option(_("My work"), reverse("desk:my_work"), "inbox")
    yield Option(_("Tasks"), reverse("task:mine"), "square-check")
    yield Option(_("Incidents"), reverse("incident:list"), "octagon-alert")
    yield Option(_("Report an incident"), reverse("incident:create"), "plus")
    yield Option(_("Search"), reverse("desk:search"), "search")
    yield Option(_("Macros"), reverse("incident:macros"), "zap")
    yield Option(_("Canned replies"), reverse("conversation:canned"), "message-circle")
    yield Option(_("Downloads"), reverse("exports:downloads"), "download")
    yield Option(_("Recurrences"), reverse("recurrence:list"), "refresh-cw")
    yield Option(_("Your reminders"), reverse("reminders:mine"), "bell")
    yield Option(_("Notifications"), reverse("desk:notifications"), "bell")
    yield Option(_("Profile and settings"), reverse("desk:profile"), "settings")
    yield Option(_("Help portal"), reverse("portal:home"), "life-buoy")


def _views(actor: Actor) -> Iterator[Option]:
    named = [
        (_("All open"), "state:open"),
        (_("Mine"), "state:open assignee:me"),
        (_("Unassigned"), "state:open assignee:none"),
        (_("Waiting"), "state:pending"),
        (_("Resolved"), "state:resolved"),
    ]
    incidents = _("Incidents")
    for label, query in named:
        yield Option(label, f"{reverse('incident:list')}?{urlencode({'q': query})}", "list-filter", incidents)
    for saved in SavedView.objects.visible_to(actor):
        given = urlencode({"q": saved.query, "sort": saved.sort})
        yield Option(saved.name, f"{reverse(f'{saved.kind}:list')}?{given}", "star", incidents)


def _people(text: str, actor: Actor) -> Iterator[Option]:
    """Whose name or address begins like this; leads to what they asked for."""
    start = text.casefold()
    known = people_visible_to(actor).filter(is_active=True)
    found = known.filter(folded_name__startswith=start) | known.filter(email__startswith=start)
    for person in found.order_by("folded_name")[:SHOWN]:
        query = urlencode({"q": f'requester:"{person.email}"'})
        yield Option(person.name, f"{reverse('incident:list')}?{query}", "user", person.email)
