"""Choose what to hear, by bell and by letter, and when letters may come; a lead chooses for the team."""

from collections.abc import Mapping
from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.chain import JSON
from maitre.kernel.errors import FieldError, Invalid, NotAllowed
from maitre.shared.access.rules import Actor, Role
from maitre.shared.audit.actions import note
from maitre.shared.mail.rules import ADDRESS_LIMIT
from maitre.shared.notifications.models import Choice, Reach, TeamMail
from maitre.shared.notifications.rules import BY_DEFAULT, Hours, Pace, Reason
from maitre.shared.organisation.models import Team


@transaction.atomic
def choose(wanted: Mapping[str, bool], *, by: Actor, paces: Mapping[str, str] | None = None) -> None:
    """Set what the person hears; reasons not named stay. What everybody hears by default is not written down.

    `paces` are those of letters; an empty one is as the team says, or everybody.
    """
    given = paces or {}
    _check_reasons([*wanted, *given])
    _check_paces(given)
    person_id = by.person_id or 0
    before = {each.reason: each for each in Choice.objects.filter(person_id=person_id).select_for_update()}
    touched = {*wanted, *given}
    Choice.objects.filter(person_id=person_id, reason__in=touched).delete()
    kept = []
    for reason in sorted(touched):
        had = before.get(reason)
        default = BY_DEFAULT[Reason(reason)]
        in_app = wanted.get(reason, had.in_app if had else default)
        mail = given.get(reason, had.mail if had else "")
        if in_app != default or mail:
            kept.append(Choice(person_id=person_id, reason=reason, in_app=in_app, mail=mail))
    Choice.objects.bulk_create(kept)


def _check_reasons(named: list[str]) -> None:
    if unknown := sorted(set(named) - set(BY_DEFAULT)):
        known = ", ".join(BY_DEFAULT)
        raise Invalid(
            f"{unknown[0]}: is no reason; there are {known}.",
            errors=[FieldError(name, "unknown", known) for name in unknown],
        )


def _check_paces(paces: Mapping[str, str]) -> None:
    known = {*Pace, ""}
    if wrong := sorted(reason for reason, pace in paces.items() if pace not in known):
        raise Invalid(
            f"{wrong[0]}: letters come {', '.join(Pace)}.",
            errors=[FieldError(name, "unknown", ", ".join(Pace)) for name in wrong],
        )


def reach_of(person_id: int) -> Reach:
    """When letters may reach the person; as it is without a word where nothing was chosen."""
    return Reach.objects.filter(pk=person_id).first() or Reach(person_id=person_id)


def choose_reach(*, by: Actor, hours: str, start: time, end: time, weekends: bool, urgent: bool) -> None:
    """When letters may reach the person. What comes at another time waits, and comes together."""
    if hours not in Hours.__members__.values():
        raise Invalid(
            _("There are no such hours."), errors=[FieldError("hours", "unknown", ", ".join(Hours))]
        )
    values = {"hours": hours, "start": start, "end": end, "weekends": weekends, "urgent": urgent}
    Reach.objects.update_or_create(person_id=by.person_id or 0, defaults=values)


def may_choose_for(team: Team, *, by: Actor) -> bool:
    """Leads and administrators say how a team is written to."""
    return by.holds(Role.LEAD, Role.ADMIN, organisation=team.organisation_id)


def team_mail_of(team_id: int) -> TeamMail:
    return TeamMail.objects.filter(pk=team_id).first() or TeamMail(team_id=team_id)


def checked_mailbox(mailbox: str) -> str:
    """The address of a team, or none."""
    mailbox = mailbox.strip()
    try:
        if mailbox:
            validate_email(mailbox)
        if len(mailbox) > ADDRESS_LIMIT:
            raise ValidationError("too long")
    except ValidationError:
        sentence = _("This is no e-mail address.")
        raise Invalid(sentence, errors=[FieldError("mailbox", "address", sentence)]) from None
    return mailbox


@transaction.atomic
def choose_team_mail(
    team: Team, *, by: Actor, mailbox: str, hours: str, urgent: bool, paces: Mapping[str, str]
) -> None:
    """Where the team's own letters go, when, and what its members get who chose nothing themselves."""
    if by.readonly or not may_choose_for(team, by=by):
        raise NotAllowed(_("Only leads and administrators there say how a team is written to."))
    mailbox = checked_mailbox(mailbox)
    if hours not in (Hours.ALWAYS, Hours.WORKING):
        raise Invalid(_("There are no such hours."), errors=[FieldError("hours", "unknown", hours[:20])])
    _check_reasons(list(paces))
    _check_paces(paces)
    values = {
        "mailbox": mailbox,
        "hours": hours,
        "urgent": urgent,
        "paces": {reason: pace for reason, pace in paces.items() if pace},
    }
    TeamMail.objects.update_or_create(team=team, defaults=values)
    detail: dict[str, JSON] = {"hours": hours, "mailbox": bool(mailbox)}
    note("team_mail_chosen", team.key, by_id=by.person_id, by_name=by.name, detail=detail)
