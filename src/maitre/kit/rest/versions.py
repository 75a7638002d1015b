"""Versions over HTTP: the ETag of a record is its version; If-Match names the one a caller saw."""

import re
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header
from pydantic import BaseModel
from pydantic_core import to_json

from maitre.kernel.errors import FieldError, StaleVersion
from maitre.kit.rest.problems import Malformed

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", description="The ETag you saw; 412 when it is no longer the newest.", example='"7"'
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="The ETag you have; 304 when it still is the newest."),
]

_TAG = re.compile(r'\s*(W/)?"([^"]*)"\s*(?:,|$)')


def tag(version: int) -> str:
    return f'"{version}"'


def seen(if_match: str | None, current: int, label: str) -> int | None:
    """The version a caller insists on: None when they named none. StaleVersion when it is not `current`."""
    if if_match is None or if_match.strip() == "*":
        return None
    if not _TAG.match(if_match):
        raise Malformed('If-Match holds ETags in double quotes, like "7".')
    named = {value for weak, value in _TAG.findall(if_match) if not weak}
    if str(current) not in named:
        raise StaleVersion(
            f"{label} was changed in the meantime. Nothing was written; look at it again.",
            errors=[FieldError("version", "changed", f"is now {current}")],
        )
    return current


def answer(
    body: BaseModel, *, status: int = 200, version: int | None = None, location: str = ""
) -> HttpResponse:
    """`body` as JSON with its ETag and Location."""
    headers = {} if version is None else {"ETag": tag(version)}
    if location:
        headers["Location"] = location
    return HttpResponse(to_json(body), status=status, content_type="application/json", headers=headers)


def unchanged(request: HttpRequest, version: int) -> HttpResponse | None:
    """304 when the caller already has this version."""
    has = request.headers.get("If-None-Match", "")
    if has.strip() != "*" and str(version) not in {value for _, value in _TAG.findall(has)}:
        return None
    return HttpResponse(status=304, headers={"ETag": tag(version)})
