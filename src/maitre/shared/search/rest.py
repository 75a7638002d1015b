"""Search over REST: the same answer as the page, for the same person."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from maitre.kit.rest.shapes import Question
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.search.notices import Hit, find, hints

router = Router(tags=["Search"])

Asked = Annotated[
    Question,
    Query(description="Words that must all be there, a sentence of which some must, or a number"),
]


class HitOut(BaseModel):
    """A record that answers. `marks` are the places of the words in `snippet`; `place` is the part that holds them."""

    number: str = Field(examples=["INC-1042"])
    kind: str
    title: str
    state: str
    part: str = Field(examples=["title"])
    snippet: str
    marks: list[tuple[int, int]]

    @classmethod
    def told(cls, hit: Hit) -> "HitOut":
        record = hit.record
        return cls(
            number=record.number,
            kind=record.kind,
            title=record.title,
            state=record.state,
            part=hit.part.name.lower(),
            snippet=hit.snippet,
            marks=hit.marks,
        )


class AnswerOut(BaseModel):
    """`named` is the record whose number was asked for; `meant` a better spelt question
    that the items answer, where nothing answered the one that was asked.
    `by_beginning`: nothing holds the words themselves, but these hold words that begin so."""

    items: list[HitOut]
    more: bool
    named: str | None
    meant: str | None
    by_beginning: bool


class HintOut(BaseModel):
    number: str
    title: str
    state: str


@router.get("/search", response=AnswerOut, operation_id="search", summary="Records by the words in them")
def search(request: HttpRequest, q: Asked) -> AnswerOut:
    """The best thirty of what you may see; among equals open before closed, newer before older."""
    answer = find(q.replace("\x00", ""), actor_of(request))
    return AnswerOut(
        items=[HitOut.told(hit) for hit in answer.hits],
        more=answer.more,
        named=answer.named.label if answer.named else None,
        meant=answer.meant or None,
        by_beginning=answer.by_beginning,
    )


@router.get("/hints", response=list[HintOut], operation_id="hints", summary="What was reported alike")
def alike(request: HttpRequest, title: Asked) -> list[HintOut]:
    """Newest records whose title says much the same: ask before reporting once more."""
    found = hints(title.replace("\x00", ""), actor_of(request))
    return [HintOut(number=row.number, title=row.title, state=row.state) for row in found]
