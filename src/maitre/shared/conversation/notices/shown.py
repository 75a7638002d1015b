"""A record's timeline as templates show it: comments as conversation, everything else as lines, files in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from markupsafe import Markup

from maitre.kit.web.markup import paragraphs
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Attachment
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.notices import Told, hidden_links, sentence, tell

SPOKEN = frozenset({"comment", "note"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry for a template (kit/web/components/timeline.html)."""

    seq: int
    kind: str
    verb: str
    visibility: str
    at: datetime
    author_name: str
    author_is_staff: bool
    html: str = ""
    text: str = ""
    why: str = ""
    imported_from: str = ""
    files: list[dict[str, str]] = field(default_factory=list)


def shown(
    record: Record, actor: Actor, *, internal: bool, why: Callable[[Mapping[str, Any] | None], str]
) -> list[Shown]:
    """Everything `actor` may see, oldest first. `why` says explanations of the record's own practice in words."""
    files: dict[int, list[dict[str, str]]] = {}
    attachments = Attachment.objects.filter(record=record)
    for each in attachments if internal else attachments.filter(visibility=Visibility.PUBLIC):
        size = _("%(kb)s kB") % {"kb": max(1, each.size // 1000)}
        files.setdefault(each.seq, []).append(
            {"name": each.name, "url": reverse("conversation:file", args=[each.pk]), "size": size}
        )
    lines: list[Shown] = []
    timeline = tell(record, internal=internal)
    hidden = hidden_links(timeline, actor)
    for told in (each for each in timeline if each.seq not in hidden):
        lines += _lines(record, told, files.get(told.seq, []), why(told.why))
    return lines


def _lines(record: Record, told: Told, files: list[dict[str, str]], why: str) -> list[Shown]:
    """A comment is one; a verb with words of its own is a line and what was said with it."""
    author = told.by_name or (_("Maitre") if told.via == "job" else "")
    common = {
        "seq": told.seq, "verb": told.verb, "visibility": told.visibility, "at": told.at,
        "author_is_staff": told.by_id != record.requester_id, "imported_from": told.source, "files": files,
    }  # fmt: skip
    if told.verb in SPOKEN:
        return [Shown(kind="comment", author_name=author, html=_said(told), **common)]  # type: ignore[arg-type]
    line = Shown(kind="event", author_name=author, text=sentence(record.kind, told), why=why, **common)  # type: ignore[arg-type]
    if told.text and told.verb != "report":
        words = Shown(kind="comment", author_name=author, html=_said(told), **(common | {"files": []}))  # type: ignore[arg-type]
        return [line, words]
    return [line]


def _said(told: Told) -> str:
    if told.erased_at:
        gone = _("Erased on %(date)s by %(person)s.") % {
            "date": date_format(told.erased_at, "DATE_FORMAT"),
            "person": told.erased_by,
        }
        return Markup("<p><em>{}</em></p>").format(escape(gone))
    return paragraphs(told.text)
