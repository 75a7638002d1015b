"""The key that signs seals. It lies outside the database, so that whoever can write there still cannot sign.

`seal.pem` signs; every `*.pub` beside it is believed, which is how a host that only verifies, or a new key, is told.
`seals.log` remembers each seal made on this host: a seal cut off the database's end is missed.
"""

import os
import re
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from maitre.kernel import durable
from maitre.kernel.errors import Unavailable

_PRIVATE, _PUBLIC, _LOG = "seal.pem", "seal.pub", "seals.log"
_LINE = re.compile(r"^(\d+) ([0-9a-f]{64})\n", re.MULTILINE)


def sign(text: str) -> bytes:
    """An Ed25519 signature over the text; the key is made when there is none yet."""
    return _signing_key().sign(text.encode())


def signed(text: str, signature: bytes) -> bool:
    """Whether one of the believed keys signed this text."""
    for key in _believed():
        with suppress(InvalidSignature):
            key.verify(signature, text.encode())
            return True
    return False


def remember(number: int, digest: str) -> None:
    """Add a seal to this host's own list, known to the disk when this returns."""
    descriptor = os.open(_folder() / _LOG, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        end = file.seek(0, os.SEEK_END)
        torn = (
            end and os.pread(descriptor, 1, end - 1) != b"\n"
        )  # somebody was killed while writing, or the disk full
        file.write(f"{chr(10) if torn else ''}{number} {digest}\n".encode())
        durable.settle(file)


def remembered() -> dict[int, str]:
    """Number and digest of each seal made here; of one made twice, as after a restored backup, the later.

    A line that ends too early tells of no seal: it was never written whole.
    """
    try:
        text = (_folder() / _LOG).read_text()
    except FileNotFoundError:
        return {}
    return {int(number): digest for number, digest in _LINE.findall(text)}


def _folder() -> Path:
    return Path(settings.KEYS_ROOT)


def _signing_key() -> Ed25519PrivateKey:
    path = _folder() / _PRIVATE
    if not path.exists():
        _make(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Unavailable(f"{path} is no Ed25519 key; seals cannot be signed with it.")
    public = _folder() / _PUBLIC
    if not public.exists():
        form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        durable.write(public, key.public_key().public_bytes(*form), mode=0o644)
    return key


def _make(path: Path) -> None:
    """A new key, for its owner only. When two processes come at once, the first one's stands."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    durable.make_once(path, text)


def _believed() -> list[Ed25519PublicKey]:
    keys = [serialization.load_pem_public_key(path.read_bytes()) for path in sorted(_folder().glob("*.pub"))]
    return [key for key in keys if isinstance(key, Ed25519PublicKey)]
