"""What waits for me, and what waits for anybody in my teams."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.conversation.querysets import favourites_of
from maitre.shared.records.querysets import ListRow, listing_of
from maitre.shared.tasks.notices import my_tasks
from maitre.shared.tasks.notices import rows as task_rows
from maitre.shared.workspace.notices import rows

SHOWN = 15


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """Requesters have their own home."""
    if not request.actor.is_staff:
        return redirect("portal:home")
    asked = [
        (
            _("Assigned to me"),
            "state:open assignee:me",
            _("Nothing is assigned to you."),
            ("requester", "team", "updated"),
        ),
        (
            _("Nobody has taken these"),
            "state:open assignee:none",
            _("Everything has found its person."),
            ("requester", "team", "updated"),
        ),
    ]
    lists = []
    for title, query, empty, columns in asked:
        page = listing_of("incident", request.actor, query=query, sort="priority", limit=SHOWN)
        address = f"{address_of('incident:list')}?{urlencode({'q': query})}"
        shown = {"title": title, "rows": rows(page.rows), "columns": columns}
        lists.append({**shown, "url": address, "empty": empty, "more": page.next is not None})
    if starred := favourites_of(request.actor, SHOWN):
        kept = {"title": _("Favourites"), "rows": _rows(starred), "columns": ("assignee", "updated")}
        lists.append(kept | {"url": "", "empty": "", "more": False})
    tasks, more = my_tasks(request.actor, "state:open assignee:me", limit=SHOWN)
    context = {"lists": lists, "tasks": tasks, "more_tasks": more}
    return render(request, "faces/desk/pages/my_work.html", context)


def _rows(mixed: Sequence[ListRow]) -> list[Any]:
    """Records of any kind, in their order."""
    return [row for each in mixed for row in (task_rows if each.kind == "task" else rows)([each])]
