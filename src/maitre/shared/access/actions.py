"""Verbs of access: give and take back roles, issue and revoke tokens. Each is written into the audit book."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotAllowed
from maitre.kit.texts import checked_line, checked_text
from maitre.shared.access.models import Grant, Token
from maitre.shared.access.querysets import noted_sessions
from maitre.shared.access.rules import Actor, Role
from maitre.shared.audit.actions import note
from maitre.shared.organisation.actions import NOWHERE, anonymise, deactivate, reactivate
from maitre.shared.organisation.models import Organisation, Person, Team

READ, WRITE = "read", "write"
SCOPES = (READ, WRITE)
PREFIX = "mtr_"
"""Begins every token, so that secret scanners and people know one when they see it."""
TOKEN_DAYS = 90
MOST_DAYS = 366


@transaction.atomic
def grant(
    person: Person, role: Role, organisation: Organisation, *, by: Actor, team: Team | None = None
) -> Grant:
    """Make `person` a `role` over the organisation and everything beneath it, or over one team's records there."""
    _governs(by, organisation)
    if (
        team is not None
        and not organisation.path.startswith(team.organisation.path)
        and not (team.organisation.path.startswith(organisation.path))
    ):
        raise Invalid(
            f"{team.name} does not work there.", errors=[FieldError("team", "elsewhere", "works elsewhere")]
        )
    try:
        with transaction.atomic():
            made = Grant.objects.create(person=person, role=role, organisation=organisation, team=team)
    except IntegrityError:
        raise Invalid(
            f"{person.name} has this role there already.",
            errors=[FieldError("role", "taken", "is held already")],
        ) from None
    _noted("grant_given", made, by=by)
    return made


@transaction.atomic
def withdraw(given: Grant, *, by: Actor) -> None:
    """Take a role back."""
    _governs(by, given.organisation)
    _noted("grant_withdrawn", given, by=by)
    given.delete()


@transaction.atomic
def let_go(person: Person, *, by: Actor, reason: str = "") -> None:
    """Deactivate a person: signed out everywhere, tokens ended, work in hand given back to its teams."""
    _governs_person(by, person)
    if not deactivate(person):
        raise Invalid(
            _("%(person)s is not active any more.") % {"person": person.name},
            errors=[FieldError("person", "inactive", _("is not active"))],
        )
    _shut_out(person)
    detail = {"reason": checked_text(reason, field="reason", required=False)[:500]}
    note("person_deactivated", person.email, by_id=by.person_id, by_name=by.name, detail=detail)


@transaction.atomic
def let_in_again(person: Person, *, by: Actor) -> None:
    _governs_person(by, person)
    if person.email.endswith(f"@{NOWHERE}"):
        raise Invalid(
            _("Who was erased does not come back."), errors=[FieldError("person", "erased", _("was erased"))]
        )
    if reactivate(person):
        note("person_reactivated", person.email, by_id=by.person_id, by_name=by.name, detail={})


@transaction.atomic
def erase_person(person: Person, *, by: Actor) -> None:
    """Take off a person what says who they were, for good. Records, entries and figures stay, told of nobody.

    What others wrote about them in texts is erased entry by entry: nobody but people can tell where it stands.
    """
    _governs_person(by, person)
    subject = f"person {person.pk}"
    Grant.objects.filter(person=person).delete()
    for circle in person.circles.all():
        circle.members.remove(person)
    anonymise(person)
    _shut_out(person)
    note("person_erased", subject, by_id=by.person_id, by_name=by.name, detail={})


def _shut_out(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    Token.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())


def _governs_person(by: Actor, person: Person) -> None:
    if by.person_id == person.pk:
        raise NotAllowed(_("Nobody does this to themselves: another administrator has to."))
    _governs(by, person.organisation)


def _governs(by: Actor, organisation: Organisation) -> None:
    if by.readonly:
        raise NotAllowed(_("This token may only read. Make one with the scope “write”."))
    if not by.is_system and not by.holds(Role.ADMIN, organisation=organisation.pk):
        raise NotAllowed(
            _("Only an administrator of %(organisation)s decides who may do what there.")
            % {"organisation": organisation.name}
        )


