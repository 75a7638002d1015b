"""What identifies a letter, its thread and the answer to it; and text made safe for a header."""

import hashlib
import hmac
import re
import secrets
from base64 import b32encode

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""Control characters, line ends, and what turns the direction of everything after it."""
_SPECIAL = frozenset('()<>[]:;,\\" ')
"""Signs with a meaning of their own in an address: programs read them as comments, lists and routes."""
_TOKEN = re.compile(r"r([0-9a-z]{1,13})-([0-9a-z]{1,13})-([0-9a-v]{16})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ADDRESS_LIMIT = 254
"""Characters of an address, as SMTP has it."""
SUBJECT_LIMIT = 330
"""Characters; more is cut with an ellipsis. A record's number and its whole title fit."""
NAME_LIMIT = 200
"""Characters of a display name: a person's whole name."""


def one_line(text: str, limit: int = SUBJECT_LIMIT) -> str:
    """Text in one line: a space for line ends and what turns the direction, everything else as it was typed."""
    line = _UNSAFE.sub(" ", text).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def ascii_address(address: str) -> str:
    """The address with its domain in punycode: every server can route it. Raises ValueError where it is none."""
    local, _, domain = address.strip().rpartition("@")
    if not local or not domain or _UNSAFE.search(address) or _SPECIAL & set(address):
        raise ValueError(f"“{one_line(address, 80)}” is no e-mail address")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise ValueError(f"“{one_line(address, 80)}” is no e-mail address") from None


def new_message_id(domain: str) -> str:
    """What a letter is known by for good: every attempt to hand it over carries the same."""
    return f"<{secrets.token_hex(16)}@{domain}>"


def thread_id(record_id: int, domain: str) -> str:
    """What every letter about a record refers to, so that programs show them as one conversation."""
    return f"<record-{record_id}@{domain}>"


def reply_token(record_id: int, person_id: int, key: bytes) -> str:
    """Says in an answer's address which record it is about and who was asked. Lower case: some servers fold it."""
    about = f"r{_short(record_id)}-{_short(person_id)}"
    return f"{about}-{_signature(about, key)}"


def read_reply_token(token: str, key: bytes) -> tuple[int, int] | None:
    """Record and person of a token this installation signed; None of any other."""
    found = _TOKEN.fullmatch(token.lower())
    if found is None:
        return None
    about = f"r{found[1]}-{found[2]}"
    if not hmac.compare_digest(_signature(about, key), found[3]):
        return None
    return int(found[1], 36), int(found[2], 36)


def reply_address(local: str, domain: str, token: str) -> str:
    """The sender's mailbox with the token after a plus: desk+r1s-2a-…@example.org."""
    return f"{local.partition('+')[0]}+{token}@{domain}"


def _signature(about: str, key: bytes) -> str:
    """Eighty bits, in the sixteen letters that fit a local part of sixty-four."""
    digest = hmac.new(key, b"maitre.mail.reply:" + about.encode(), hashlib.sha256).digest()[:10]
    return b32encode(digest).decode().lower().translate(_B32)


_B32 = str.maketrans("abcdefghijklmnopqrstuvwxyz234567", "0123456789abcdefghijklmnopqrstuv")


def _short(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number, 36)
        letters = _DIGITS[place] + letters
    return letters or "0"
