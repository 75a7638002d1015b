"""Search across practices; a number goes straight to its record. Serves both faces: each finds what is theirs."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import Row, rows
from maitre.shared.access.rules import Actor
from maitre.shared.records.querysets import ListRow, rows_among
from maitre.shared.search.notices import Hit, find
from maitre.shared.search.rules import Part, Question, read, snippet
from maitre.shared.tasks.notices import Row as TaskRow
from maitre.shared.tasks.notices import rows as task_rows

PARTS = {
    Part.TITLE: _("Title"),
    Part.DESCRIPTION: _("Description"),
    Part.COMMENT: _("Reply"),
    Part.NOTE: _("Internal note"),
    Part.FILE: _("File"),
}
ICONS = {
    Part.TITLE: "tag",
    Part.DESCRIPTION: "file",
    Part.COMMENT: "message-circle",
    Part.NOTE: "lock",
    Part.FILE: "paperclip",
}


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()
    answer = find(text, request.actor)
    if answer.named is not None:
        return redirect("portal:go", label=answer.named.label)
    context = {
        "text": text,
        "hits": _hits(answer.hits, request.actor, read(text)),
        "more": answer.more,
        "meant": answer.meant,
    }
    face = "desk" if request.actor.is_staff else "portal"
    return render(request, f"faces/{face}/pages/search.html", context)


def _hits(hits: list[Hit], actor: Actor, question: Question) -> list[dict[str, Any]]:
    """What was merged is found as what it lives on as, once, where that is open to the person."""
    living = Incident.objects.survivors([hit.record.id for hit in hits], actor)
    alive = (
        {row.id: row for row in rows_among([survivor.pk for survivor in living.values()])} if living else {}
    )
    found: list[dict[str, Any]] = []
    seen = {hit.record.id for hit in hits}
    for hit in hits:
        if (survivor := living.get(hit.record.id)) is None:
            found.append(_hit(hit, actor, question))
        elif survivor.pk not in seen:
            seen.add(survivor.pk)
            as_survivor = _hit(
                replace(hit, record=alive[survivor.pk], seq=1, part=Part.TITLE), actor, question
            )
            found.append(
                as_survivor | {"part": PARTS[hit.part], "icon": ICONS[hit.part], "merged": hit.record.number}
            )
    return found


def _hit(hit: Hit, actor: Actor, question: Question) -> dict[str, Any]:
    shown = _row(hit.record)
    address = (
        shown.url if actor.is_staff or hit.record.kind == "task" else address_of("portal:show", shown.number)
    )
    return {
        "row": shown,
        "url": f"{address}#entry-{hit.seq}" if hit.part in (Part.COMMENT, Part.NOTE) else address,
        "part": PARTS[hit.part],
        "icon": ICONS[hit.part],
        "internal": hit.part is Part.NOTE,
        "title": _title(shown.title, question),
        "snippet": marked(hit.snippet, hit.marks),
    }


def _row(record: ListRow) -> Row | TaskRow:
    return task_rows([record])[0] if record.kind == "task" else rows([record])[0]


def _title(title: str, question: Question) -> Markup:
    """The whole title, with the words asked for marked where it is not too long to be looked through."""
    piece, marks = snippet(title, question)
    return marked(title, marks if piece == title else [])


def marked(text: str, marks: list[tuple[int, int]]) -> Markup:
    """The snippet with the words asked for marked; everything else escaped."""
    pieces, position = [], 0
    for start, end in marks:
        pieces += [escape(text[position:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        position = end
    return Markup("").join([*pieces, escape(text[position:])])
