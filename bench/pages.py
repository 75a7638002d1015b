"""Every page the application has besides those that cases.py names, read from its addresses: a page that is added is
measured without anybody naming it. For somebody who may open all of them, at one record."""

import re
from collections.abc import Iterator, Sequence

from django.urls import URLResolver, get_resolver

from bench.client import Failed, Request
from bench.stage import Stage

WHO = "admin"
RECORD = frozenset({"label", "number"})
"""Parameters that a record's number can stand for; addresses with others are left out."""
ALREADY = frozenset(
    {"desk", "incidents", "incidents/{label}", "mine", "pulse", "search", "report/hints", "go/{label}"}
)
"""Measured by name, or leading on at once."""
ASKED = {
    "incidents/figures": "?period=2025-12",
    "incidents/figures/groups": "?by=category&and=month&period=2025-07-01..2025-12-31",
}
"""What is asked of pages that would show an empty month without."""
ELSEWHERE = ("api/", "static/", "healthz", "readyz", "metrics", "bench/")


def templates() -> list[str]:
    """Addresses of pages, a parameter in braces."""
    found = dict.fromkeys(_walk(get_resolver(), ""))
    return [
        each
        for each in found
        if each not in ALREADY
        and not each.startswith(ELSEWHERE)
        and set(re.findall(r"{(\w+)}", each)) <= RECORD
    ]


def requests(stage: Stage, template: str) -> Sequence[Request]:
    """The page at one record; none where it is not opened by going there."""
    label = stage.labels(WHO)[-1]
    request = stage.page(WHO, "/" + re.sub(r"{\w+}", label, template) + ASKED.get(template, ""))
    try:
        answer = stage.ask(request)
    except Failed:
        return []
    return [request] if answer.headers.get("Content-Type", "").startswith("text/html") else []


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        text = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, text)
        else:
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", text)
