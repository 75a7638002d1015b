"""A real mail server for tests (aiosmtpd), on a free port of this machine: it keeps what it takes."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

OK = "250 OK, kept"


@dataclass
class Post:
    """What the server took, and what it says instead of OK where a test wants that."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    """The same letters as they came, byte by byte."""
    to: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """By address, the answer to RCPT."""
    answer: str = OK
    """To the whole letter."""
    slow: float = 0.0
    """Seconds it takes over each letter."""
    on_text: Callable[[], Any] = lambda: None
    """Called when a letter is kept and nobody has been told."""

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        if self.slow:
            await asyncio.sleep(self.slow)
        assert isinstance(envelope.content, bytes)
        if self.answer.startswith("2"):
            self.raw.append(envelope.content)
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
            self.to += envelope.rcpt_tos
        self.on_text()
        return self.answer

    def hang_up(self) -> None:
        """As `on_text`: the connection breaks before anybody is told."""
        raise ConnectionResetError

    def text_to(self, address: str) -> str:
        """Everything written to one address, all parts of all letters."""
        found = [each for each, to in zip(self.taken, self.to, strict=True) if to == address]
        return "\n".join(_all_of(each) for each in found)


def _all_of(letter: EmailMessage) -> str:
    parts = [str(part.get_content()) for part in letter.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in letter.items()), *parts])


def free_port() -> int:
    with socket.socket() as looking:
        looking.bind(("127.0.0.1", 0))
        port: int = looking.getsockname()[1]
        return port


@contextmanager
def serving(post: Post) -> Iterator[None]:
    """The server answers on its port within this; outside, nobody does."""
    controller = Controller(post, hostname="127.0.0.1", port=post.port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
