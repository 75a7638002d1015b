"""A real log arrives: the incidents of Volvo IT Belgium (BPI Challenge 2013), by the command people use.

What should be in the database is counted by a reader of its own that shares no code with ours. One event of the log
is one timeline entry. Where the log is looked for: tests/volvo.py.
"""

import sys
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import pytest

from maitre.kernel import chain
from tests.volvo import CASES, EVENTS, MEANING, Home, needs_the_log, traces

pytestmark = needs_the_log


class Counted(NamedTuple):
    """How many incidents there are, and of what; entries by the month in which they happened."""

    incidents: int
    entries: int
    states: Counter[str]
    opened: Counter[str]
    happened: Counter[str]
    teams: Counter[str]
    products: Counter[str]
    impacts: Counter[int]
    people: int


@pytest.fixture(scope="module")
def expected() -> Counted:
    """Counted from the file alone, with the standard library's parser."""
    cases = traces()
    events = [event for case in cases for event in case]
    last = [case[-1] for case in cases]
    return Counted(
        incidents=len(cases),
        entries=len(events),
        states=Counter(MEANING[f"{each['concept:name']}/{each['lifecycle:transition']}"] for each in last),
        opened=Counter(month(case[0]) for case in cases),
        happened=Counter(month(event) for event in events),
        teams=Counter(each["org:group"] for each in last),
        products=Counter(each["product"] for each in last),
        impacts=Counter({"Major": 1, "High": 1, "Medium": 2, "Low": 3}[each["impact"]] for each in last),
        people=len({event["org:resource"] for event in events}),
    )


def month(event: dict[str, str]) -> str:
    return datetime.fromisoformat(event["time:timestamp"]).astimezone(UTC).strftime("%Y-%m")


def counter(home: Home, query: str) -> Counter[Any]:
    return Counter(dict(home.rows(query)))


def content(home: Home) -> str:
    """One digest of everything that arrived, by foreign id: no ids, numbers, salts or hashes of this database."""
    rows = home.rows("""
        SELECT i.foreign_id, r.title, r.state, r.priority, t.name, p.email, r.created_at AT TIME ZONE 'UTC',
               e.seq, e.at AT TIME ZONE 'UTC', e.verb, e.visibility, a.email, b.text
        FROM arrivals_importedlife i JOIN records_record r ON r.id = i.record_id
        JOIN records_entry e ON e.record_id = r.id
        LEFT JOIN records_body b ON (b.record_id, b.seq) = (e.record_id, e.seq)
        LEFT JOIN organisation_team t ON t.id = r.team_id LEFT JOIN organisation_person p ON p.id = r.assignee_id
        LEFT JOIN organisation_person a ON a.id = e.by_id ORDER BY i.foreign_id, e.seq""")
    assert len(rows) == EVENTS
    return sha256("\n".join(map(repr, rows)).encode()).hexdigest()


def test_it_was_killed_in_the_middle(killed: int) -> None:
    assert 0 < killed < CASES


def test_the_counts_are_those_of_an_independent_reader(server: Home, arrived: str, expected: Counted) -> None:
    assert (expected.incidents, expected.entries) == (CASES, EVENTS)
    found = Counted(
        incidents=server.rows("SELECT count(*) FROM incident_incident")[0][0],
        entries=server.rows("SELECT count(*) FROM records_entry")[0][0],
        states=counter(server, "SELECT state, count(*) FROM records_record GROUP BY 1"),
        opened=counter(
            server,
            "SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*) FROM records_record GROUP BY 1",
        ),
        happened=counter(
            server, "SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*) FROM records_entry GROUP BY 1"
        ),
        teams=counter(
            server,
            "SELECT t.name, count(*) FROM records_record r JOIN organisation_team t ON t.id = r.team_id GROUP BY 1",
        ),
        products=counter(server, "SELECT service, count(*) FROM incident_incident GROUP BY 1"),
        impacts=counter(server, "SELECT impact, count(*) FROM incident_incident GROUP BY 1"),
        people=server.rows("SELECT count(*) FROM organisation_person WHERE NOT is_active")[0][0],
    )
    assert found == expected


def test_every_chain_verifies(server: Home, arrived: str) -> None:
    heads = {
        record: (seq, hash_)
        for record, seq, hash_ in server.rows("SELECT id, head_seq, head_hash FROM records_record")
    }
    entries: dict[int, list[tuple[int, str, bytes]]] = {record: [] for record in heads}
    for record, *entry in server.rows("SELECT record_id, seq, sealed, hash FROM records_entry ORDER BY 1, 2"):
        entries[record].append(tuple(entry))
    assert [record for record, head in heads.items() if chain.check(entries[record], head)] == []


def test_a_second_run_changes_nothing(server: Home, arrived: str) -> None:
    before = content(server)
    status, out, err = server.bring()
    assert (status, f"{CASES:,} unchanged" in out, "0 arrived" in out) == (0, True, True), err
    assert content(server) == before


def test_killed_and_run_again_is_the_same_as_run_once(
    server: Home, arrived: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Last of all: it empties the database. Lives come by the thousand in a transaction; the rate is printed, for a
    person who knows the machine."""
    before = content(server)
    server.connection.execute("TRUNCATE organisation_organisation CASCADE")
    before_it = server.transactions()
    status, out, err = server.bring()
    taken = server.transactions() - before_it
    assert status == 0, err
    assert content(server) == before
    with capsys.disabled():
        sys.stdout.write(f"\nVolvo log: {out.splitlines()[-1]} {taken:,} transactions.\n")
    assert taken <= CASES // 50
