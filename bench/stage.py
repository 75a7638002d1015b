"""What the cases need to know of a set: the people signed in, records they may see, places deep in their lists, and
fresh incidents to work on. In the process that measures, with the product's own verbs, before anything is timed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet
from django.test import Client

from bench.client import Failed, Request
from bench.company import BREADTHS, ONE_TEAM, WRITERS, signing_in
from maitre.operation.incident.actions import assign, report, take
from maitre.operation.incident.models import Incident
from maitre.shared.access.actions import issue_token
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.organisation.models import Person, Team
from maitre.shared.records.models import Record

CSRF = "bench" * 6 + "be"
"""32 letters, as a cookie and as a header: all that the check compares."""
PAGES_DEEP = 40
ROWS_A_PAGE = 50
API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who has signed in to the pages and holds a token for REST."""

    person: Person
    session: str
    token: str


class Stage:
    def __init__(self, records: int) -> None:
        self.records = records
        self.callers = {key: _signed_in(key) for key in (*BREADTHS, *WRITERS)}

    def page(self, breadth: str, path: str, status: int = 200, **parameters: str) -> Request:
        """A page, as a browser asks for it."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        return Request(f"{path}{query}", headers=(("Cookie", self._cookies(breadth)),), status=status)

    def form(self, breadth: str, path: str, fields: Mapping[str, str]) -> Request:
        """A form that is sent; the answer leads to another page."""
        headers = (
            ("Cookie", self._cookies(breadth)),
            ("X-CSRFToken", CSRF),
            ("Content-Type", "application/x-www-form-urlencoded"),
        )
        return Request(path, "POST", headers, urlencode(fields).encode(), status=302)

    def _cookies(self, breadth: str) -> str:
        """What a browser holds after its first page."""
        return f"{settings.SESSION_COOKIE_NAME}={self.callers[breadth].session}; csrftoken={CSRF}"

    def call(self, breadth: str, path: str, body: Any = None, status: int = 200) -> Request:
        """A call of REST: GET, or POST of a body."""
        headers = [("Authorization", f"Bearer {self.callers[breadth].token}")]
        if body is None:
            return Request(API + path, headers=tuple(headers), status=status)
        headers.append(("Content-Type", "application/json"))
        return Request(API + path, "POST", tuple(headers), json.dumps(body).encode(), status)

    @cache  # noqa: B019 - one stage a process
    def labels(self, breadth: str, count: int = 40) -> list[str]:
        """Records the person may see, from the first to the last of them."""
        numbers = list(self.seen_by(breadth).order_by("pk").values_list("number", flat=True))
        return [f"INC-{number}" for number in numbers[:: max(1, len(numbers) // count)][:count]]

    def newest_titles(self, breadth: str, count: int = 20) -> list[str]:
        """Of the records the person may see."""
        return list(self.seen_by(breadth).order_by("-pk").values_list("title", flat=True)[:count])

    def seen_by(self, breadth: str) -> "QuerySet[Record]":
        """Everything that makes the breadth."""
        person = self.callers[breadth].person
        if breadth == "team":
            return Record.objects.filter(team__name=ONE_TEAM)
        if breadth == "small":
            return Record.objects.filter(organisation_id=person.organisation_id)
        if breadth == "requester":
            return Record.objects.filter(requester=person)
        return Record.objects.all()

    @cache  # noqa: B019
    def cursor(self, breadth: str, query: str, sort: str) -> tuple[str, int] | None:
        """The cursor of page 40 of a list, or of its last full page, and which page that is; None when only the first
        is full."""
        found: list[str] = []
        while True:
            path = f"/incidents?q={quote(query)}&sort={sort}&limit={ROWS_A_PAGE}"
            path += f"&cursor={quote(found[-1])}" if found else ""
            answer = self.ask(self.call(breadth, path)).json()
            if found and len(answer["items"]) < ROWS_A_PAGE:
                found.pop()
                break
            if not answer["next"] or len(found) == PAGES_DEEP - 1:
                break
            found.append(answer["next"])
        return (found[-1], len(found) + 1) if found else None

    def ask(self, request: Request) -> Any:
        """The same request within this process, past the network."""
        headers = dict(request.headers)
        client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
        cookies = headers.pop("Cookie", "")
        client.cookies.load(cookies)
        kind = headers.pop("Content-Type", "application/octet-stream")
        answer = client.generic(
            request.method, request.path, request.body, content_type=kind, headers=headers
        )
        if answer.status_code != request.status:
            raise Failed(f"{request.path}: answered {answer.status_code}: {answer.content[:300]!r}")
        return answer

    def worked_on(self, breadth: str, count: int) -> list[str]:
        """New incidents that this agent has taken: ready to be resolved."""
        return [self._taken(breadth) for _ in range(count)]

    def reported(self, breadth: str, count: int) -> list[str]:
        """New incidents of this person."""
        person = self.callers[breadth].person
        return [_report(person).record.label for _ in range(count)]

    def _taken(self, breadth: str) -> str:
        person = self.callers[breadth].person
        incident = _report(person)
        if breadth.startswith("team"):
            assign(incident, by=SYSTEM_ACTOR, team=Team.objects.get(name=ONE_TEAM))
        take(incident, by=actor_for(person))
        return incident.record.label


def _report(person: Person) -> Incident:
    return report(
        by=SYSTEM_ACTOR,
        title="Guest wifi voucher printer prints nothing",
        description="Since this morning the voucher printer in the lobby blinks and prints nothing at all.",
        requester=person,
        organisation=person.organisation,
    )


def _signed_in(key: str) -> Caller:
    person = Person.objects.select_related("organisation").get(email=signing_in(key).email)
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    UserSession.objects.create(
        user=person, session_key=session, ip="127.0.0.1"
    )  # as signing in by the page notes it
    _, token = issue_token(person, "bench", by=SYSTEM_ACTOR, scopes=("read", "write"))
    return Caller(person, session, token)
