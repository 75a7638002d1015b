"""What a person has written and not sent, as a page opens with it: the newest text, and what other tabs hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Draft
from maitre.shared.conversation.querysets import written_on
from maitre.shared.conversation.rules import NOTE_PLACE, REPLY_PLACE
from maitre.shared.records.models import Record, Visibility


@dataclass(frozen=True, slots=True)
class Held:
    """A text in another tab."""

    pk: int
    text: str
    voice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """The text to go on with. `tab` and `keystroke` say to the next save which draft it goes on from."""

    place: str
    text: str = ""
    voice: str = Visibility.PUBLIC
    tab: str = ""
    keystroke: int = 0
    version: int = 0
    at: datetime | None = None
    others: list[Held] = field(default_factory=list)
    pk: int = 0


def drafts_on(record: Record | None, actor: Actor) -> Mapping[str, Kept]:
    """The person's drafts on a record (None: of what is no record yet) by their place: one statement."""
    found: dict[str, Kept] = {}
    for place, text, voice, tab, keystroke, version, at, pk in written_on(record, actor):
        if place not in found:
            found[place] = Kept(place, text, voice, tab, keystroke, version, at, pk=pk)
        elif text.strip() not in _told(found[place]):
            found[place].others.append(Held(pk, text, voice, at))
    return found


def _told(kept: Kept) -> set[str]:
    """The texts a page shows of a place already: each is told of once, however many tabs hold it."""
    return {kept.text.strip(), *(each.text.strip() for each in kept.others)}


def composed(record: Record, actor: Actor, *, typed: str = "", voice: str = "") -> dict[str, Any]:
    """What the composer opens with: a text for each voice, and the voice written in last.

    `typed` in `voice` is what could not be sent just now; it stands before what was kept.
    """
    found = drafts_on(record, actor)
    reply, note = found.get(REPLY_PLACE), found.get(NOTE_PLACE)
    newest = max((each for each in (reply, note) if each), key=lambda each: (each.at, each.pk), default=None)
    voice = voice or (newest.voice if newest else Visibility.PUBLIC)
    texts = {"draft": reply.text if reply else "", "note": note.text if note else ""}
    if typed:
        texts["note" if voice == Visibility.INTERNAL else "draft"] = typed
    return {**texts, "kept": reply, "kept_note": note, "voice": voice}


def held(row: Draft) -> Held:
    return Held(row.pk, row.text, row.voice, row.updated_at)
