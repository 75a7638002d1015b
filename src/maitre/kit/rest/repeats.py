"""What makes a call the same call again: key and fingerprint. Answers are kept by shared/access."""

import hashlib
from typing import Annotated

from django.http import HttpRequest
from ninja import Header

from maitre.kernel.errors import FieldError, Invalid

HEADER = "Idempotency-Key"
KEY_LIMIT = 180

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=HEADER,
        description="Any text of your own; the same call with it within 24 hours gets the same answer and acts once.",
        example="8e03978e-40d5-43e8-bc93-6894a57f9324",
    ),
]


def key_of(request: HttpRequest) -> str | None:
    """The key a caller gave; Invalid when it cannot be one."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_LIMIT or not key.isascii() or not key.isprintable():
        sentence = f"1 to {KEY_LIMIT} printable ASCII characters"
        raise Invalid(f"{HEADER} takes {sentence}.", errors=[FieldError(HEADER, "malformed", sentence)])
    return key


def fingerprint(request: HttpRequest) -> bytes:
    """SHA-256 of method, address and body: what must be equal for a call to be a repetition."""
    text = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(text + request.body).digest()
