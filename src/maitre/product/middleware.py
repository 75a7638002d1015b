"""Who is asking: puts the actor, their language and their zone on each request; what they open, they have heard of."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from maitre.shared.access.querysets import actor_for
from maitre.shared.notifications.actions import mark_read


class Person:
    """`request.actor` is made when first asked for: pages that need none cost no statement."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self._in(translation.get_language_from_request(request), request)
        request.actor = SimpleLazyObject(lambda: actor_for(user))  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(user.zone)):
            return self._in(user.language, request)

    def _in(self, language: str, request: HttpRequest) -> HttpResponse:
        """Answer in that language; pages write it into their first tag, for screen readers and hyphenation."""
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


class Heard:
    """Who opens a record's page has heard what was about it: the same for every practice and both faces.

    A page `show` with a number in its address is a record's; it counts once it was answered.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        place = request.resolver_match
        if (
            request.method == "GET"
            and response.status_code == 200
            and place is not None
            and place.url_name == "show"
            and "label" in place.kwargs
            and request.user.is_authenticated
        ):
            mark_read(by=request.actor, label=place.kwargs["label"])  # type: ignore[attr-defined]
        return response
