"""One's own settings, for everybody: language, zone, looks, keys, what to hear of, sessions, tokens. Serves both faces.

Who one is - name, address, organisation, roles - is shown and cannot be set here (N38).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from markupsafe import Markup

from maitre.faces.desk.pages.forms import PreferencesForm, ReachForm, TokenForm
from maitre.faces.desk.pages.hears import keep_reach, mail_of, rows_of
from maitre.kernel.zones import zones_of_cities
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.shared.access.actions import end_other_sessions, sessions_of
from maitre.shared.access.models import Grant, Token
from maitre.shared.access.rules import Role
from maitre.shared.audit.actions import note
from maitre.shared.organisation.actions import prefer
from maitre.shared.organisation.models import Person

ROLES = {
    Role.AGENT: gettext_lazy("Agent"),
    Role.LEAD: gettext_lazy("Lead"),
    Role.CHANGE_MANAGER: gettext_lazy("Change manager"),
    Role.SERVICE_OWNER: gettext_lazy("Service owner"),
    Role.MANAGER: gettext_lazy("Manager"),
    Role.AUDITOR: gettext_lazy("Auditor"),
    Role.ADMIN: gettext_lazy("Administrator"),
}


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """The page; sent back, what one prefers."""
    if request.method != "POST":
        return page(request)
    allowed = {*PreferencesForm.base_fields, "csrfmiddlewaretoken"}
    strange = [name[:100] for name in request.POST if name not in allowed]
    if strange:
        _refused(request, strange)
    form = PreferencesForm(request.POST)
    if strange or not form.is_valid():
        return page(request, preferences=form, status=422)
    prefer(request.user, **form.cleaned_data)
    with translation.override(form.cleaned_data["language"]):
        said(request, _("Your settings are saved."))
    answer = redirect("desk:profile")
    for name in ("theme", "density"):
        # Another look chosen in this browser alone gives way to what is now wanted everywhere.
        answer.delete_cookie(name, samesite="Lax")
    return answer


def _refused(request: SignedInRequest, fields: list[str]) -> None:
    person = request.user
    detail: dict[str, Any] = {"fields": fields[:20]}
    note("profile_refused", person.email, by_id=person.pk, by_name=person.name, detail=detail)


@require_POST
@signed_in
def reach(request: SignedInRequest) -> HttpResponse:
    """When letters may reach one."""
    form = ReachForm(request.POST)
    return keep_reach(request, form) if form.is_valid() else page(request, letters=form, status=422)


@require_POST
@signed_in
def sign_out_elsewhere(request: SignedInRequest) -> HttpResponse:
    end_other_sessions(request.user, keep=request.session.session_key or "", by=request.actor)
    said(request, _("You are signed out everywhere else."))
    return redirect(f"{reverse('desk:profile')}#sessions")


def page(
    request: SignedInRequest,
    *,
    preferences: forms.Form | None = None,
    token: forms.Form | None = None,
    letters: forms.Form | None = None,
    secret: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Everything that is one's own, with a form as it was typed where it was refused."""
    person = request.user
    context = {
        "me": person,
        "roles": [
            {
                "role": ROLES[Role(grant.role)],
                "where": grant.organisation.name,
                "team": grant.team.name if grant.team else "",
            }
            for grant in Grant.objects.filter(person=person)
            .select_related("organisation", "team")
            .order_by("pk")
        ],
        "preferences": preferences or PreferencesForm(_preferred(person)),
        "zones": _zones(),
        "hears": rows_of(request),
        **mail_of(request, letters),
        "sessions": _sessions(request),
        "tokens": Token.objects.filter(person=person, revoked_at=None).order_by("-pk"),
        "token_form": token or TokenForm(),
        "secret": secret,
        "is_desk": request.actor.is_staff,
    }
    answer = render(request, "faces/desk/pages/profile.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@cache
def _zones() -> Markup:
    """What is offered where a zone is typed, the same for everybody: drawn once."""
    return Markup("").join(Markup('<option value="{}">').format(zone) for zone in zones_of_cities())


def _preferred(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PreferencesForm.base_fields}


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def _sessions(request: SignedInRequest) -> list[dict[str, Any]]:
    """Where one is signed in, this browser first."""
    known = sessions_of(request.user)
    here = request.session.session_key
    if not any(_is_noted(each, request) for each in known):
        UserSession.objects.create_from_request(request)
        known = sessions_of(request.user)
    found = [
        {
            "words": _browser(each.user_agent),
            "ip": each.ip,
            "since": each.created_at,
            "here": each.session_key == here,
        }
        for each in known
    ]
    return sorted(found, key=lambda each: (not each["here"], -each["since"].timestamp()))


def _is_noted(session: UserSession, request: SignedInRequest) -> bool:
    """Whether it is the session of this request, and says where that comes from."""
    agent = request.headers.get("User-Agent", "")[: UserSession._meta.get_field("user_agent").max_length]
    address = get_adapter().get_client_ip(request)
    return bool(
        (session.session_key, session.ip, session.user_agent) == (request.session.session_key, address, agent)
    )


def _browser(agent: str) -> str:
    """A browser as people call it; what it says of itself is never trusted further."""
    browser = next((name for part, name in BROWSERS if part in agent), _("Unknown browser"))
    system = next((name for part, name in SYSTEMS if part in agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
