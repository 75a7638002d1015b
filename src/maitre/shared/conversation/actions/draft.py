"""Keep what somebody is writing before they send it, and drop it when it is sent or long forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from maitre.kernel.errors import FieldError, Invalid, TooLarge
from maitre.kernel.texts import is_blank
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Draft
from maitre.shared.conversation.rules import DRAFT_LIMIT, DRAFTS_LIMIT
from maitre.shared.records.models import Record, Visibility


@dataclass(frozen=True, slots=True)
class Tab:
    """Where a draft is written: a name the tab gave itself, and how many keystrokes it has counted."""

    name: str
    keystroke: int


def keep_draft(
    place: str,
    text: str,
    tab: Tab,
    *,
    by: Actor,
    record: Record | None = None,
    voice: str = Visibility.PUBLIC,
    goes_on: Tab | None = None,
    version: int = 0,
) -> None:
    """Keep `text` as what is written at `place` in this tab; an empty one is none.

    `goes_on` is the draft the page was opened with: while it is still as it was, this tab takes it over. Where another
    tab has written on, both stay, and the one written last is what a page opens with.
    """
    if len(text) > DRAFT_LIMIT:
        raise TooLarge(f"A draft has at most {DRAFT_LIMIT:,} characters.")
    if "\x00" in text or not (0 < len(tab.name) <= 32) or not (0 < len(place) <= 40):
        raise Invalid("This is no draft.", errors=[FieldError("text", "draft", "cannot be kept")])
    person = by.person_id or 0
    mine = Draft.objects.filter(person_id=person, place=place)
    own = mine.filter(tab=tab.name)
    taken_over = mine.filter(tab=goes_on.name, keystroke=goes_on.keystroke) if goes_on else mine.none()
    if is_blank(text):
        own.filter(keystroke__lt=tab.keystroke).delete()
        taken_over.delete()
        return
    now = {
        "text": text, "voice": voice, "tab": tab.name, "keystroke": tab.keystroke, "version": version,
        "updated_at": timezone.now(),
    }  # fmt: skip
    if own.filter(keystroke__lt=tab.keystroke).update(**now) or own.exists() or taken_over.update(**now):
        return
    try:
        with transaction.atomic():
            Draft.objects.create(person_id=person, record=record, place=place, **now)
    except IntegrityError:  # the same tab, a moment ago
        own.filter(keystroke__lt=tab.keystroke).update(**now)
    _keep_few(by, record, place)


def _keep_few(by: Actor, record: Record | None, place: str) -> None:
    """However many tabs somebody opens, the newest drafts of a place are enough."""
    drafts = Draft.objects.of(by).on(record).filter(place=place)
    newest = list(drafts.values_list("pk", flat=True)[: DRAFTS_LIMIT + 1])
    if len(newest) > DRAFTS_LIMIT:
        drafts.exclude(pk__in=newest[:DRAFTS_LIMIT]).delete()


def drop_drafts(tabs: Iterable[str], *, by: Actor, said: Iterable[str] = (), place: str = "") -> None:
    """What these tabs wrote was sent; a draft that says the same as what was sent is done with, too.

    `place`: only what was written there; the same page may hold a text that was not sent.
    """
    mine = Draft.objects.filter(person_id=by.person_id or 0, **({"place": place} if place else {}))
    sent = [text for text in said if not is_blank(text)]
    mine.filter(tab__in=[name[:32] for name in tabs if name]).delete()
    if sent:
        mine.filter(text__in=sent).delete()


def discard_draft(pk: int, *, by: Actor) -> bool:
    """Throw one of one's own away, in every tab that holds the same text there."""
    mine = Draft.objects.of(by)
    found = mine.filter(pk=pk).first() if 0 < pk < 2**63 else None
    if found is None:
        return False
    same = {"record": found.record_id, "place": found.place, "text": found.text}
    return bool(Draft.objects.filter(person_id=by.person_id or 0, **same).delete()[0])


def drop_outdated() -> int:
    """Drop what nobody came back to; how many."""
    return Draft.objects.outdated(timezone.now()).delete()[0]
