"""Errors as problem details (RFC 9457): every refusal has the same shape, and no internals get out."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

from maitre.kernel.durable import is_full
from maitre.kernel.errors import (
    FieldError,
    Invalid,
    MaitreError,
    NoRoom,
    NotFound,
    NotSignedIn,
    TooLarge,
    TooMany,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 1
"""Seconds after which a call that met a busy database may come again."""

_log = logging.getLogger(__name__)


class Malformed(MaitreError):
    """The request cannot be read at all."""

    code, status, title = "malformed", 400, "The request cannot be read"


class WrongMethod(MaitreError):
    code, status, title = "method_not_allowed", 405, "Not possible with this address"


class WrongMediaType(MaitreError):
    code, status, title = "unsupported_media_type", 415, "This kind of content is not understood"


class InProgress(MaitreError):
    """The same call is being worked on at this moment."""

    code, status, title = "in_progress", 409, "Still being worked on"


MOST_ERRORS = 20
"""Errors that one answer names; what was wrong with a body of a hundred thousand names fits into no answer."""


class FieldProblem(BaseModel):
    """One thing wrong with one field; `field` is its path in the request, "" for the whole."""

    field: str
    code: str
    message: str


class Problem(BaseModel):
    """Why a call was refused: `code` is stable, `detail` is a sentence for people, `errors` names each field."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] = []

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:maitre:problem:invalid",
                "title": "Please check the input",
                "status": 422,
                "code": "invalid",
                "detail": "title: is required",
                "errors": [{"field": "title", "code": "required", "message": "is required"}],
            }
        }
    )


def problem_of(error: MaitreError) -> Problem:
    """The problem as it is told; also the result of one refused row of many."""
    named = error.errors[:MOST_ERRORS]
    more = len(error.errors) - len(named)
    return Problem(
        type=f"urn:maitre:problem:{error.code}",
        title=error.title,
        status=error.status,
        code=error.code,
        detail=f"{error.sentence} ({more:,} more errors are not listed.)" if more else error.sentence,
        errors=[FieldProblem(field=one.field, code=one.code, message=one.message) for one in named],
    )


def refusal(error: MaitreError, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The answer that tells `error`."""
    answer = HttpResponse(
        to_json(problem_of(error)), status=error.status, content_type=MEDIA_TYPE, headers=headers
    )
    if isinstance(error, NotSignedIn):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="maitre"'
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, InProgress | Unavailable):
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def answer_to(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The answer to anything that was raised while a call was worked on."""
    known = _as_ours(error)
    if known is None:
        _log.error("%s %s failed", request.method, request.path, exc_info=error)  # type: ignore[arg-type]
        known = MaitreError("Something went wrong on our side. It was noted; nothing of this call was kept.")
    return refusal(known)


def _as_ours(error: Exception | type[Exception]) -> MaitreError | None:
    if isinstance(error, MaitreError):
        return error
    if isinstance(error, ValidationError):
        return invalid(error.errors)
    if isinstance(error, AuthenticationError):
        return NotSignedIn("Send a bearer token, or sign in.")
    if isinstance(error, HttpError):
        cause = error.__cause__
        return (
            cause if isinstance(cause, MaitreError) else Malformed("The body of the request cannot be read.")
        )
    if isinstance(error, Http404):
        return NotFound("There is nothing at this address, or it is not open to you.")
    if isinstance(error, RequestDataTooBig):
        return TooLarge("The body of the request is too large. Send less at once.")
    if isinstance(error, SuspiciousOperation | MultiPartParserError):
        return Malformed("The body of the request cannot be read.")
    if isinstance(error, BaseException) and is_full(error):
        _log.error("no room left on a disk", exc_info=error)
        return NoRoom("A disk is full. Nothing of this call was kept; it may come again when there is room.")
    if isinstance(error, OperationalError):
        _log.warning("database busy or away", exc_info=error)
        return Unavailable("The database is busy or away. Nothing was kept; try again.")
    return None


def invalid(found: Iterable[Mapping[str, Any]]) -> Invalid:
    """Everything Pydantic found, as one Invalid. Locations begin as the framework's do: source, for a body its name."""
    errors = [FieldError(_path(one["loc"]), *_said(one)) for one in found]
    sentence = "; ".join(
        f"{error.field}: {error.message}" if error.field else error.message for error in errors[:5]
    )
    return Invalid(sentence, errors=errors)


_WORDS = {
    "missing": ("required", "is required"),
    "extra_forbidden": ("unknown_field", "is no field here, or not yours to set"),
}
_SOURCES = {"query": 1, "path": 1, "header": 1, "form": 1, "file": 1, "body": 2}
"""How many steps of a location are the framework's own, before the caller's path begins."""


def _said(one: Mapping[str, Any]) -> tuple[str, str]:
    kind = str(one["type"])
    return _WORDS.get(kind) or (kind, str(one["msg"]).removeprefix("Value error, ")[:500])


def _path(location: Sequence[object]) -> str:
    skip = _SOURCES.get(str(location[0]), 0) if location else 0
    return ".".join(str(step)[:100] for step in location[skip:])
