"""On the home page of the portal: what is badly broken where somebody belongs, and what was said about it last."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from maitre.kit.web.slots import Panel
from maitre.operation.incident.models import MajorIncident
from maitre.operation.incident.notices.majors import last_words
from maitre.operation.incident.rules.major import Major, Obligation
from maitre.shared.access.rules import Actor

MOST = 5


def major_banner(request: HttpRequest, actor: Actor) -> Panel | None:
    """Only what was written for everybody: headline and updates. Title and number stay with those who may see them."""
    belongs = [int(each) for each in actor.organisation_path.split("/") if each]
    majors = list(
        MajorIncident.objects.affecting(belongs).exclude(headline="").order_by("declared_at")[:MOST]
    )
    if not majors:
        return None
    said = last_words(majors)
    due = {
        duty.major_id: duty.due_at
        for major in majors
        for duty in major.duties.open().filter(obligation=Obligation.UPDATE)
    }
    told = [
        {
            "headline": major.headline,
            "since": major.declared_at,
            "text": said[major.pk][0] if major.pk in said else "",
            "at": said[major.pk][1] if major.pk in said else None,
            "next": due.get(major.pk),
        }
        for major in majors
    ]
    html = render_to_string("operation/incident/pages/major_banner.html", {"told": told}, request)
    return Panel(f"majors-{Major.DECLARED}", _("Major incidents"), Markup(html))  # noqa: S704 - escaped by its template
