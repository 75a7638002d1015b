"""How errors are shown on pages: our own page for each status, with the sentence of the error and what to do."""

import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from maitre.kernel.durable import is_full
from maitre.kernel.errors import MaitreError, NoRoom, NotSignedIn, TooMany

_log = logging.getLogger(__name__)


class ErrorPages:
    """Turns MaitreError into its page. REST has its own mapping and never gets here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, MaitreError) and not isinstance(error, NotSignedIn):
            answer = error_page(request, error.status, error.sentence)
            if isinstance(error, TooMany):
                answer["Retry-After"] = str(error.retry_after)
            return answer
        return no_room(request) if is_full(error) else None


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """The page for a status; one that has no page of its own uses the nearest."""
    page = {412: 409, 413: 400, 422: 400}.get(status, status)
    html = render_to_string(f"kit/web/errors/{page}.html", {"sentence": sentence, "status": status}, request)
    return HttpResponse(html, status=status)


def no_room(request: HttpRequest) -> HttpResponse:
    """A disk is full, ours or the database's: a page that asks neither for anything."""
    _log.error("no room left on a disk", exc_info=True)
    return HttpResponse(render_to_string("kit/web/errors/507.html"), status=NoRoom.status)


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    return error_page(request, 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def too_many(request: HttpRequest) -> HttpResponse:
    """What a rate limit of the sign-in answers; each of them counts minutes."""
    answer = error_page(request, 429)
    answer["Retry-After"] = "60"
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody expected; a database that went away is told as such, by a page that asks it for nothing."""
    error = sys.exception()
    if is_full(error):  # met before a view was asked: what is sent is put on the disk first
        return no_room(request)
    if not isinstance(error, OperationalError | InterfaceError):
        return error_page(request, 500)
    html = render_to_string("kit/web/errors/503.html")
    return HttpResponse(html, status=503, headers={"Retry-After": "1"})


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _(
        "The page was open too long or came from somewhere else. Go back, reload it, and send it again."
    )
    return error_page(request, 403, sentence)
