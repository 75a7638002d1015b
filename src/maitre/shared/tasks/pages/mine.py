"""One's own tasks, and those of one's teams that nobody has: the most urgent first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.tasks.notices import my_tasks

SHOWN = 100


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """For everybody: somebody without a grant may have been given one."""
    asked = [(_("Your tasks"), "state:open assignee:me", _("Nothing is to be done by you."))]
    if request.actor.is_staff:
        asked.append(
            (_("Nobody has these yet"), "state:open assignee:none", _("Every task has found its person."))
        )
    lists = []
    for title, query, empty in asked:
        tasks, more = my_tasks(request.actor, query, limit=SHOWN)
        lists.append({"title": title, "tasks": tasks, "more": more, "empty": empty})
    return render(request, "shared/tasks/pages/mine.html", {"lists": lists})
