"""What the address of a list asks for, and the address for something else: every link of the list is made here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from maitre.kit.web.addresses import address_of
from maitre.shared.practice.rules import Practice

USUAL_QUERY = "state:open"
USUAL_SORT = "newest"
BOARD = "board"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One view of a practice's list: its query, order and layout; the cursor is a place in it."""

    kind: str
    query: str = USUAL_QUERY
    sort: str = USUAL_SORT
    layout: str = ""
    cursor: str | None = None
    as_text: bool = False

    @classmethod
    def of(cls, practice: Practice, given: Mapping[str, Any]) -> Self:
        return cls(
            kind=practice.kind,
            query=given.get("q", USUAL_QUERY).strip(),
            sort=given.get("sort", USUAL_SORT),
            layout=BOARD if given.get("layout") == BOARD else "",
            cursor=given.get("cursor") or None,
            as_text=given.get("edit") == "text",
        )

    def url(self, **other: Any) -> str:
        """The first page of this view, but for what is named."""
        return _address(replace(self, **{"cursor": None, "as_text": False, **other}))

    @property
    def is_board(self) -> bool:
        return self.layout == BOARD


@lru_cache(maxsize=500)
def _address(asked: ListQuery) -> str:
    """A page has some twenty of them, most the same as on the last."""
    parameters = {
        "q": asked.query,
        "sort": asked.sort if asked.sort != USUAL_SORT else "",
        "layout": asked.layout,
        "cursor": asked.cursor or "",
        "edit": "text" if asked.as_text else "",
    }
    said = {name: value for name, value in parameters.items() if value or name == "q"}
    return f"{address_of(f'{asked.kind}:list')}?{urlencode(said)}"


def way_back(practice: Practice, request: HttpRequest) -> str:
    """Where a form of the list says it came from; the list itself where that is no address of ours."""
    back = request.POST.get("back") or request.GET.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, None) and back.startswith("/")
    return back if safe else address_of(f"{practice.kind}:list")
