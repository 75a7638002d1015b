"""Files made for whoever asks, sent as they are read: never opened in place, never kept by anybody on the way."""

from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, StreamingHttpResponse


def download(content: Iterator[bytes] | BinaryIO, name: str, media_type: str) -> StreamingHttpResponse:
    """`name` is of our own making: letters, digits and dashes."""
    answer: StreamingHttpResponse
    if isinstance(content, Iterator) and not hasattr(content, "read"):
        answer = StreamingHttpResponse(content, content_type=media_type)
    else:
        answer = FileResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
