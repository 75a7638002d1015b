"""What there is to administer: one page that leads to all others, for administrators."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotAllowed
from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.rules import Role


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    if not request.actor.holds(Role.ADMIN):
        raise NotAllowed(_("Only administrators have something to do here."))
    return render(
        request, "faces/desk/pages/administration.html", {"places": _places(), "commands": _commands()}
    )


def _places() -> list[dict[str, str]]:
    return [
        {
            "icon": "users",
            "label": _("People"),
            "url": address_of("access:people"),
            "about": _("Who is here and who left; let somebody go, let them in again, erase who they were."),
        },
        {
            "icon": "mail",
            "label": _("Outbox"),
            "url": address_of("mail:outbox"),
            "about": _(
                "Letters that wait, that were refused, and of which nobody knows whether they arrived."
            ),
        },
        {
            "icon": "bell",
            "label": _("Who hears what"),
            "url": address_of("desk:who_hears"),
            "about": _("Who is told of what happens, by which rule."),
        },
    ]


def _commands() -> list[dict[str, str]]:
    """What has no page: said with the command that does it."""
    return [
        {
            "command": "maitre config",
            "about": _("Organisations, teams, roles, categories, calendars and templates, kept in files."),
        },
        {"command": "maitre import", "about": _("Histories from other systems.")},
        {"command": "maitre token", "about": _("Access tokens for programs: make one, end all of a person.")},
        {"command": "maitre verify", "about": _("Whether everything kept is as it was written.")},
        {"command": "maitre settings", "about": _("What this installation was told, and what it could be.")},
    ]
