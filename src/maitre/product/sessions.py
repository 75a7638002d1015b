"""Sessions in the database as Django keeps them, read by a statement of our own that brings the person along: every
page begins with it. The ORM took longer to write its two statements than PostgreSQL to answer them."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from maitre.shared.access.querysets import held
from maitre.shared.organisation.models import Person


class SessionStore(db.SessionStore):
    noted: Person | None = None
    """Who was noted as signed in by this session when it was read."""

    def _get_session_from_db(self) -> Any:
        """The row that stands and has not ended; None, and no key, where there is none."""
        found = held(self.session_key, timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
            return None
        self.noted = found.person
        return self.model(self.session_key or "", found.data, found.ends)


class SignedIn(AuthenticationMiddleware):
    """Puts who asks on each request, when it is first asked for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]


def _person(request: HttpRequest) -> Any:
    """Whom the session brought along, if it proves them; else whoever Django finds."""
    said = request.session.get(auth.SESSION_KEY)
    noted: Person | None = request.session.noted  # type: ignore[attr-defined]
    return noted if noted and _proven(noted, said, request.session) else auth.get_user(request)


def _proven(person: Person, said: Any, session: SessionBase) -> bool:
    """Whether the signed data says it is them, by a way to sign in that is open, with the password they have now."""
    return (
        person.is_active
        and said == str(person.pk)
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(auth.HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    )
