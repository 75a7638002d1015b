"""Who is asking: puts the actor, their language and their zone on each request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from maitre.shared.access.querysets import actor_for


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
