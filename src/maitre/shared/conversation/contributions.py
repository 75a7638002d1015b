"""What the conversation adds elsewhere: words of its entries, panels beside every record, replies kept in files."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from maitre.kernel.errors import Invalid
from maitre.kit.web.slots import fill
from maitre.shared.conversation import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.conversation.actions.canned import checked_texts
from maitre.shared.conversation.models import CannedReply
from maitre.shared.conversation.notices import SENTENCES
from maitre.shared.conversation.pages import panels
from maitre.shared.declarations.rules import Definition, Key, Kind, Name, Reference, declare
from maitre.shared.organisation.models import Team
from maitre.shared.records.notices import speaks


class CannedReplyDefinition(Definition):
    """A text a team says again and again, in one language or several."""

    kind: Literal["canned_reply"]
    name: Name = Field(max_length=80)
    team: Key
    texts: dict[str, str] = Field(description="By language: en, de. Placeholders stand in double braces")

    def references(self) -> Iterator[Reference]:
        yield Reference(("team",), "team", self.team)

    def check(self) -> None:
        checked_texts(self.texts)


def read() -> dict[str, CannedReplyDefinition]:
    rows = CannedReply.objects.filter(key__isnull=False).values_list("key", "name", "team__key", "texts")
    return {
        str(key): CannedReplyDefinition.model_construct(
            kind="canned_reply", key=str(key), name=name, team=team, texts=texts
        )
        for key, name, team, texts in rows
    }


def write(definition: CannedReplyDefinition) -> None:
    values = {
        "name": definition.name,
        "team": Team.objects.get(key=definition.team),
        "texts": checked_texts(definition.texts),
    }
    CannedReply.objects.update_or_create(key=definition.key, defaults=values)


def remove(key: str) -> None:
    if not CannedReply.objects.filter(key=key).delete()[0]:
        raise Invalid(f"There is no canned reply “{key}”.")


declare(Kind("canned_reply", CannedReplyDefinition, read, write, remove))
speaks("", SENTENCES)
fill("record", panels.files, order=30)
fill("record", panels.linked, order=40)
fill("record", panels.watchers, order=50)
