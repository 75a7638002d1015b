"""The yardstick: a server that does nothing but the query. The same rows for the same person, by SQL written by
hand and sent as text, with no rights asked, no words translated, no page drawn. `/bare` has not even the query.

    python -m bench.plain PORT        with MAITRE_DATABASE_URL
"""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

import psycopg
import waitress

from bench.client import Request
from bench.company import BREADTHS, ONE_TEAM, signing_in

_ROWS = """
    SELECT r.number, r.title, r.state, r.phase, r.priority, p.name, t.name, a.name, o.name, r.created_at, r.updated_at
      FROM records_record r JOIN organisation_organisation o ON o.id = r.organisation_id
      LEFT JOIN organisation_person p ON p.id = r.requester_id LEFT JOIN organisation_team t ON t.id = r.team_id
      LEFT JOIN organisation_person a ON a.id = r.assignee_id
     WHERE r.kind = 'incident' AND {whose}{which} ORDER BY {order} LIMIT {limit}
"""
_OPEN = " AND r.phase IN ('draft', 'queued', 'active', 'waiting')"
_WHOSE = {
    "admin": "true",
    "team": "r.team_id = %(team)s",
    "small": "r.organisation_id = %(organisation)s",
    "requester": "r.id IN (SELECT record_id FROM records_participation WHERE person_id = %(person)s)",
}
_LISTS = {
    "queue by newest": (_OPEN, "r.id DESC"),
    "queue by priority": (_OPEN, "r.priority, r.id DESC"),
    "queue by deadline": (_OPEN, "r.next_deadline, r.id"),
    "queue over REST": (_OPEN, "r.id DESC"),
    "all by newest": ("", "r.id DESC"),
}
_MINE = _ROWS.format(
    whose="r.requester_id = %(person)s",
    which=" AND r.state IN ('new', 'assigned', 'in_progress', 'pending', 'resolved')",
    order="r.id DESC",
    limit=25,
)
_RECORD = """
    SELECT e.seq, e.at, e.verb, e.visibility, e.sealed, b.text, r.title, r.state, i.description
      FROM records_record r JOIN incident_incident i ON i.record_id = r.id JOIN records_entry e ON e.record_id = r.id
      LEFT JOIN records_body b ON b.record_id = r.id AND b.seq = e.seq
     WHERE r.kind = 'incident' AND r.number = %(number)s ORDER BY e.seq
"""
CASES = (*_LISTS, "portal list", "record page")
"""Cases of cases.py that have a yardstick here."""
THREADS = 8


def statement(case: str, breadth: str) -> str:
    if case == "portal list":
        return _MINE
    if case == "record page":
        return _RECORD
    which, order = _LISTS[case]
    return _ROWS.format(whose=_WHOSE[breadth], which=which, order=order, limit=50)


def requests(case: str, breadth: str, labels: Sequence[str]) -> list[Request]:
    """What the bench asks of this server; the labels are those of the records whose page is the case."""
    parameters = [{"case": case, "breadth": breadth, "number": label.rpartition("-")[2]} for label in labels]
    return [Request(f"/rows?{urlencode(each)}") for each in parameters]


class Application:
    """WSGI: `/rows?case=...&breadth=...&number=...`, and `/bare`."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._own = threading.local()
        with psycopg.connect(dsn) as connection:
            self._people = {breadth: _parameters(connection, breadth) for breadth in BREADTHS}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = (
            b"hello\n" if environ["PATH_INFO"] == "/bare" else self._rows(parse_qs(environ["QUERY_STRING"]))
        )
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    def _rows(self, given: dict[str, list[str]]) -> bytes:
        case, breadth = given["case"][0], given["breadth"][0]
        parameters = self._people[breadth] | {"number": int(given.get("number", ["0"])[0])}
        rows = self._connection().execute(statement(case, breadth), parameters).fetchall()
        return as_text(rows)

    def _connection(self) -> psycopg.Connection[Any]:
        if not hasattr(self._own, "connection"):
            self._own.connection = psycopg.connect(self._dsn, autocommit=True)
        connection: psycopg.Connection[Any] = self._own.connection
        return connection


def _parameters(connection: psycopg.Connection[Any], breadth: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM organisation_person WHERE email = %s", [signing_in(breadth).email])
        row = cursor.fetchone()
        assert row is not None
        return parameters_of(cursor, row[0])


def parameters_of(cursor: Any, person: int) -> dict[str, Any]:
    """What the statements ask for."""
    cursor.execute(
        "SELECT id, organisation_id, (SELECT id FROM organisation_team WHERE name = %s)"
        " FROM organisation_person WHERE id = %s",
        [ONE_TEAM, person],
    )
    return dict(zip(("person", "organisation", "team"), cursor.fetchone(), strict=True))


def as_text(rows: Iterable[Sequence[Any]]) -> bytes:
    return "\n".join("\t".join(map(str, row)) for row in rows).encode()


if __name__ == "__main__":
    waitress.serve(
        Application(os.environ["MAITRE_DATABASE_URL"]),
        listen=f"127.0.0.1:{sys.argv[1]}",
        threads=THREADS,
        asyncore_use_poll=True,
        _quiet=True,
    )
