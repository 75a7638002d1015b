"""One's own tokens for the interface: made, shown once, revoked. They stand on the page of one's settings."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.faces.desk.pages import profile
from maitre.faces.desk.pages.forms import TokenForm
from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.page import SignedInRequest, explain, said, signed_in
from maitre.shared.access.actions import READ, SCOPES, WRITE, issue_token, revoke_token
from maitre.shared.access.models import Token


@require_POST
@signed_in
def make(request: SignedInRequest) -> HttpResponse:
    """The secret is in this answer and nowhere else."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return profile.page(request, token=form, status=422)
    given = form.cleaned_data
    try:
        scopes = SCOPES if given["scope"] == WRITE else (READ,)
        made, secret = issue_token(
            request.user, given["name"], by=request.actor, scopes=scopes, days=given["days"]
        )
    except MaitreError as error:
        explain(form, error)
        return profile.page(request, token=form, status=error.status)
    return profile.page(request, secret={"name": made.name, "text": secret})


@require_POST
@signed_in
def end(request: SignedInRequest, id: int) -> HttpResponse:
    """Somebody else's is as if there were none."""
    token = Token.objects.filter(person_id=request.user.pk, pk=id).first()
    if token is None:
        raise NotFound(_("There is no such token of yours."))
    revoke_token(token, by=request.actor)
    said(request, _("The token %(name)s is revoked.") % {"name": token.name})
    return redirect(f"{reverse('desk:profile')}#tokens")
