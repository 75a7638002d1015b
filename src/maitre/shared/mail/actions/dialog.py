"""The talk with the mail server (RFC 5321), step by step: so it is known what the server has."""

import re
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from maitre.shared.mail.rules import Outcome, Security, Server, one_line

PATIENCE = 20.0
"""Seconds for every answer but the last."""
LAST_PATIENCE = 120.0
"""Seconds for the answer to the whole letter: who hangs up earlier does not know what became of it."""
_LINE_END = re.compile(rb"\r\n|\r|\n")


class Undelivered(Exception):
    """An attempt that did not end with 250. `answer` is what the server, or the network, said."""

    def __init__(self, outcome: Outcome, answer: str, *, unreachable: bool = False) -> None:
        super().__init__(answer)
        self.outcome, self.answer, self.unreachable = outcome, answer, unreachable


class Dialog:
    """One connection for several letters, opened when the first one comes."""

    def __init__(self, server: Server, own_name: str) -> None:
        self._server, self._own_name = server, own_name
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._hang_up()
            self._smtp = None

    def deliver(self, sender: str, to: str, message: EmailMessage, *, before_text: Callable[[], None]) -> str:
        """Hand one letter over; what the server said at its 250. `before_text` runs when it waits for the text."""
        smtp = self._connected()
        try:
            options = ["SMTPUTF8", "BODY=8BITMIME"] if not to.isascii() else []
            if options and not smtp.has_extn("smtputf8"):
                raise Undelivered(
                    Outcome.REFUSED, "the server takes no addresses with such letters (SMTPUTF8)"
                )
            self._expect(smtp.mail(sender, options), 250)
            self._expect(smtp.rcpt(to), 250, 251)
            self._expect(smtp.docmd("DATA"), 354)
        except (OSError, smtplib.SMTPServerDisconnected) as lost:
            self._hang_up()
            raise Undelivered(Outcome.LATER, _said(lost), unreachable=True) from None
        except Undelivered:
            self._start_over()
            raise
        try:
            before_text()
        except BaseException:
            self._hang_up()  # without its end the server throws the letter away
            raise
        return self._hand_over_text(smtp, message.as_bytes())

    def _hand_over_text(self, smtp: smtplib.SMTP, text: bytes) -> str:
        lines = _LINE_END.sub(b"\r\n", text).removesuffix(b"\r\n").split(b"\r\n")
        body = b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(LAST_PATIENCE)
            smtp.send(body + b".\r\n")
            answer = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(PATIENCE)
        except (OSError, smtplib.SMTPServerDisconnected) as lost:
            self._hang_up()
            raise Undelivered(Outcome.UNKNOWN, _said(lost), unreachable=True) from None
        return self._expect(answer, 250)

    def _expect(self, reply: tuple[int, bytes], *wanted: int) -> str:
        code, words = reply
        said = one_line(f"{code} {words.decode(errors='replace')}", 500)
        if code in wanted:
            return said
        if code == -1:
            raise smtplib.SMTPServerDisconnected("the server hung up")
        raise Undelivered(Outcome.REFUSED if code >= 500 else Outcome.LATER, said)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._greet()
            except (OSError, smtplib.SMTPException) as error:
                raise Undelivered(
                    Outcome.LATER, f"{self._server}: {_said(error)}", unreachable=True
                ) from None
        return self._smtp

    def _greet(self) -> smtplib.SMTP:
        server = self._server
        if server.security == Security.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                self._own_name,
                timeout=PATIENCE,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, self._own_name, timeout=PATIENCE)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.security in (Security.REQUIRED, Security.OFFERED):
                if smtp.has_extn("starttls"):
                    smtp.starttls(context=ssl.create_default_context())
                elif server.security == Security.REQUIRED:
                    raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS")
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _start_over(self) -> None:
        """Ready for the next letter after a refusal."""
        try:
            if self._smtp is not None and self._smtp.rset()[0] != 250:
                self._hang_up()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _said(error: Exception) -> str:
    """What went wrong, in a line, without anything we sent: an SMTP error never repeats the password."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return one_line(
            f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}", 400
        )
    return one_line(f"{type(error).__name__}: {error}", 400)
