"""How an operator names the mail server and the sender. Needs no Django: settings come first."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Security(StrEnum):
    """How the way to the server is protected."""

    TLS = "tls"
    """From the first byte (smtps)."""
    REQUIRED = "required"
    """STARTTLS, or nothing is handed over."""
    OFFERED = "offered"
    """STARTTLS where the server offers it."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed over. The password shows nowhere: not in a log, a traceback or a page."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_server(url: str) -> Server:
    """smtp://user:password@host:587?tls=required|offered|none, or smtps://. Raises ValueError saying what is wrong."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("not a mail server: write it as smtp://user:password@host:587") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("not a mail server: write it as smtp://user:password@host:587 or smtps://…")
    options = parse_qs(parts.query, keep_blank_values=True)
    if strange := sorted(set(options) - {"tls"}):
        raise ValueError(f"“{strange[0]}” is no option of a mail server; there is tls")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("a user and a password go together")
    return Server(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        security=_security(parts.scheme, options.get("tls", [""])[-1], parts.hostname, secret=bool(password)),
        user=user,
        password=password,
    )


def _security(scheme: str, asked: str, host: str, *, secret: bool) -> Security:
    if scheme == "smtps":
        if asked:
            raise ValueError("smtps:// is TLS from the first byte; tls= belongs to smtp://")
        return Security.TLS
    if asked:
        if asked not in ("required", "offered", "none"):
            raise ValueError("tls is required, offered or none")
        return Security(asked)
    # A password never crosses a network in the clear unless somebody asks for just that.
    return Security.REQUIRED if secret and host not in LOOPBACK else Security.OFFERED


def read_sender(text: str) -> Address:
    """“Service desk <desk@example.org>”. Raises ValueError where there is no address in it."""
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if not local or not domain or any(ord(letter) < 33 for letter in address) or "\n" in text or "\r" in text:
        raise ValueError("not a sender: write it as Service desk <desk@example.org>")
    try:
        return Address(name, local, domain.encode("idna").decode("ascii"))
    except (ValueError, UnicodeError):
        raise ValueError("not a sender: write it as Service desk <desk@example.org>") from None
