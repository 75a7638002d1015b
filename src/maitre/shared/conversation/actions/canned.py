"""Keep texts to be said again, for oneself or with one's team."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotAllowed, NotFound
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions.say import checked_text
from maitre.shared.conversation.models import CannedReply
from maitre.shared.organisation.models import Team


def keep_canned(name: str, text: str, *, by: Actor, team: Team | None = None) -> CannedReply:
    """Keep a reply under a name; a team's is open to its members. Whoever is in no team keeps their own."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80 or not name.isprintable():
        raise Invalid(
            _("Give it a short name."), errors=[FieldError("name", "range", _("1 to 80 characters"))]
        )
    if not by.is_staff or by.readonly:
        raise NotAllowed(_("Canned replies are for those who work on records."))
    if team is not None and not team.members.filter(pk=by.person_id).exists():
        raise NotAllowed(_("Only a member of a team keeps replies with it."))
    text = checked_text(text, field="text")
    try:
        with transaction.atomic():
            return CannedReply.objects.create(name=name, text=text, owner_id=by.person_id or 0, team=team)
    except IntegrityError as error:
        raise Invalid(
            _("You have a reply of that name."),
            errors=[FieldError("name", "taken", _("is the name of another"))],
        ) from error


def drop_canned(pk: int, *, by: Actor) -> None:
    """Take away one of one's own; a colleague's stays theirs."""
    found = CannedReply.objects.filter(pk=pk, owner_id=by.person_id or 0) if 0 < pk < 2**63 else None
    if not found or not found.delete()[0]:
        raise NotFound(_("There is no such reply of yours."))
