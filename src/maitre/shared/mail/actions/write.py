"""Put a letter into the outbox, and know whether there is one at all."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from maitre.shared.mail.models import Letter
from maitre.shared.mail.notices import reply_key, sender
from maitre.shared.mail.rules import new_message_id, read_reply_token
from maitre.shared.organisation.models import Person, Team


def why_off() -> str:
    """The setting that is missing; empty when letters leave."""
    if settings.MAIL_SERVER is None:
        return "MAITRE_SMTP_URL"
    return "" if settings.BASE_URL else "MAITRE_BASE_URL"


def switched_on() -> bool:
    """Whether letters leave here: somebody named a server, and an address for their links."""
    return not why_off()


def new_letter(
    kind: str,
    to: Person | Team | None,
    address: str,
    *,
    at: datetime,
    about: dict[str, Any],
    record: int | None,
) -> Letter:
    """A letter that is not in the outbox yet: several go in with one statement. Its Message-ID is for good."""
    return Letter(
        kind=kind,
        address=address,
        person=to if isinstance(to, Person) else None,
        team=to if isinstance(to, Team) else None,
        organisation_id=to.organisation_id if to else None,
        record_id=record,
        about=about,
        message_id=new_message_id(sender().domain),
        created_at=at,
        due_at=at,
    )


def answers_to(token: str) -> tuple[int, int] | None:
    """Record and person that an answer's address names; None where this installation never signed it."""
    return read_reply_token(token, reply_key())


def drop_outdated() -> int:
    """Forget letters that came to their end long ago."""
    gone, _ = Letter.objects.outdated(timezone.now()).delete()
    return gone
