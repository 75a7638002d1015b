"""Browsers in which somebody has signed in before. Each is counted by itself when a password is wrong, so nobody is
locked out of theirs by what others try elsewhere, not even behind the same address."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known"
SALT = "maitre.known-browser"
YEAR = 365 * 24 * 3600
MOST_PEOPLE = 8
"""Who are remembered in one browser, at a desk that several share."""


def known_as(request: HttpRequest, email: str) -> str:
    """The name of this browser, if `email` has signed in here within a year; else nothing."""
    found = _read(request)
    return str(found["browser"]) if _mark(email) in found["people"] else ""


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Note in the browser that they have signed in there; it learns no address from that."""
    found = _read(request)
    people = [_mark(email), *(each for each in found["people"] if each != _mark(email))]
    kept = signing.dumps({"browser": found["browser"], "people": people[:MOST_PEOPLE]}, salt=SALT)
    response.set_cookie(
        COOKIE,
        kept,
        max_age=YEAR,
        path="/sign-in",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return {"browser": secrets.token_urlsafe(12), "people": []}
    return found


def _mark(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:24]
