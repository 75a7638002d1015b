"""What one hears of, by bell and by letter, and when; who hears what at all; how a team is written to. Both faces."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.faces.desk.pages.forms import ReachForm, TeamMailForm
from maitre.kernel.errors import NotAllowed, NotFound
from maitre.kit.web.page import SignedInRequest, run_form, said, signed_in
from maitre.shared.access.querysets import teams_visible_to
from maitre.shared.mail.actions import why_off
from maitre.shared.notifications.actions import (
    choose,
    choose_reach,
    choose_team_mail,
    may_choose_for,
    reach_of,
    team_mail_of,
)
from maitre.shared.notifications.models import TeamMail
from maitre.shared.notifications.querysets import wishes_of
from maitre.shared.notifications.rules import WHO_HEARS, Pace, Part, Reason
from maitre.shared.organisation.models import Team
from maitre.shared.practice.rules import label_of

REASONS = {
    Reason.ASSIGNED: gettext_lazy("Something is assigned to me"),
    Reason.WORKING: gettext_lazy("Something is said or done on what is assigned to me"),
    Reason.ASKED: gettext_lazy("There is an answer, a question or a solution to what I asked for"),
    Reason.WATCHING: gettext_lazy("Something is said or done on what I follow"),
    Reason.TEAM: gettext_lazy("My team gets something that nobody has taken yet"),
    Reason.DUTY: gettext_lazy("Something is asked of me: a part in a major incident, a duty that is overdue"),
}
OF_STAFF = frozenset({Reason.ASSIGNED, Reason.WORKING, Reason.TEAM, Reason.DUTY})
PACES = {
    Pace.NOW: gettext_lazy("At once"),
    Pace.HOUR: gettext_lazy("Every hour, together"),
    Pace.DAY: gettext_lazy("Every morning, together"),
    Pace.NEVER: gettext_lazy("Never"),
}
PARTS = {
    Part.ASSIGNEE: gettext_lazy("Whoever it is assigned to"),
    Part.DOER: gettext_lazy("Whoever has the task, without a role there"),
    Part.REQUESTER: gettext_lazy("Whoever asked for it"),
    Part.WATCHER: gettext_lazy("Whoever follows it"),
    Part.TEAM: gettext_lazy("The team, while nobody has taken it"),
    Part.DOER: gettext_lazy("Whoever a task was given to"),
}
OF_EVERYBODY = frozenset({Part.REQUESTER, Part.WATCHER, Part.DOER})
SAID = {
    "report": gettext_lazy("Report for somebody else"),
    "comment": gettext_lazy("Reply"),
    "note": gettext_lazy("Internal note"),
    "attach": gettext_lazy("File"),
    "pause": gettext_lazy("Question or waiting"),
    "hand_back": gettext_lazy("Handed back"),
    "merge": gettext_lazy("Merged"),
    "unmerge": gettext_lazy("No longer merged"),
    "arrive": gettext_lazy("Something merged into it"),
    "declare_major": gettext_lazy("Declared a major incident"),
    "demote_major": gettext_lazy("No longer a major incident"),
    "update_stakeholders": gettext_lazy("News about a major incident"),
}
"""Verbs by what somebody hears; others are called as on their button."""


def rows_of(request: SignedInRequest) -> list[dict[str, Any]]:
    """Line by line what the person may choose, with what counts now. Who works on nothing is not asked about work."""
    wishes = wishes_of(request.actor.person_id or 0)
    return [
        {
            "name": reason.value,
            "label": label,
            "on": wishes[reason].heard,
            "mail": wishes[reason].pace or "",
            "usual": PACES[wishes[reason].usual],
        }
        for reason, label in REASONS.items()
        if request.actor.is_staff or reason not in OF_STAFF
    ]


def mail_of(request: SignedInRequest, form: forms.Form | None = None) -> dict[str, Any]:
    """What a page says about letters: whether any leave here, and when they reach the person."""
    reach = reach_of(request.actor.person_id or 0)
    initial = {name: getattr(reach, name) for name in ReachForm.base_fields}
    return {"mail_on": not why_off(), "paces": PACES, "reach": form or ReachForm(initial)}


@require_POST
@signed_in
def hears(request: SignedInRequest) -> HttpResponse:
    """What one wants to hear of, by bell and by letter."""
    asked = [row["name"] for row in rows_of(request)]
    wanted = {reason: reason in request.POST.getlist("reason") for reason in asked}
    paces = {reason: request.POST[f"mail-{reason}"] for reason in asked if f"mail-{reason}" in request.POST}
    choose(wanted, by=request.actor, paces=paces)
    said(request, _("Your settings are saved."))
    return redirect(f"{reverse('desk:profile')}#notifications")


def keep_reach(request: SignedInRequest, form: ReachForm) -> HttpResponse:
    """When letters may reach one, from a form that is in order."""
    choose_reach(by=request.actor, **form.cleaned_data)
    said(request, _("Your settings are saved."))
    return redirect(f"{reverse('desk:profile')}#letters")


@signed_in
def who_hears(request: SignedInRequest) -> HttpResponse:
    """The table itself, with what counts for everybody and for the teams one is in or leads."""
    lines = [
        {
            "who": PARTS[line.part],
            "verbs": sorted(str(SAID.get(verb) or label_of(verb)) for verb in line.verbs),
            "bell": line.by_default,
            "mail": PACES[line.by_mail],
        }
        for line in WHO_HEARS
        if request.actor.is_staff or line.part in OF_EVERYBODY
    ]
    context = {
        "lines": lines,
        "teams": list(_teams(request)) if request.actor.is_staff else [],
        "mail_off": why_off(),
        "is_desk": request.actor.is_staff,
    }
    return render(request, "faces/desk/pages/who_hears.html", context)


def _teams(request: SignedInRequest) -> Iterator[dict[str, Any]]:
    mine = set(Team.objects.filter(members=request.actor.person_id or 0).values_list("pk", flat=True))
    visible = teams_visible_to(request.actor).filter(is_active=True).order_by("name")
    rules = TeamMail.objects.in_bulk([team.pk for team in visible])
    for team in visible:
        leads = may_choose_for(team, by=request.actor)
        if leads or team.pk in mine:
            rule = rules.get(team.pk) or TeamMail(team=team)
            yield {
                "name": team.name,
                "mailbox": rule.mailbox,
                "said": [(REASONS[Reason(reason)], PACES[Pace(pace)]) for reason, pace in rule.paces.items()],
                "change_url": reverse("desk:team_mail", args=[team.key]) if leads else "",
            }


@signed_in
def team_mail(request: SignedInRequest, key: str) -> HttpResponse:
    """How a team is written to: for who leads or administers there."""
    team = teams_visible_to(request.actor).filter(key=key).first()
    if team is None:
        raise NotFound(_("There is no such team."))
    if not may_choose_for(team, by=request.actor):
        raise NotAllowed(_("Only leads and administrators there say how a team is written to."))
    rule = team_mail_of(team.pk)
    initial = {"mailbox": rule.mailbox, "hours": rule.hours, "urgent": rule.urgent}
    initial |= {f"mail-{reason}": pace for reason, pace in rule.paces.items()}
    form = TeamMailForm(request.POST or None, initial=initial, reasons=REASONS, paces=PACES)

    def act(given: Mapping[str, Any]) -> str:
        paces = {reason.value: given[f"mail-{reason}"] for reason in REASONS}
        choose_team_mail(
            team,
            by=request.actor,
            mailbox=given["mailbox"],
            hours=given["hours"],
            urgent=given["urgent"],
            paces=paces,
        )
        said(request, _("Kept."))
        return reverse("desk:who_hears")

    return run_form(
        request, form, act, "faces/desk/pages/team_mail.html", {"team": team, "mail_off": why_off()}
    )
