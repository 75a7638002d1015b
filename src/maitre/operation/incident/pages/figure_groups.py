"""Figures of incidents by groups."""

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.flow.pages.groups import Practice, groups_page


@signed_in
def figure_groups_page(request: SignedInRequest) -> HttpResponseBase:
    """By category, service, people and whatever else incidents are told apart by."""
    practice = Practice(
        kind="incident",
        name=_("Incidents"),
        title=_("Figures of incidents"),
        list_url=reverse("incident:list"),
        figures_url=reverse("incident:figures"),
        groups_url=reverse("incident:figure_groups"),
    )
    return groups_page(request, practice)
