"""The yardstick from the same server: the rows of a page as text, asked by one statement written by hand, answered by
the very processes that answer the page, for somebody who has signed in. What a page takes beyond it is the page's own.

Settings and URL configuration of the server under test: the product's, and one address more.
"""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpResponse
from django.urls import path

from bench import plain
from bench.client import Request
from bench.stage import Stage
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.product.urls import urlpatterns as product

ADDRESS = "/bench/rows"


@signed_in
def rows(request: SignedInRequest) -> HttpResponse:
    given = request.GET
    case, breadth = given["case"], given["breadth"]
    parameters = _parameters(request.user.pk) | {"number": int(given["number"])}
    with connection.cursor() as cursor:
        cursor.execute(plain.statement(case, breadth), parameters)
        found = cursor.fetchall()
    return HttpResponse(plain.as_text(found), content_type="text/plain")


@cache
def _parameters(person: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        return plain.parameters_of(cursor, person)


def request(stage: Stage, case: str, breadth: str, label: str) -> Request:
    """What the bench asks: as the same person as the page."""
    asked = {"case": case, "breadth": breadth, "number": label.rpartition("-")[2]}
    return stage.page(breadth, f"{ADDRESS}?{urlencode(asked)}")


urlpatterns = [path(ADDRESS.lstrip("/"), rows), *product]
