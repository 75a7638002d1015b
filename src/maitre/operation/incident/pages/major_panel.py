"""Beside the record of a major incident: how it is led. Costs nothing where nobody ever thought it one."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from maitre.kit.web.slots import Panel
from maitre.operation.incident.lifecycle import LIFECYCLE
from maitre.operation.incident.models import MajorIncident
from maitre.operation.incident.notices.majors import lead_of
from maitre.shared.conversation.notices import Beside
from maitre.shared.records.querysets import reads_internal


def major_panel(request: HttpRequest, beside: Beside) -> Panel | None:
    record = beside.record
    if record.kind != LIFECYCLE.kind or not record.incident.major or not reads_internal(beside.roles):
        return None
    major = MajorIncident.objects.with_people().filter(pk=record.pk).first()
    if major is None:
        return None
    context = {"lead": lead_of(major)}
    html = render_to_string("operation/incident/pages/major_panel.html", context, request)
    return Panel("major", _("Major incident"), Markup(html))  # noqa: S704 - a template escapes what it is given
