"""Sign in by address and password, sign out. Each is written into the audit book; the password never is."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.signals import user_logged_in, user_logged_out
from allauth.account.views import LoginView, LogoutView
from allauth.core.internal import ratelimit
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy

from maitre.shared.access.models import Grant
from maitre.shared.access.pages.known_browser import known_as, remember
from maitre.shared.audit.actions import note
from maitre.shared.organisation.models import Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves, and sign-in puts no message on the next page."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "Address and password do not fit together. Check both and try again."
        ),
        "too_many_login_attempts": gettext_lazy("That was too often. Wait five minutes and try again."),
        "account_inactive": gettext_lazy("This account is switched off. Ask your service desk."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who works on records begins on the desk; everybody else in the portal. An address asked for comes first."""
        works = Grant.objects.filter(person_id=request.user.pk or 0).exists()
        return reverse("desk:my_work" if works else "portal:home")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse too many wrong passwords, counted by account and address together: who guesses at an account locks
        nobody out of it but themselves. A browser known for the account has a count of its own."""
        browser = known_as(request, str(credentials.get("email", "")))
        if browser:
            self._login_failed_rl_usage = ratelimit.consume(
                request, app="allauth.account", action="login_failed_known", key=browser
            )
            if not self._login_failed_rl_usage:
                raise self.validation_error("too_many_login_attempts")
        else:
            super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{ratelimit.get_ip(request)}"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Where one arrives says it better."""


class SignInForm(LoginForm):  # type: ignore[misc]
    """The form in our words: labels, no placeholders that repeat them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "login": gettext_lazy("E-mail address"),
            "password": gettext_lazy("Password"),
            "remember": gettext_lazy("Keep me signed in"),
        }
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}


class SignIn(LoginView):  # type: ignore[misc]
    template_name = "shared/access/pages/sign_in.html"
    form_class = SignInForm

    def form_valid(self, form: SignInForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            remember(self.request, answer, self.request.user.email)
        return answer

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """A refusal says so in its status as well: too often is another matter than wrong."""
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        if any(error.code == "too_many_login_attempts" for error in form.non_field_errors().as_data()):
            answer.status_code = 429
            answer["Retry-After"] = "300"
        return answer

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
