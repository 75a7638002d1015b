"""A letter as the message that leaves: addresses, what identifies it, text and HTML. No picture, nothing remote."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings

from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import (
    LINE_END,
    NAME_LIMIT,
    AsWritten,
    Content,
    address_value,
    ascii_address,
    one_line,
    reply_address,
    reply_token,
    text_value,
    thread_id,
)


def sender() -> Address:
    """Who letters come from: the setting, or “maitre” at the host people type."""
    found: Address = settings.MAIL_SENDER
    return found


def reply_key() -> bytes:
    """What answers' tokens are signed with. Another secret key makes old letters unanswerable, and that is all."""
    key: str = settings.SECRET_KEY
    return key.encode()


def message_of(letter: Letter, content: Content, *, at: datetime) -> EmailMessage:
    """The whole message. Raises ValueError for an address that is none."""
    came_from, to = sender(), ascii_address(letter.address)
    message = EmailMessage(policy=AsWritten(linesep=LINE_END, utf8=not to.isascii()))
    message["From"] = address_value(one_line(came_from.display_name, NAME_LIMIT), came_from)
    local, _, domain = to.rpartition("@")
    name = one_line(letter.person.name, NAME_LIMIT) if letter.person else ""
    message["To"] = address_value(name, Address(username=local, domain=domain))
    message["Subject"] = text_value(one_line(content.subject))
    message["Date"] = format_datetime(at)
    message["Message-ID"] = letter.message_id
    # RFC 3834: programs that answer by themselves leave it alone; Exchange knows only the second.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Unsubscribe"] = f"<{settings.BASE_URL}/profile#notifications>"
    if content.record is not None:
        message["In-Reply-To"] = message["References"] = thread_id(content.record, came_from.domain)
        if letter.person_id is not None:
            token = reply_token(content.record, letter.person_id, reply_key())
            message["Reply-To"] = reply_address(came_from.username, came_from.domain, token)
    message.set_content(content.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(content.html, subtype="html", charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = content.language
    return message
