"""Records that sound alike: found when somebody looks at the panel, not with every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from maitre.kernel.errors import NotFound
from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.kit.web.slots import Panel
from maitre.shared.conversation.notices import Beside
from maitre.shared.practice.rules import Practice, practices
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.search.notices import hints
from maitre.shared.workspace.notices import rows


def similar(request: HttpRequest, beside: Beside) -> Panel | None:
    """The panel: a link that fetches its answer once it is in sight."""
    kind = beside.record.kind
    if kind not in {each.kind for each in practices()} or not reads_internal(beside.roles):
        return None
    context = {"url": address_of(f"{kind}:similar", beside.record.label)}
    html = render_to_string("shared/workspace/pages/similar_panel.html", context, request)
    return Panel("similar", _("Similar"), Markup(html))  # noqa: S704 - a template escapes what it is given


@signed_in
def show_similar(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """A piece for the panel; as a page of its own for a browser without script."""
    record = practice.subject(label, request.actor).record
    if not reads_internal(standing(request.actor, record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    found = rows(hints(record.title, request.actor, besides=record.pk))
    context = {"practice": practice, "found": found, "number": record.label}
    part = "shared/workspace/pages/similar_part.html"
    page = part if request.headers.get("HX-Request") else "shared/workspace/pages/similar.html"
    return render(request, page, context)
