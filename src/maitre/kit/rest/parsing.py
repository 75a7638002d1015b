"""Reads JSON strictly: one meaning, no text that the database could not keep."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from maitre.kernel.errors import FieldError, Invalid, TooLarge
from maitre.kit.rest.problems import Malformed, WrongMediaType

ACCEPTED = {"application/json", "application/merge-patch+json"}
FORM = "multipart/form-data"
MOST_NAMES = 1_000
"""Names in one object of a body; the richest of ours has some dozens."""


class StrictParser(Parser):
    """Refuses other media types, doubled names, numbers that are none, NUL and lone surrogates."""

    def parse_body(self, request: HttpRequest) -> Any:
        # A request made by ninja for one field of a form has no type of its own.
        if request.content_type is not None and request.content_type not in ACCEPTED:
            raise WrongMediaType(f"Send application/json, not {request.content_type[:80] or 'nothing'}.")
        try:
            body = json.loads(request.body, object_pairs_hook=_unique, parse_constant=_no_number)
        except UnicodeDecodeError:
            raise Malformed("The body is not UTF-8.") from None
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            raise Malformed(f"The body is not JSON: {error.msg} at {place}.") from None
        except RecursionError:
            raise Malformed("The body is nested too deeply.") from None
        except ValueError as error:
            raise Malformed(f"The body is not JSON: {error}.") from None
        if errors := list(unkept(body)):
            raise Invalid(f"{errors[0].field}: {errors[0].message}", errors=errors)
        return body

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The parameters of an address, or the fields of a form: one that means one value is sent once."""
        if data is not request.GET:
            _check_form(request)
        errors = [
            FieldError(name[:100], "twice", "was sent more than once; it takes one value")
            for name, values in data.lists()
            if len(values) > 1 and name not in list_fields
        ]
        if errors:
            raise Invalid(f"{errors[0].field}: {errors[0].message}", errors=errors)
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        return found


def _check_form(request: HttpRequest) -> None:
    if request.content_type != FORM:
        raise WrongMediaType(f"Send {FORM}, not {(request.content_type or '')[:80] or 'nothing'}.")
    if not request.POST and not request.FILES:
        raise Malformed(
            "The form holds no part that can be read: does its boundary stand in its Content-Type?"
        )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_NAMES:
        raise TooLarge(f"An object holds {len(pairs):,} names; {MOST_NAMES:,} are the most.")
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number in JSON")


def unkept(value: Any, path: str = "") -> "list[FieldError]":
    """Every text in `value` that holds a NUL or half a character."""
    if isinstance(value, str):
        return (
            [FieldError(path, "unkept_text", "contains a NUL or half a character")]
            if _is_unkept(value)
            else []
        )
    if isinstance(value, dict):
        steps = [(f"{path}.{name}" if path else name[:100], name, each) for name, each in value.items()]
        return [error for step, name, each in steps for error in (*unkept(name, path), *unkept(each, step))]
    if isinstance(value, list):
        return [error for place, each in enumerate(value) for error in unkept(each, f"{path}.{place}")]
    return []


def _is_unkept(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)
