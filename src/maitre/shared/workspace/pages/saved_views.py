"""Views of a list as tabs: those everybody has, one's own, one's teams'; keeping the present one, dropping one."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kernel.errors import NotFound
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Team
from maitre.shared.practice.rules import Practice
from maitre.shared.records.actions.views import drop_view, save_view
from maitre.shared.records.querysets import KeptView, furniture_of
from maitre.shared.workspace.pages.list_query import USUAL_SORT, ListQuery, way_back

TABS = 10
"""Tabs shown at once; further views lie in the menu beside them."""


def tabs(practice: Practice, saved: Sequence[KeptView], actor: Actor, asked: ListQuery) -> dict[str, Any]:
    """Tabs to show, and every saved view for the menu that also drops them."""
    mine = [_saved(view, actor, asked) for view in saved]
    standing = _standing(practice, asked)
    shown = [*standing, *mine]
    if len(shown) > TABS:
        room = shown[: TABS - 1]
        shown = room + ([view for view in shown[TABS - 1 :] if view["current"]] or [shown[TABS - 1]])[:1]
    known = any(view["current"] for view in shown)
    return {"shown": shown, "saved": mine, "hidden": len(standing) + len(mine) - len(shown), "known": known}


def _standing(practice: Practice, asked: ListQuery) -> list[dict[str, Any]]:
    return [
        {
            "label": view.label,
            "url": asked.url(query=view.query, sort=USUAL_SORT),
            "current": view.query == asked.query,
            "pulse": view.pulse,
        }
        for view in practice.views
    ]


def _saved(view: KeptView, actor: Actor, asked: ListQuery) -> dict[str, Any]:
    own = view.owner_id == actor.person_id
    shared = _("Shared with %(team)s") % {"team": view.team_name} if view.team_name else ""
    return {
        "id": view.id,
        "label": view.name,
        "url": asked.url(query=view.query, sort=view.sort),
        "current": view.query == asked.query and view.sort == asked.sort,
        "own": own,
        "note": shared if own else _("From %(person)s") % {"person": view.owner_name},
    }


@require_POST
@signed_in
def save(request: SignedInRequest, practice: Practice) -> HttpResponse:
    """Keep the present query under a name."""
    given = request.POST
    asked = ListQuery.of(practice, given)
    team = None
    if key := given.get("team", ""):
        if key not in {str(own.id) for own in furniture_of(practice.kind, request.actor).teams}:
            raise NotFound("There is no such team of yours.")
        team = Team.objects.get(pk=key)
    view = save_view(
        practice.kind, given.get("name", ""), asked.query, asked.sort, by=request.actor, team=team
    )
    said(request, _("Saved as %(name)s.") % {"name": view.name})
    return redirect(asked.url(query=view.query, sort=view.sort))


@require_POST
@signed_in
def drop(request: SignedInRequest, practice: Practice, pk: int) -> HttpResponse:
    drop_view(pk, by=request.actor)
    said(request, _("The view is gone."))
    return redirect(way_back(practice, request))
