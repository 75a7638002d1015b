"""Change one's password. Other browsers are signed out by it, and the audit book keeps that it happened."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.core.ratelimit import consume
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters

from maitre.kit.web.errors import too_many
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.shared.access.actions import end_tokens, standing_tokens
from maitre.shared.audit.actions import note
from maitre.shared.organisation.models import Person


class PasswordForm(PasswordChangeForm):
    """Django's form in our words; what a password must be is in the settings."""

    error_messages = {
        "password_incorrect": gettext_lazy("This is not your present password."),
        "password_mismatch": gettext_lazy("The two new passwords are not the same."),
    }

    end_tokens = forms.BooleanField(
        required=False,
        label=gettext_lazy("End my access tokens as well"),
        help_text=gettext_lazy(
            "Right when somebody else may have known the password. Programs that use one stop working."
        ),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, *args, **kwargs)
        if not standing_tokens(person).exists():
            del self.fields["end_tokens"]
        words = {
            "old_password": gettext_lazy("Present password"),
            "new_password1": gettext_lazy("New password"),
            "new_password2": gettext_lazy("New password again"),
        }
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
        self.fields["new_password1"].help_text = gettext_lazy(
            "At least 10 characters. Long is better than odd."
        )


@sensitive_post_parameters()
@signed_in
def change(request: SignedInRequest) -> HttpResponse:
    """Five tries a minute."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and not consume(request, action="change_password", user=request.user):
        return too_many(request)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        update_session_auth_hash(request, person)
        password_changed.send(sender=type(person), request=request, user=person)
        note("password_changed", person.email, by_id=person.pk, by_name=person.name, detail={})
        said(request, _("Your password is changed. Other browsers have to sign in again."))
        if form.cleaned_data.get("end_tokens") and (ended := end_tokens(person, by=request.actor)):
            words = ngettext(
                "%(number)s access token is ended.", "%(number)s access tokens are ended.", ended
            )
            said(request, words % {"number": ended})
        return redirect("/profile#sessions")
    context = {"form": form, "back_url": reverse("desk:profile"), "is_desk": request.actor.is_staff}
    return render(request, "shared/access/pages/password.html", context, status=422 if form.errors else 200)


urls = [path("profile/password", change, name="password")]
