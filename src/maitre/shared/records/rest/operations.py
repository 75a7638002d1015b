"""Any record by its number, its timeline, why it is as it is; and the categories."""

from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from maitre.kernel.errors import NotFound
from maitre.kit.rest.pages import page_by
from maitre.kit.rest.shapes import LARGEST_ID, Cursor, Limit, Listed, Whole
from maitre.kit.rest.versions import IfNoneMatch, answer, unchanged
from maitre.shared.access.querysets import organisations_visible_to
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.records.models import Category, Entry, Visibility
from maitre.shared.records.notices import hidden_links, tell
from maitre.shared.records.rest.loading import Seen, record_in, said
from maitre.shared.records.rest.shapes import (
    CategoryOut,
    EntryOut,
    Explanation,
    RecordOut,
    entry_out,
    identity,
)

router = Router(tags=["Records"])
categories_router = Router(tags=["Categories"])


@router.get(
    "/{number}", response={200: RecordOut, 304: None}, operation_id="records_show", summary="Any record"
)
def record(request: HttpRequest, number: str, if_none_match: IfNoneMatch = None) -> HttpResponse:
    """What every record has, whatever its kind; the kind's own address tells the rest."""
    seen = record_in(request, number)
    return unchanged(request, seen.record.version) or answer(
        RecordOut(**identity(seen.record, seen.actor)), version=seen.record.version
    )


After = Annotated[Whole, Query(0, ge=0, le=LARGEST_ID, description="`place` of the last entry you have")]


@router.get(
    "/{number}/timeline",
    response=Listed[EntryOut],
    operation_id="records_timeline",
    summary="What happened, as far as you may read it",
)
def timeline(request: HttpRequest, number: str, after: After = 0, limit: Limit = 50) -> Listed[EntryOut]:
    """Oldest first. `next` is what `after` takes for the following entries."""
    seen = record_in(request, number)
    told = tell(seen.record, internal=seen.internal, after=_seq_at(seen, after), limit=limit + 1)
    placed = [
        (each.seq if seen.internal else after + nth, each) for nth, each in enumerate(told[:limit], start=1)
    ]
    hidden = hidden_links(told, seen.actor)
    items = [entry_out(seen.record, each, place) for place, each in placed if each.seq not in hidden]
    return Listed[EntryOut](items=items, next=str(placed[-1][0]) if len(told) > limit else None)


def _seq_at(seen: Seen, place: int) -> int:
    """Where to go on. Whoever reads no internal notes counts only what they read: gaps would tell of the rest."""
    if seen.internal or not place:
        return min(place, 2**31 - 1)
    public = Entry.objects.filter(record=seen.record, visibility=Visibility.PUBLIC).order_by("seq")
    found = public.values_list("seq", flat=True)[place - 1 : place] if place < 2**31 else []
    return next(iter(found), 2**31 - 1)


@router.get(
    "/{number}/explain",
    response=Listed[Explanation],
    operation_id="records_explain",
    summary="Why it is as it is",
)
def explain(request: HttpRequest, number: str) -> Listed[Explanation]:
    """The newest explanation of each decision, in the words and figures of that moment."""
    seen = record_in(request, number)
    found: dict[str, Explanation] = {}
    for told in tell(seen.record, internal=True):
        # Why the priority is what it is, is everybody's who sees the priority; who said what, is not told here.
        if told.why:
            code = str(told.why["code"])
            about = code.partition(".")[0] if code.startswith("priority") else told.verb
            words = said(seen.record.kind, told.why)
            found[about] = Explanation(
                about=about, code=code, params=dict(told.why["params"]), sentence=words
            )
    return Listed[Explanation](items=list(found.values()))


def _categories(request: HttpRequest) -> QuerySet[Category]:
    visible = organisations_visible_to(actor_of(request))
    return Category.objects.filter(organisation__in=visible).select_related("organisation", "parent")


@categories_router.get("", response=Listed[CategoryOut], operation_id="categories_list", summary="Categories")
def categories(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Listed[CategoryOut]:
    rows = _categories(request)
    found, following = page_by(rows, {"name": str, "pk": int}, cursor=cursor, limit=limit)
    return Listed[CategoryOut](items=[CategoryOut.told(each) for each in found], next=following)


@categories_router.get("/{key}", response=CategoryOut, operation_id="categories_show", summary="One category")
def category(request: HttpRequest, key: str) -> CategoryOut:
    found = _categories(request).filter(key=key).first()
    if found is None:
        raise NotFound("There is no such category, or you may not know of it.")
    return CategoryOut.told(found)
