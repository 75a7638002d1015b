"""Who is calling: a bearer token, or a session with its CSRF token. Nothing here ever logs what a caller sent."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from maitre.kernel.errors import NotAllowed, NotSignedIn
from maitre.shared.access.actions import WRITE, digest_of
from maitre.shared.access.querysets import actor_for, bearing
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Person

SAFE = {"GET", "HEAD", "OPTIONS"}


class Bearer(HttpBearer):
    """A token in the Authorization header. Whatever is wrong with it is told the same way."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request.headers.get(self.header):
            return None
        actor = super().__call__(request)
        if actor is None:
            raise NotSignedIn("This token is not known, has ended, or was revoked.")
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        held = bearing(digest_of(token), timezone.now())
        if held is None or not held.person.is_active:
            return None
        readonly = WRITE not in held.scopes
        if readonly and request.method not in SAFE:
            raise NotAllowed("This token may only read. Make one with the scope “write”.")
        request.token_ends = held.ends  # type: ignore[attr-defined]
        return _arrived(request, held.person, readonly=readonly)


class Session(APIKeyCookie):
    """The session of somebody who signed in to the pages; what changes something needs its CSRF token."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise NotAllowed("With a session, send its CSRF token in X-CSRFToken.")
        return _arrived(request, request.user, readonly=False)


def _arrived(request: HttpRequest, person: Person, *, readonly: bool) -> Actor:
    translation.activate(person.language)  # undone by product.middleware.Person
    actor = actor_for(person, via="rest", readonly=readonly)
    request.actor = actor  # type: ignore[attr-defined]
    request.caller = person  # type: ignore[attr-defined]
    return actor


def actor_of(request: HttpRequest) -> Actor:
    """Whoever this call comes from."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]


def caller_id(request: HttpRequest) -> int:
    """The person this call comes from; the system itself never calls."""
    return actor_of(request).person_id or 0


def caller_of(request: HttpRequest) -> Person:
    """The person this call comes from, with their organisation."""
    return cast(Person, request.caller)  # type: ignore[attr-defined]


def token_ends(request: HttpRequest) -> datetime | None:
    """When the token ends that this call came with; None for a session."""
    return cast("datetime | None", getattr(request, "token_ends", None))
