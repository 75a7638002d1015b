"""Pages leave compressed for whoever takes them so. Static files are compressed before (whitenoise), and answers of
REST are not: their ETag names the exact bytes."""

import secrets
from collections.abc import Callable
from gzip import GzipFile
from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LEAST = 1400  # bytes: what fits into one packet is not worth the work
LEVEL = 1  # a third of the work of the usual 6, for a tenth more bytes
NOISE = 100  # bytes at most


class Compressed:
    """Adds Content-Encoding to whole HTML answers.

    A file name of random length goes with each: what is on a page cannot be guessed from how long it is (BREACH).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or response.has_header("Content-Encoding") or len(response.content) < LEAST:
            return response
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.content = squeezed(response.content)
            response.headers["Content-Encoding"] = "gzip"
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        return response


def squeezed(content: bytes) -> bytes:
    """As gzip, with noise in its header."""
    kept = BytesIO()
    name = "n" * (1 + secrets.randbelow(NOISE))  # an empty one would leave out its end as well
    with GzipFile(filename=name, mode="wb", compresslevel=LEVEL, fileobj=kept, mtime=0) as file:
        file.write(content)
    return kept.getvalue()
