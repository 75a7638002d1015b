"""Take a reply out of an incident into one of its own."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, explain, said, signed_in
from maitre.operation.incident.actions import split
from maitre.operation.incident.actions.split import first_line
from maitre.operation.incident.models import Incident
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.notices import Told, tell
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.pages.record import header


class SplitForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title of the new incident"), max_length=300)


@signed_in
def split_page(request: SignedInRequest, label: str, seq: int) -> HttpResponse:
    """The reply as it will be copied, and a title for what it becomes."""
    incident = Incident.objects.labelled(label, request.actor)
    reply = _reply(incident, request, seq)
    form = SplitForm(request.POST or None, initial={"title": first_line(reply.text)})
    if request.method == "POST" and form.is_valid():
        try:
            made = split(incident, seq, by=request.actor, title=form.cleaned_data["title"])
        except NotFound:
            raise
        except MaitreError as error:
            explain(form, error)
        else:
            said(request, _("%(number)s goes on by itself") % {"number": made.record.label})
            return redirect("incident:show", label=made.record.label)
    context: dict[str, Any] = {
        "record": header(practice_of("incident"), incident),
        "form": form,
        "author": reply.by_name,
        "at": reply.at,
        "text": paragraphs(reply.text),
        "back_url": f"{reverse('incident:show', args=[label])}#entry-{seq}",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "operation/incident/pages/split.html", context, status=status)


def _reply(incident: Incident, request: SignedInRequest, seq: int) -> Told:
    """A reply everybody reads; whoever does not work on the incident finds none."""
    told = tell(incident.record, internal=False, after=seq - 1, limit=1) if 0 < seq < 2**31 else []
    works = reads_internal(standing(request.actor, incident.record))
    if not works or not told or (told[0].seq, told[0].verb) != (seq, "comment") or not told[0].text:
        raise NotFound(_("There is no reply to take out at this place."))
    return told[0]
