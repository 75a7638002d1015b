"""Search across practices; a number goes straight to its record. Serves both faces: each finds what is theirs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import Actor
from maitre.shared.records.querysets import ListRow, rows_among
from maitre.shared.search.notices import Hit, find
from maitre.shared.search.rules import Part, Question, snippet
from maitre.shared.tasks.notices import Row as TaskRow
from maitre.shared.tasks.notices import rows as task_rows
from maitre.shared.workspace.notices import Row, rows

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
        "hits": _hits(answer.hits, request.actor, answer.question),
        "by_beginning": answer.by_beginning,
        "more": answer.more,
        "meant": answer.meant,
    }
    face = "desk" if request.actor.is_staff else "portal"
    return render(request, f"faces/{face}/pages/search.html", context)


def _hits(hits: list[Hit], actor: Actor, question: Question) -> list[dict[str, Any]]:
    """What was merged is found as what it lives on as, once, where that is open to the person."""
    if not hits:
        return []
    living = Incident.objects.survivors([hit.record.id for hit in hits], actor)
    alive = (
        {row.id: row for row in rows_among([survivor.pk for survivor in living.values()])} if living else {}
    )
    told: list[tuple[Hit, Hit]] = []
    seen = {hit.record.id for hit in hits}
    for hit in hits:
        if (survivor := living.get(hit.record.id)) is None:
            told.append((hit, hit))
        elif survivor.pk not in seen:
            seen.add(survivor.pk)
            told.append((hit, replace(hit, record=alive[survivor.pk], seq=1, part=Part.TITLE)))
    shown = _rows([hit.record for _, hit in told])
    return [
        _hit(now, shown[now.record.id], actor, question) | (_merged(hit) if now is not hit else {})
        for hit, now in told
    ]


def _merged(hit: Hit) -> dict[str, Any]:
    """What is said of a record that was merged, where it is found as the one it lives on as."""
    return {"part": PARTS[hit.part], "icon": ICONS[hit.part], "merged": hit.record.number}


def _hit(hit: Hit, row: Row | TaskRow, actor: Actor, question: Question) -> dict[str, Any]:
    address = (
        row.url if actor.is_staff or hit.record.kind == "task" else address_of("portal:show", row.number)
    )
    return {
        "row": row,
        "url": f"{address}#entry-{hit.seq}" if hit.part in (Part.COMMENT, Part.NOTE) else address,
        "part": PARTS[hit.part],
        "icon": ICONS[hit.part],
        "internal": hit.part is Part.NOTE,
        "title": _title(row.title, question),
        "snippet": marked(hit.snippet, hit.marks),
    }


def _rows(records: Sequence[ListRow]) -> dict[int, Row | TaskRow]:
    """By record; those of one kind are made at once."""
    tasks = [record for record in records if record.kind == "task"]
    others = [record for record in records if record.kind != "task"]
    of_tasks = {record.id: row for record, row in zip(tasks, task_rows(tasks), strict=True)}
    return of_tasks | {record.id: row for record, row in zip(others, rows(others), strict=True)}


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
