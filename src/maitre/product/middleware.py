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
            with translation.override(translation.get_language_from_request(request)):
                return self.get_response(request)
        request.actor = SimpleLazyObject(lambda: actor_for(user))  # type: ignore[attr-defined]
        with translation.override(user.language), timezone.override(ZoneInfo(user.zone)):
            return self.get_response(request)
