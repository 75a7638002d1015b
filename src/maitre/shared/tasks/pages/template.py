"""Plan the tasks of a template under a record."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.fields import RowField
from maitre.kit.web.page import SignedInRequest, explain, said, signed_in
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.tasks.actions import apply_template
from maitre.shared.tasks.models import Template


class TemplateForm(forms.Form):
    template = RowField(
        label=gettext_lazy("Template"),
        queryset=Template.objects.none(),
        to_field_name="key",
        empty_label=None,
    )

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = Template.objects.usable_in(record.organisation)  # type: ignore[attr-defined]


@signed_in
def use(request: SignedInRequest, label: str) -> HttpResponse:
    record = Record.objects.labelled(label, request.actor)
    if not reads_internal(standing(request.actor, record)):
        raise NotFound(_("There is no %(label)s, or it is not open to you.") % {"label": label[:40]})
    back = f"{reverse('portal:go', args=[record.label])}"
    form = TemplateForm(request.POST or None, record=record)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        try:
            planned = apply_template(record, form.cleaned_data["template"], by=request.actor)
            said(request, _("%(count)s tasks planned") % {"count": len(planned)})
            return redirect(back)
        except MaitreError as error:
            explain(form, error)
            status = error.status
    templates = list(Template.objects.usable_in(record.organisation))
    context = {
        "form": form,
        "templates": templates,
        "number": record.label,
        "title": record.title,
        "back": back,
    }
    return render(request, "shared/tasks/pages/template.html", context, status=status)
