"""Take a reply out of a record into one of its own."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, explain, said, signed_in
from maitre.shared.practice.rules import Practice, Subject
from maitre.shared.records.notices import Told, tell
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.relationships.actions import split
from maitre.shared.relationships.actions.split import first_line
from maitre.shared.relationships.rules import phrases_of
from maitre.shared.workspace.pages.record import header


class SplitForm(forms.Form):
    title = forms.CharField(max_length=300)


@signed_in
def split_page(request: SignedInRequest, practice: Practice, label: str, seq: int) -> HttpResponse:
    """The reply as it will be copied, and a title for what it becomes."""
    subject = practice.subject(label, request.actor)
    reply = _reply(subject, request, seq)
    form = SplitForm(request.POST or None, initial={"title": first_line(reply.text)})
    form.fields["title"].label = phrases_of(practice.kind).split_title
    if request.method == "POST" and form.is_valid():
        try:
            made = split(subject, seq, by=request.actor, title=form.cleaned_data["title"])
        except NotFound:
            raise
        except MaitreError as error:
            explain(form, error)
        else:
            said(request, _("%(number)s goes on by itself") % {"number": made.record.label})
            return redirect(f"{practice.kind}:show", label=made.record.label)
    context: dict[str, Any] = {
        "record": header(practice, subject),
        "form": form,
        "practice": practice,
        "phrases": phrases_of(practice.kind),
        "author": reply.by_name,
        "at": reply.at,
        "text": paragraphs(reply.text),
        "back_url": f"{reverse(f'{practice.kind}:show', args=[label])}#entry-{seq}",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "shared/workspace/pages/split.html", context, status=status)


def _reply(subject: Subject, request: SignedInRequest, seq: int) -> Told:
    """A reply everybody reads; whoever does not work on the record finds none."""
    told = tell(subject.record, internal=False, after=seq - 1, limit=1) if 0 < seq < 2**31 else []
    works = reads_internal(standing(request.actor, subject.record))
    if not works or not told or (told[0].seq, told[0].verb) != (seq, "comment") or not told[0].text:
        raise NotFound(_("There is no reply to take out at this place."))
    return told[0]
