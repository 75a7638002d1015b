"""What every page does around its own work: ask for sign-in, run a form, say errors where they belong."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from maitre.kernel.errors import Invalid, MaitreError, NotFound

if TYPE_CHECKING:
    from maitre.shared.access.rules import Actor
    from maitre.shared.organisation.models import Person

    class SignedInRequest(HttpRequest):
        """A request of somebody known; product/middleware puts the actor on it."""

        actor: Actor
        user: Person
else:
    SignedInRequest = HttpRequest

SEVERAL = frozenset({"record"})
"""Parameters of addresses that mean several values: the rows that are ticked."""
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(view: Callable[Concatenate[SignedInRequest, P], HttpResponseBase]) -> View[P]:
    """Somebody who is not signed in does so first and comes back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(_comes_back_to(request))
        _refuse_doubled(request)
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded


def _refuse_doubled(request: HttpRequest) -> None:
    """A parameter that means one value stands in an address once, as over REST: a page that took one of two would show
    something else than its address says."""
    for name, values in request.GET.lists():
        if len(values) > 1 and name not in SEVERAL:
            raise Invalid(_("“%(name)s” was sent more than once; it takes one value.") % {"name": name[:100]})


def _comes_back_to(request: HttpRequest) -> str:
    """Where one goes on after signing in: the page itself, or the one whose form was sent; never another site."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    before = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(before)._replace(scheme="", netloc="").geturl() if before and own else "/"


def explain(form: forms.Form, error: MaitreError) -> None:
    """Put an action's error where it can be mended: at its fields, or above the form."""
    placed = False
    for problem in error.errors:
        if problem.field in form.fields:
            form.add_error(problem.field, problem.message)
            placed = True
    if not placed:
        form.add_error(None, error.sentence)


def run_form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[Mapping[str, Any]], str],
    template: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Show the form, or run `act` with its values and go where that says. What was typed survives every refusal."""
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(act(form.cleaned_data))
        except NotFound:
            raise
        except MaitreError as error:
            explain(form, error)
            status = max(error.status, status)  # 422 says it is the input; 503 and 507 that it is not
    return render(request, template, {**context, "form": form}, status=status)


def said(request: HttpRequest, sentence: str) -> None:
    """Something to tell on the next page."""
    messages.success(request, sentence)


def complained(request: HttpRequest, sentence: str) -> None:
    """Something that could not be done, told on the next page."""
    messages.error(request, sentence)
