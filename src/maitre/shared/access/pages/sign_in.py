"""Sign in by address and password, sign out. Each is written into the audit book; the password never is."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import user_logged_in, user_logged_out
from allauth.account.views import LoginView, LogoutView
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import path

from maitre.shared.audit.actions import note
from maitre.shared.organisation.models import Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves, and sign-in puts no message on the next page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Where one arrives says it better."""


class SignIn(LoginView):  # type: ignore[misc]
    template_name = "shared/access/pages/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Past LoginView's own, which links to pages we do not have."""
        context: dict[str, Any] = super(LoginView, self).get_context_data(**kwargs)
        return context | {"next": self.get_next_url()}


class SignOut(LogoutView):  # type: ignore[misc]
    http_method_names = ["post"]


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Person, **kwargs: Any) -> None:
    note("sign_in", user.email, by_id=user.pk, by_name=user.name, detail={})


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Person | None, **kwargs: Any) -> None:
    if user is not None:
        note("sign_out", user.email, by_id=user.pk, by_name=user.name, detail={})


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], **kwargs: Any) -> None:
    address = str(credentials.get("email", ""))[:200]
    note("sign_in_refused", address, by_id=None, by_name="", detail={})


urls = [
    path("sign-in", SignIn.as_view(), name="sign_in"),
    path("sign-out", SignOut.as_view(), name="sign_out"),
]
