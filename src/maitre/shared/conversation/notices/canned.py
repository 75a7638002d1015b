"""Kept texts as they would be said on one record: placeholders filled, the requester's language first."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel.dates import format_date
from django.conf import settings
from django.utils import timezone, translation

from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import CannedReply
from maitre.shared.conversation.rules import best_language, filled, first_name
from maitre.shared.records.models import Record

OFFERED = 50
"""Replies the composer offers."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a reply. `is_first` heads its reply; the others are its further languages."""

    name: str
    language: str
    language_name: str
    text: str
    is_first: bool


def words_for(record: Record, actor: Actor, language: str) -> dict[str, str]:
    """What each placeholder stands for here. Load the record with_names. Only what its requester may know anyway."""
    requester = record.requester.name if record.requester else ""
    today = timezone.localdate()
    return {
        "requester.name": requester,
        "requester.first_name": first_name(requester),
        "record.number": record.label,
        "record.title": record.title,
        "organisation.name": record.organisation.name,
        "me.name": actor.name,
        "me.first_name": first_name(actor.name),
        "today": format_date(today, "long", locale=translation.to_locale(language)),
    }


def said_on(record: Record, actor: Actor, texts: Mapping[str, str]) -> dict[str, str]:
    """Every text as it would be said here, by language, the requester's first."""
    theirs = record.requester.language if record.requester else actor.language
    order = best_language(texts, theirs, actor.language)
    return {language: filled(texts[language], words_for(record, actor, language)) for language in order}


def offered_on(record: Record, actor: Actor) -> list[Said]:
    """What can be said with one click on this record."""
    names = dict(settings.LANGUAGES)
    return [
        Said(reply.name, language, names.get(language, language), text, place == 0)
        for reply in CannedReply.objects.open_to(actor)[:OFFERED]
        for place, (language, text) in enumerate(said_on(record, actor, reply.texts).items())
    ]
