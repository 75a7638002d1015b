"""Files that strangers uploaded, answered so that they can do nothing: downloaded, never run, never guessed at."""

from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Media types a browser may show in place; everything else is only ever downloaded."""


def inert(stream: BinaryIO, name: str, media_type: str) -> FileResponse:
    """The bytes with headers under which a browser runs nothing of them."""
    shown = media_type in SHOWN_INLINE
    response = FileResponse(stream, content_type=media_type if shown else "application/octet-stream")
    response["Content-Disposition"] = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