def _noted(what: str, given: Grant, *, by: Actor) -> None:
    team = given.team.key if given.team else None
    note(
        what,
        given.person.email,
        by_id=by.person_id,
        by_name=by.name,
        detail={"role": str(given.role), "organisation": given.organisation.key, "team": team},
    )


def digest_of(secret: str) -> bytes:
    """What is kept of a token. A fast hash is enough: the secret is 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


@transaction.atomic
def issue_token(
    person: Person,
    name: str,
    *,
    by: Actor,
    scopes: Collection[str] = (READ,),
    days: int = TOKEN_DAYS,
    until: datetime | None = None,
) -> tuple[Token, str]:
    """A bearer token for `person` and its secret, which is told this once. It ends at `until` at the latest.

    The scope “write” brings “read” along. Raises Invalid, NotAllowed for somebody else's.
    """
    if by.readonly or not (by.is_system or by.person_id == person.pk):
        raise NotAllowed(_("A token can only be made for oneself, and not with one that may only read."))
    name = checked_line(name, "name", limit=120)
    errors = []
    if not scopes or set(scopes) - set(SCOPES):
        errors.append(FieldError("scopes", "unknown", ", ".join(SCOPES)))
    if not 1 <= days <= MOST_DAYS:
        errors.append(FieldError("days", "range", f"1 to {MOST_DAYS}"))
    if errors:
        raise Invalid(f"{errors[0].field}: {errors[0].message}", errors=errors)
    expires_at = timezone.now() + timedelta(days=days)
    secret = PREFIX + secrets.token_urlsafe(32)
    held = list(SCOPES) if WRITE in scopes else [READ]
    token = Token.objects.create(
        person=person, name=name, digest=digest_of(secret), scopes=held,
        expires_at=min(expires_at, until) if until else expires_at,
    )  # fmt: skip
    detail = {"token": name, "scopes": held, "expires_at": token.expires_at.isoformat()}
    note("token_issued", person.email, by_id=by.person_id, by_name=by.name, detail=detail)
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: Actor) -> None:
    """End a token now. One that has ended stays as it is."""
    if by.readonly or not (by.is_system or by.person_id == token.person_id):
        raise NotAllowed(_("A token can only be revoked by its owner, and not with one that may only read."))
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        person = token.person
        note("token_revoked", person.email, by_id=by.person_id, by_name=by.name, detail={"token": token.name})


def standing_tokens(person: Person) -> QuerySet[Token]:
    """Those that open something now."""
    return Token.objects.filter(person=person, revoked_at=None, expires_at__gt=timezone.now())


@transaction.atomic
def end_tokens(person: Person, *, by: Actor) -> int:
    """End all tokens of `person` now, as after a password that others may know. Says how many."""
    ended = list(standing_tokens(person))
    for token in ended:
        revoke_token(token, by=by)
    return len(ended)


def sessions_of(person: Person) -> list[UserSession]:
    """Where `person` is signed in: one statement. What has ended, or began before another password, is forgotten."""
    found = noted_sessions(person)
    ended = [each for each in found if not _stands(each.session_data, person)]
    for each in ended:
        each.end()
    return [each for each in found if each not in ended]


def _stands(session_data: str | None, person: Person) -> bool:
    """Whether Django would know the person by what the session holds."""
    if session_data is None:
        return False
    kept = str(SessionStore().decode(session_data).get(HASH_SESSION_KEY, ""))
    known = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return any(constant_time_compare(kept, each) for each in known)


@transaction.atomic
def end_other_sessions(person: Person, *, keep: str, by: Actor) -> int:
    """Sign `person` out of every browser but the one whose session is `keep`. Says how many."""
    if by.readonly or by.person_id != person.pk:
        raise NotAllowed(_("Sessions can only be ended by their owner."))
    others = list(UserSession.objects.filter(user=person).exclude(session_key=keep))
    for session in others:
        session.end()
    if others:
        detail = {"sessions": len(others)}
        note("sessions_ended", person.email, by_id=by.person_id, by_name=by.name, detail=detail)
    return len(others)
