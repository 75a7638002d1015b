"""What a person has written and not sent, as a page opens with it: the newest text, and what other tabs hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Draft
from maitre.shared.conversation.querysets import written_on
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
        elif text.strip() != found[place].text.strip():
            found[place].others.append(Held(pk, text, voice, at))
    return found


def held(row: Draft) -> Held:
    return Held(row.pk, row.text, row.voice, row.updated_at)
