"""Lists, records, counters and searches among 40,000 records: looked up, never walked, in few statements, for a person
who sees everything, one team's, one small customer's, and three records (N71); and no dearer after much was written."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from bench.build import fill
from bench.cases import READS, Case
from bench.company import company, signing_in
from bench.lives import Lives
from bench.plans import steps, walks
from bench.settle import everybody
from bench.stage import Stage
from bench.statements import Counted, count
from bench.written import touched
from maitre.operation.incident.imports import RECEPTION
from maitre.shared.arrivals.actions import Source, arrive
from maitre.shared.arrivals.rules import Event, Life, Somebody
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Record
from maitre.shared.search.actions import count_words

pytestmark = pytest.mark.django_db

RECORDS, PEOPLE, SEED = 40_000, 3_000, 71
WRITTEN, BATCH = 5_000, 500
MOST_STATEMENTS, MOST_OF_A_SEARCH = 12, 15
"""A search asks the index once a branch and each sort of text once for its snippets."""
MOST_BUFFERS, MOST_BUFFERS_OF_A_SEARCH = 4_000, 6_000
"""Pages of 8 kB that all statements of one page touch together. A team's search for a common word reads the parts
of its newest 500 records, and of those before where few hold it."""

ASKED = [
    pytest.param(case, breadth, id=f"{case.name}-{breadth}") for case in READS for breadth in case.breadths
]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Forty thousand incidents, gone again after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        _arrive()
        yield Stage(RECORDS)
        transaction.set_rollback(True)


def _arrive() -> None:
    """As quickly as may be: words are indexed at the end, and foreign keys are right by construction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%USING gin (words%'")
        by_words = cursor.fetchall()
        for name, _ in by_words:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("SET LOCAL session_replication_role = replica")
        fill(Lives(company(SEED, PEOPLE), RECORDS, SEED, smallest_batch=100))
        cursor.execute("SET LOCAL session_replication_role = origin")
        for _, definition in by_words:
            cursor.execute(definition)
        cursor.execute("ANALYZE")
    count_words()


@pytest.fixture(scope="module")
def counted(stage: Stage) -> dict[tuple[str, str], Counted]:
    """What was counted once, by case and person."""
    return {}


def _counted(stage: Stage, known: dict[tuple[str, str], Counted], case: Case, breadth: str) -> Counted:
    key = case.name, breadth
    if key not in known:
        requests = case.make(stage, breadth, 2)
        if not requests:
            assert case.like, f"there is nothing to ask for {case.name}"
            return Counted()
        known[key] = count(stage, requests[0], requests[-1])
    return known[key]


@pytest.mark.parametrize(("case", "breadth"), ASKED)
def test_no_page_walks_a_table_that_grows(
    stage: Stage, counted: dict[tuple[str, str], Counted], case: Case, breadth: str
) -> None:
    found = _counted(stage, counted, case, breadth)
    guilty = [f"{', '.join(plan['offences'])}: {plan['sql']}" for plan in found.plans if plan["offences"]]
    assert not guilty
    assert found.buffers <= (MOST_BUFFERS_OF_A_SEARCH if case.name.startswith("search") else MOST_BUFFERS)


@pytest.mark.parametrize(("case", "breadth"), ASKED)
def test_every_page_takes_few_statements(
    stage: Stage, counted: dict[tuple[str, str], Counted], case: Case, breadth: str
) -> None:
    found = _counted(stage, counted, case, breadth)
    most = MOST_OF_A_SEARCH if case.name.startswith("search") else MOST_STATEMENTS
    assert found.statements <= most, "\n".join(" ".join(text.split())[:150] for text in found.texts)


def test_a_full_page_takes_no_more_statements_than_a_short_one(
    stage: Stage, counted: dict[tuple[str, str], Counted]
) -> None:
    """Fifty rows and three: what is read for a row is read for all at once."""
    lists = next(case for case in READS if case.name == "queue over REST")
    full, short = (_counted(stage, counted, lists, breadth) for breadth in ("admin", "requester"))
    assert full.statements <= short.statements


@pytest.mark.parametrize("query", ["state:open", ""])
@pytest.mark.parametrize(("breadth", "moved"), [("team", "team_id"), ("small", "organisation_id")])
def test_who_has_had_nothing_for_long_does_not_read_what_others_have(
    stage: Stage, breadth: str, moved: str, query: str
) -> None:
    """The newest two thirds of all records are another's: lists by newest begin where one's own do."""
    mine = stage.seen_by(breadth)
    other = Record.objects.exclude(**{moved: getattr(mine[0], moved)}).exclude(**{moved: None})[0]
    mine.filter(pk__gt=stage.seen_by("admin").count() // 3).update(**{moved: getattr(other, moved)})
    asked = stage.page(breadth, "/incidents", q=query, sort="newest")
    found = count(stage, asked, asked)
    for plan in found.plans:
        for step in steps(plan["plan"]):
            assert step.get("Rows Removed by Filter", 0) < 200, plan["sql"]


def test_what_others_write_makes_no_page_dearer(
    stage: Stage, counted: dict[tuple[str, str], Counted]
) -> None:
    """Pages touched after 5,000 reports that hold what is searched for, a third of them in the small customer's own
    house, with fresh statistics: at most 1.3 times those before, and no more statements. What is written is in
    the lists of the small customer and of who sees everything, so those are not compared: a view reads past it."""
    asked = [
        (case, breadth, list(case.make(stage, breadth, 2))) for case in READS for breadth in case.breadths
    ]
    there = [(case.name, breadth, requests[-1]) for case, breadth, requests in asked if requests]
    for case, breadth, requests in asked:
        if requests:
            counted[case.name, breadth] = count(stage, requests[0], requests[-1])
    _others_report()
    found = touched(stage, counted, there)
    searches = {name: each for name, each in found.items() if name.startswith(("search", "hints"))}
    of_others = {name: each for name, each in found.items() if not name.endswith(("/ small", "/ admin"))}
    assert {name: each for name, each in (searches | of_others).items() if each.dear} == {}
    assert {n: e for n, e in searches.items() if e.statements_after > e.statements_before} == {}


def test_a_team_finds_its_own_however_much_others_have_written(stage: Stage) -> None:
    """Thirty hits before: as many after 5,000 reports of others that hold the same word."""
    asked = stage.call("team", "/search?q=printer")
    before = len(stage.ask(asked).json()["items"])
    _others_report()
    assert len(stage.ask(asked).json()["items"]) == before == 30


def _others_report() -> None:
    """Of the largest house and of the small customer, by no team: once, however many tests ask."""
    title = "Guest wifi voucher printer prints nothing"
    if Record.objects.filter(title=title).count() >= WRITTEN:
        return
    for breadth, writes in (("team", WRITTEN * 2 // 3), ("small", WRITTEN - WRITTEN * 2 // 3)):
        who = Person.objects.select_related("organisation").get(email=signing_in(f"{breadth}-writes").email)
        house, requester = who.organisation, Somebody(who.name, who.email)
        reported = Event(
            datetime(2026, 1, 2, tzinfo=UTC), "new", requester, fields=(("type", "degradation"),)
        )
        lives = [
            Life(f"{breadth}{n}", "incident", title, "The voucher printer blinks.", requester, (reported,))
            for n in range(writes)
        ]
        source = Source(f"later-{breadth}", house, "bench.invalid")
        for first in range(0, writes, BATCH):
            arrive(lives[first : first + BATCH], source, RECEPTION, everybody(house))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_a_walk_is_seen(stage: Stage) -> None:
    """The measure itself: a search in the midst of titles cannot be looked up."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT id FROM records_record WHERE title LIKE '%%printer%%'")
        plan = cursor.fetchone()[0][0]["Plan"]
    assert list(walks(plan)) == ["walks records_record"]


RARE = "record_id % 1999 = 7"
OWN = (
    "service:rare", "service:common", "-service:common", "service:none", "item:rare", "item:common",
    "location:rare", "location:rare,common",
    "channel:chat", "channel:phone", "channel:none", "code:duplicate", "code:vanished",
    "cause:supplier", "cause:none", "resolved<2021", "resolved>-7d", "resolved:none", "resolved:2024-11-05",
    "closed<2021", "closed>-7d", "closed:2024-11-05", "reopened>2", "reopened:0",
    "has:file", "-has:file", "has:task", "has:file,task",
    "priority:high", "priority<=P2 service:rare", "assignee:none service:rare", "service:nowhere",
)  # fmt: skip


@pytest.fixture(scope="module")
def described(stage: Stage, django_db_blocker: DjangoDbBlocker) -> Stage:
    """Some values that nearly all have, and some that one in two thousand has."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE incident_incident SET reopened = CASE WHEN {RARE} THEN 3 ELSE reopened END,"
            f" service = CASE WHEN {RARE} THEN 'Rare' WHEN record_id % 3 = 0 THEN '' ELSE 'Common' END,"
            f" item = CASE WHEN {RARE} THEN 'Rare' ELSE 'Common' END,"
            f" location = CASE WHEN {RARE} THEN 'Rare' ELSE 'Common' END,"
            f" channel = CASE WHEN {RARE} THEN 'chat' WHEN record_id % 3 = 0 THEN '' ELSE 'phone' END"
        )
        cursor.execute(
            "UPDATE incident_resolution SET code = CASE WHEN incident_id % 1999 = 7 THEN 'vanished' ELSE code END"
        )
        cursor.execute(
            "INSERT INTO conversation_attachment (record_id, seq, name, media_type, size, sha256, visibility, at)"
            " SELECT record_id, 1, 'a.txt', 'text/plain', 1, '',"
            f" CASE WHEN {RARE} THEN 'internal' ELSE 'public' END, now()"
            f" FROM incident_incident WHERE record_id % 3 = 0 OR {RARE}"
        )
        cursor.execute(
            "ANALYZE incident_incident, incident_resolution, records_entry, conversation_attachment"
        )
    return stage


@pytest.mark.parametrize("query", OWN)
@pytest.mark.parametrize("breadth", ["admin", "team", "small", "requester"])
def test_what_is_asked_by_a_field_of_incidents_is_looked_up(
    described: Stage, breadth: str, query: str
) -> None:
    """Rare and common values, newest first: by the index of the value, or along the list until a page is full."""
    _is_looked_up(described, breadth, query)


@pytest.mark.parametrize("files", ["a few files", "no file at all"])
@pytest.mark.parametrize("breadth", ["admin", "team", "small", "requester"])
def test_the_few_that_have_something_are_found_from_there(described: Stage, breadth: str, files: str) -> None:
    few = RARE if files == "a few files" else "FALSE"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM conversation_attachment WHERE NOT ({few})")
        cursor.execute("ANALYZE conversation_attachment")
    for query in ("has:file", "-has:file"):
        _is_looked_up(described, breadth, query)


def _is_looked_up(described: Stage, breadth: str, query: str) -> None:
    asked = described.call(breadth, f"/incidents?q={quote(query)}")
    for plan in count(described, asked, asked).plans:
        assert not plan["offences"], f"{plan['offences']}: {plan['sql']}"
