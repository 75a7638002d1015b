"""What is measured: each case with the people it is measured for, and the requests it is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import pages
from bench.client import Request
from bench.company import BREADTHS
from bench.stage import Stage

AGENTS = ("admin", "team", "small")
"""Those who have a queue; the requester's list is the portal's."""
OPEN = "state:open"
FIVE = "state:open priority<=4 assignee:none type:degradation created>2025-02-01"
ASKED = {
    "rare": "purple giraffe",
    "two words": "wifi voucher",
    "common": "printer",
    "prefix": "vouch",
    "nothing": "zzyzzx qwortle",
    "misspelt": "vouchre",
}
SOLUTION = {"code": "fixed", "cause": "hardware", "solution": "A new ribbon; it prints again."}
BULK = 100

Make = Callable[[Stage, str, int], Sequence[Request]]


@dataclass(frozen=True, slots=True)
class Case:
    """`make(stage, breadth, count)` gives the requests, to be sent in turn, or each `once`; none when there is no such
    thing for this person, like page 40 of a short list. `like` names the case that this one must be no slower than."""

    name: str
    breadths: Sequence[str]
    make: Make
    once: bool = False
    clients: tuple[int, ...] = (1, 4)
    like: str = ""
    most: int | None = None


def _list(path: str, query: str, sort: str) -> Make:
    return lambda stage, breadth, count: [stage.page(breadth, path, q=query, sort=sort)]


def _deep(query: str, sort: str) -> Make:
    def make(stage: Stage, breadth: str, count: int) -> list[Request]:
        place = stage.cursor(breadth, query, sort)
        return [stage.page(breadth, "/incidents", q=query, sort=sort, cursor=place[0])] if place else []

    return make


def _records(stage: Stage, breadth: str, count: int) -> list[Request]:
    path = "/mine" if breadth == "requester" else "/incidents"
    return [stage.page(breadth, f"{path}/{label}") for label in stage.labels(breadth)]


def _search(text: str) -> Make:
    return lambda stage, breadth, count: [stage.page(breadth, "/search", q=text)]


def _numbers(stage: Stage, breadth: str, count: int) -> list[Request]:
    return [stage.page(breadth, "/search", 302, q=label) for label in stage.labels(breadth)]


def _hints(stage: Stage, breadth: str, count: int) -> list[Request]:
    """For titles like those of the newest records they see: how much is looked at is a matter of their words."""
    return [stage.page(breadth, "/report/hints", title=title) for title in stage.newest_titles(breadth)]


def _creates(stage: Stage, breadth: str, count: int) -> list[Request]:
    body = {
        "title": "The voucher printer is out of paper",
        "description": "In the lobby, since ten.",
        "impact": 2,
    }
    return [stage.call(f"{breadth}-writes", "/incidents", body, 201)]


def _reports(stage: Stage, breadth: str, count: int) -> list[Request]:
    fields = {
        "title": "The voucher printer is out of paper",
        "description": "In the lobby.",
        "hurts": "stuck",
    }
    return [stage.form(f"{breadth}-writes", "/report", fields)]


def _comments(stage: Stage, breadth: str, count: int) -> list[Request]:
    body = {"body": "I have restarted it and will see whether it lasts.", "visibility": "public"}
    labels = stage.reported(f"{breadth}-writes", 20)
    return [stage.call(f"{breadth}-writes", f"/records/{label}/comments", body, 201) for label in labels]


def _resolutions(stage: Stage, breadth: str, count: int) -> list[Request]:
    writer = f"{breadth}-writes"
    labels = stage.worked_on(writer, count)
    return [stage.call(writer, f"/incidents/{label}/resolution", SOLUTION) for label in labels]


def _resolved_on_pages(stage: Stage, breadth: str, count: int) -> list[Request]:
    writer = f"{breadth}-writes"
    return [
        stage.form(writer, f"/incidents/{each}/resolution", SOLUTION)
        for each in stage.worked_on(writer, count)
    ]


def _bulk(stage: Stage, breadth: str, count: int) -> list[Request]:
    row = {"operation": "create", "body": {"title": "The voucher printer is out of paper"}}
    return [stage.call(f"{breadth}-writes", "/incidents/bulk", {"rows": [row] * BULK})]


READS: Sequence[Case] = (
    *(
        case
        for sort in ("newest", "priority", "deadline")
        for case in (
            Case(f"queue by {sort}", AGENTS, _list("/incidents", OPEN, sort)),
            Case(f"queue by {sort}, deep", AGENTS, _deep(OPEN, sort), like=f"queue by {sort}", clients=(1,)),
        )
    ),
    Case("all by newest", AGENTS, _list("/incidents", "", "newest")),
    Case("all by newest, deep", AGENTS, _deep("", "newest"), like="all by newest", clients=(1,)),
    Case("view of five conditions", AGENTS, _list("/incidents", FIVE, "newest")),
    Case("queue over REST", BREADTHS, lambda s, b, n: [s.call(b, "/incidents?q=state%3Aopen")]),
    Case("portal list", BREADTHS, lambda s, b, n: [s.page(b, "/mine")]),
    Case("record page", BREADTHS, _records),
    Case("pulse", BREADTHS, lambda s, b, n: [s.page(b, "/pulse")], clients=(1,)),
    *(Case(f"search: {name}", BREADTHS, _search(text), clients=(1,)) for name, text in ASKED.items()),
    Case("search: number", BREADTHS, _numbers, clients=(1,)),
    Case("hints", BREADTHS, _hints),
)
WRITES: Sequence[Case] = (
    Case("create over REST", BREADTHS, _creates),
    Case("report page", BREADTHS, _reports),
    Case("comment over REST", BREADTHS, _comments),
    Case("resolve over REST", AGENTS, _resolutions, once=True),
    Case("resolve page", AGENTS, _resolved_on_pages, once=True, clients=(1,)),
    Case(f"bulk of {BULK}", ("admin",), _bulk, clients=(1,), most=5),
)


def _page(template: str) -> Case:
    return Case(f"page: /{template}", (pages.WHO,), lambda s, b, n: pages.requests(s, template), clients=(1,))


CASES: Sequence[Case] = (*READS, *map(_page, pages.templates()), *WRITES)
