"""Panels beside every record: files, linked records, who follows it; and the forms in them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from markupsafe import Markup

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.addresses import address_of
from maitre.kit.web.fields import PersonField
from maitre.kit.web.page import SignedInRequest, complained, said, signed_in
from maitre.kit.web.slots import Panel
from maitre.shared.access.querysets import people_visible_to
from maitre.shared.conversation import actions
from maitre.shared.conversation.models import Link
from maitre.shared.conversation.notices import LINK_WORDS, Beside, linked_to, watchers_of
from maitre.shared.conversation.rules import CHOSEN_LINKS, WHO
from maitre.shared.records.models import Participation, Record
from maitre.shared.records.querysets import reads_internal, standing

SHOWN = 8


def files(request: HttpRequest, beside: Beside) -> Panel | None:
    if not beside.files:
        return None
    given = {"first": beside.files[:SHOWN], "rest": beside.files[SHOWN:]}
    return Panel("files", _("Files"), drawn("files", given, request), len(beside.files))


def linked(request: HttpRequest, beside: Beside) -> Panel | None:
    """Nothing where there is none and one may add none."""
    links = linked_to(beside.record, beside.actor)
    may_link = bool(beside.roles & WHO["link"]) and not beside.actor.readonly
    if not links and not may_link:
        return None
    number = beside.record.label
    given = {
        "links": [
            {
                "words": LINK_WORDS[each.kind],
                "number": each.other.label,
                "title": each.other.title,
                "phase": each.other.phase,
                "url": address_of("portal:go", each.other.label),
                "removal": address_of("conversation:unlink", number, each.pk) if may_link else "",
            }
            for each in links
        ],
        "kinds": [(kind, LINK_WORDS[kind]) for kind in CHOSEN_LINKS] if may_link else [],
        "add_url": address_of("conversation:link", number),
    }
    return Panel("linked", _("Linked"), drawn("linked", given, request), len(links) or None)


def watchers(request: HttpRequest, beside: Beside) -> Panel | None:
    """For those who work on it."""
    if not reads_internal(beside.roles):
        return None
    number, me = beside.record.label, beside.actor.person_id
    people = watchers_of(beside.record)
    may_call = bool(beside.roles & WHO["link"]) and not beside.actor.readonly
    given = {
        "people": [
            {
                "name": name,
                "removal": address_of("conversation:unwatch", number, pk) if may_call or pk == me else "",
            }
            for pk, name in people.items()
        ],
        "follows": me in people,
        "me": me,
        "may_call": may_call,
        "may_follow": bool(beside.roles & WHO["watch"]) and not beside.actor.readonly,
        "number": number,
        "add_url": address_of("conversation:watch", number),
    }
    return Panel("watchers", _("Followers"), drawn("watchers", given, request), len(people) or None)


def drawn(name: str, given: dict[str, Any], request: HttpRequest) -> Markup:
    """A panel's inside from its template, which escapes what it is given."""
    return Markup(render_to_string(f"shared/conversation/pages/{name}.html", given, request))  # noqa: S704


def _back(record: Record, anchor: str) -> HttpResponse:
    return redirect(f"{address_of(f'{record.kind}:show', record.label)}#{anchor}")


@require_POST
@signed_in
def link(request: SignedInRequest, number: str) -> HttpResponse:
    """To a record by its number; one that is not there is said above the page, and nothing else changes."""
    record = Record.objects.labelled(number, request.actor)
    try:
        target = Record.objects.labelled(request.POST.get("target", "").strip().upper(), request.actor)
        actions.link(record, target, request.POST.get("kind", "relates"), by=request.actor)
    except MaitreError as error:
        complained(request, error.sentence)
    return _back(record, "linked")


@require_POST
@signed_in
def unlink(request: SignedInRequest, number: str, id: int) -> HttpResponse:
    record = Record.objects.labelled(number, request.actor)
    if id not in {each.pk for each in linked_to(record, request.actor)}:
        raise NotFound("There is no such link, or it is not open to you.")
    actions.unlink(Link.objects.select_related("source", "target").get(pk=id), by=request.actor)
    return _back(record, "linked")


@require_POST
@signed_in
def watch(request: SignedInRequest, number: str) -> HttpResponse:
    """Oneself without naming anybody, or a colleague by name or address."""
    record = Record.objects.labelled(number, request.actor)
    known = people_visible_to(request.actor).filter(is_active=True)
    field = PersonField(required=False, queryset=known)
    try:
        person = field.clean(request.POST.get("person", "")) or request.user
        if actions.watch(record, person, by=request.actor):
            said(request, _("%(person)s follows this now") % {"person": person.name})
    except MaitreError as error:
        complained(request, error.sentence)
    except ValidationError as error:
        complained(request, error.messages[0])
    return _back(record, "watchers")


@require_POST
@signed_in
def unwatch(request: SignedInRequest, number: str, id: int) -> HttpResponse:
    record = Record.objects.labelled(number, request.actor)
    watching = Participation.objects.filter(record=record, role=Participation.As.WATCHER, person_id=id)
    row = watching.select_related("person").first()
    mine = id == request.actor.person_id
    if row is None or not (mine or reads_internal(standing(request.actor, record))):
        raise NotFound("They do not follow this record.")
    actions.unwatch(record, row.person, by=request.actor)
    if not reads_internal(standing(request.actor, record)):
        return redirect("portal:home")
    return _back(record, "watchers")
