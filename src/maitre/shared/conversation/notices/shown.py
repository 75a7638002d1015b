"""A record's timeline as templates show it: comments as conversation, everything else as lines, files in place."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from markupsafe import Markup

from maitre.kit.web.addresses import address_of
from maitre.kit.web.environment import day, number
from maitre.kit.web.markup import paragraphs
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.querysets import files_on
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.notices import Told, hidden_links, sentence, tell

SPOKEN = frozenset({"comment", "note"})
BEGINS = frozenset({"report", "plan"})
"""What was said with these is the description, which stands on top."""


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
    kept: Mapping[str, str] = field(default_factory=dict)
    files: list[dict[str, str]] = field(default_factory=list)
    day: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a record page shows of a life. `folded` entries between its ends are left out; `gap` are their places."""

    entries: list[Shown]
    files: list[dict[str, str]] = field(default_factory=list)
    folded: int = 0
    gap: tuple[int, int] = (0, 0)


FIRST, LAST = 3, 50
"""Entries shown of a long life: how it began, and what is going on."""
MOST = 5_000
"""Entries one page can show."""
SHOWS: Mapping[str, Callable[[Shown], bool]] = {
    "all": lambda entry: True,
    "conversation": lambda entry: entry.kind == "comment" and entry.visibility == Visibility.PUBLIC,
    "notes": lambda entry: entry.visibility == Visibility.INTERNAL and entry.kind == "comment",
    "history": lambda entry: entry.kind == "event",
}
"""What one may ask to see of a timeline."""


def timeline_of(
    record: Record,
    actor: Actor,
    *,
    internal: bool,
    why: Callable[[Mapping[str, Any] | None], str],
    show: str = "all",
    unfolded: bool = False,
    silent: Collection[str] = (),
) -> Timeline:
    """The life of a record for its page. The middle of a long one is folded unless it was asked for.

    Steps of the verbs `silent` are left out; what was said with them stays.
    """
    files = files_of(record, internal=internal)
    ends = (
        (FIRST, LAST) if _is_long(record.head_seq) and show == "all" and internal and not unfolded else None
    )
    told = tell(record, internal=internal, limit=MOST, ends=ends)
    asked = (each for each in _all(record, actor, told, files, why) if SHOWS[show](each))
    entries = [each for each in asked if each.verb not in silent or each.html]
    gap = (0, 0)
    if ends:
        gap = (FIRST, record.head_seq - LAST)
    elif _is_long(len(entries)) and not unfolded:
        gap = (entries[FIRST - 1].seq, entries[-LAST].seq - 1)
    folded = (gap[1] - gap[0]) if ends else sum(gap[0] < each.seq <= gap[1] for each in entries)
    kept = [each for each in entries if not gap[0] < each.seq <= gap[1]]
    return Timeline(_by_day(kept), [file for group in files.values() for file in group], folded, gap)


def between(
    record: Record,
    actor: Actor,
    gap: tuple[int, int],
    *,
    internal: bool,
    why: Callable[[Mapping[str, Any] | None], str],
    show: str = "all",
) -> list[Shown]:
    """The entries that were folded."""
    before = max(gap[0] - 1, 0)  # one more, to know whether a day has been said
    told = tell(record, internal=internal, after=before, limit=max(0, min(gap[1] - before, MOST)))
    inside = [each for each in told if each.seq <= gap[1]]
    entries = _all(record, actor, inside, files_of(record, internal=internal), why)
    return [each for each in _by_day([each for each in entries if SHOWS[show](each)]) if each.seq > gap[0]]


def _is_long(count: int) -> bool:
    return count > FIRST + LAST + 10


def _by_day(entries: list[Shown]) -> list[Shown]:
    """The first of each day carries the day."""
    found, before = [], ""
    for entry in entries:
        today = day(entry.at)
        found.append(replace(entry, day=today) if today != before else entry)
        before = today
    return found


def files_of(record: Record, *, internal: bool) -> dict[int, list[dict[str, str]]]:
    """The files one may open, by the place of their entry."""
    files: dict[int, list[dict[str, str]]] = {}
    for pk, seq, name, size in files_on(record, internal=internal):
        files.setdefault(seq, []).append(
            {"name": name, "url": address_of("conversation:file", pk), "size": file_size(size)}
        )
    return files


def file_size(size: int) -> str:
    """As people say it: 340 kB, 2.4 MB."""
    if size < 1_000_000:
        return _("%(kb)s kB") % {"kb": max(1, size // 1000)}
    return _("%(mb)s MB") % {"mb": number(round(size / 1_000_000, 1))}


def shown(
    record: Record, actor: Actor, *, internal: bool, why: Callable[[Mapping[str, Any] | None], str]
) -> list[Shown]:
    """Everything `actor` may see, oldest first. `why` says explanations of the record's own practice in words."""
    return _all(record, actor, tell(record, internal=internal), files_of(record, internal=internal), why)


def _all(
    record: Record,
    actor: Actor,
    timeline: list[Told],
    files: Mapping[int, list[dict[str, str]]],
    why: Callable[[Mapping[str, Any] | None], str],
) -> list[Shown]:
    lines: list[Shown] = []
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
        "kept": told.kept,
    }  # fmt: skip
    if told.verb in SPOKEN:
        return [Shown(kind="comment", author_name=author, html=_said(told), **common)]  # type: ignore[arg-type]
    line = Shown(kind="event", author_name=author, text=sentence(record.kind, told), why=why, **common)  # type: ignore[arg-type]
    if told.text and told.verb not in BEGINS:
        words = replace(line, kind="comment", html=_said(told), text="", why="", files=[], kept={})
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
