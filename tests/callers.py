"""A program that calls the REST interface as somebody of the cast: with a bearer token, in JSON."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.test import Client

from maitre.shared.access.actions import issue_token
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.organisation.models import Person

ROOT = "/api/v1"
JSON = "application/json"


class Caller:
    """`Caller(cast.person("agnes")).post("/incidents", {...})`; header names as Python keywords: `If_Match='"1"'`."""

    def __init__(self, person: Person, scopes: Collection[str] = ("read", "write")) -> None:
        self.token, self.secret = issue_token(person, "test", by=SYSTEM_ACTOR, scopes=scopes)
        self.client = Client(raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """`body` is sent as JSON; bytes and text are sent as they are."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent.setdefault("Authorization", f"Bearer {self.secret}")
        data = {} if body is None else {"data": body, "content_type": sent.pop("Content-Type", JSON)}
        return self.client.generic(  # type: ignore[return-value]
            method, ROOT + path, headers=sent, **_encoded(data)
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("DELETE", path, body, **headers)

    def upload(self, path: str, **fields: Any) -> HttpResponse:
        """A form with files, as a browser sends it."""
        return self.client.post(  # type: ignore[return-value]
            ROOT + path, fields, headers={"Authorization": f"Bearer {self.secret}"}
        )


def _encoded(data: dict[str, Any]) -> dict[str, Any]:
    if "data" in data and not isinstance(data["data"], str | bytes):
        from json import dumps

        data["data"] = dumps(data["data"])
    return data


def problem(answer: HttpResponse) -> dict[str, Any]:
    """The problem an answer tells; asserts that it is one and complete."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content[:300]
    told: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    assert set(told) == {"type", "title", "status", "code", "detail", "errors"}
    assert told["status"] == answer.status_code
    return told


def fields(answer: HttpResponse) -> set[str]:
    """The fields a refusal names."""
    return {error["field"] for error in problem(answer)["errors"]}
