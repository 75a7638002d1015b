"""Finding while one types: looked up by the beginning of what was typed, never walked (N71, N72); and questions that
are no words find what they mean, or say that there is nothing (N74)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

import maitre
from bench.plans import Plan, offences, steps
from maitre.shared.conversation.actions import attach
from tests.callers import Caller
from tests.cast import Cast

MANY = 20_000
TABLES = {
    "organisation_person", "records_record", "records_participation", "conversation_favourite",
    "search_searchpart", "search_lexiconword",
}  # fmt: skip
"""What grows with a company, and is looked at while somebody types."""

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def crowd(cast_of_many: Cast) -> Cast:
    """The cast among twenty thousand other people, as many records and as many words, half in the foreign company.

    Every table that is looked at has its rows and figures of them: of an empty one a plan says nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO organisation_person (email, name, folded_name, organisation_id, password, language, zone,
                      is_active, theme, density, single_keys, created_at)
               SELECT md5(n::text) || '@crowd.example', initcap(md5(n::text)), md5(n::text),
                      CASE WHEN n %% 2 = 0 THEN %s ELSE %s END, '', 'en', 'UTC', true, 'auto', 'comfortable',
                      true, now()
                 FROM generate_series(1, %s) n""",
            [cast_of_many.organisations["harbour"].pk, cast_of_many.organisations["foreign"].pk, MANY],
        )
        cursor.execute(
            """INSERT INTO records_record (kind, number, title, organisation_id, state, phase, priority, next_deadline,
                      created_at, updated_at, version, head_seq, head_hash)
               SELECT 'incident', 10000000 + n, 'One of many', %s, 'closed', 'closed', 5, '9999-12-31',
                      now(), now(), 1, 0, ''
                 FROM generate_series(1, %s) n""",
            [cast_of_many.organisations["harbour"].pk, MANY],
        )
        cursor.execute(
            "INSERT INTO search_lexiconword (word, parts) SELECT md5(n::text), 1 FROM generate_series(1, %s) n",
            [MANY],
        )
        cursor.execute(_OF_EACH.format("records_participation (role, record_id, person_id)", "'watcher'"))
        cursor.execute(_OF_EACH.format("conversation_favourite (at, record_id, person_id)", "now()"))
        cursor.execute(
            """INSERT INTO search_searchpart (record_id, part, seq, internal, words)
               SELECT id, 1, 0, false, array_to_tsvector(ARRAY[md5(number::text), 'everywhere', 'w11:' || (id >> 11),
                      'w14:' || (id >> 14), 'w17:' || (id >> 17), 'w20:' || (id >> 20)])
                 FROM records_record WHERE number > 10000000"""
        )
        cursor.execute("INSERT INTO search_lexiconword (word, parts) VALUES ('everywhere', %s)", [MANY])
        cursor.execute(f"ANALYZE {', '.join(sorted(TABLES))}")
    connection.check_constraints()  # once: what is left to check at the end is checked after every test
    return cast_of_many


_OF_EACH = """
    INSERT INTO {} SELECT {}, r.id, p.id
      FROM records_record r JOIN organisation_person p ON p.email = md5((r.number - 10000000)::text) || '@crowd.example'
"""
"""For each of the many records a row of one of the many people."""


def walked(client: Client, address: str, asked: dict[str, str]) -> list[str]:
    """What answering reads from end to end, or reads to throw away, each with its statement."""
    client.get(address, asked)  # what is kept between requests is kept now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, asked).status_code == 200
    told = [query["sql"].strip() for query in captured.captured_queries]
    questions = [sql for sql in told if sql.startswith(("SELECT", "WITH"))]
    assert questions
    return [f"{what}: {sql}" for sql in questions for what in _wasted(plan_of(sql))]


def plan_of(statement: str) -> Plan:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", None)
        plan: Plan = cursor.fetchone()[0][0]["Plan"]
    return plan


def _wasted(plan: Plan) -> Iterator[str]:
    yield from offences(plan)
    for step in steps(plan):
        if step["Node Type"].endswith("Seq Scan") and step["Relation Name"] in TABLES:
            yield f"walks {step['Relation Name']}"


@pytest.mark.parametrize("typed", ["le", "leo@h", "LEO", "7", "123456"])
@pytest.mark.parametrize("more", [{}, {"staff": "1"}], ids=["anybody", "staff"])
def test_n72_the_person_picker_looks_up_what_was_typed(
    crowd: Cast, client: Client, typed: str, more: dict[str, str]
) -> None:
    client.force_login(crowd.person("agnes"))
    assert not walked(client, "/people", {"q": typed, **more})


@pytest.mark.parametrize("typed", ["le", "10000042", "INC-10000042", "tills do not"])
def test_n72_the_palette_looks_up_what_was_typed(crowd: Cast, client: Client, typed: str) -> None:
    client.force_login(crowd.person("agnes"))
    assert not walked(client, "/palette", {"q": typed})


@pytest.mark.parametrize("who", ["agnes", "carla", "cyril"])
def test_a_word_that_stands_everywhere_is_looked_up_among_what_one_may_see(
    crowd: Cast, client: Client, who: str
) -> None:
    """Everything, what a circle opens besides, and the circle alone."""
    client.force_login(crowd.person(who))
    assert not walked(client, "/search", {"q": "everywhere"})
    assert not walked(client, "/search", {"q": "everywh"})


def test_n72_a_number_typed_with_or_without_letters_goes_to_its_record(crowd: Cast, client: Client) -> None:
    label = crowd.incident().record.label
    client.force_login(crowd.person("agnes"))
    for typed in (label, label.lower(), label.removeprefix("INC-")):
        assert f'data-href="/{label}"' in client.get("/palette", {"q": typed}).content.decode()


@pytest.mark.parametrize("typed", ["the till", "the till does not print at the bar"])
def test_n71_hints_look_up_what_was_typed(crowd: Cast, client: Client, typed: str) -> None:
    client.force_login(crowd.person("rita"))
    assert not walked(client, "/report/hints", {"title": typed})


def test_n71_counters_look_up_what_they_count(crowd: Cast, client: Client) -> None:
    client.force_login(crowd.person("agnes"))
    assert not walked(client, "/pulse", {})


def test_a_walk_is_seen(crowd: Cast) -> None:
    """The measure itself."""
    sql = "SELECT id FROM organisation_person WHERE name LIKE '%eo%'"
    assert "walks organisation_person" in list(_wasted(plan_of(sql)))


@pytest.mark.parametrize("script", ["palette.js", "picker.js", "suggest.js"])
def test_n72_a_new_letter_cancels_the_question_before_and_waits_for_the_next(script: str) -> None:
    source = (Path(maitre.__file__).parent / "kit/web/static/js" / script).read_text()
    assert "new AbortController()" in source
    assert ".abort()" in source
    assert re.search(r"setTimeout\(ask, \w+", source), "each letter asks at once"


def test_n72_hints_wait_for_the_next_letter_and_replace_the_question_before(
    crowd: Cast, client: Client
) -> None:
    client.force_login(crowd.person("rita"))
    page = client.get("/report").content.decode()
    assert 'hx-trigger="input changed delay:300ms"' in page
    assert 'hx-sync="this:replace"' in page


ODD = [
    '"printer', 'printer"', '"printer" "jams"', "[printer", "printer]", "AND (printer", "printer AND", "printer OR",
    "(printer", "printer.", "printer, jams!", "printer\\", "printer'", "printer:*", "printer & ", "!printer",
    "-printer", "printer\u200b", "PRINTER", "prïnter",
]  # fmt: skip


@pytest.mark.parametrize("asked", ODD)
@pytest.mark.parametrize("way", ["page", "rest"])
def test_n74_odd_letters_around_a_word_hide_nothing(crowd: Cast, asked: str, way: str) -> None:
    """Either the record is found, or words that were asked for and stand nowhere are what is missing."""
    crowd.incident("The printer jams and or")
    agnes = crowd.person("agnes")
    if way == "rest":
        answer = Caller(agnes).call("GET", f"/search?q={_quoted(asked)}")
        assert answer.status_code == 200, answer.content
        assert [hit["title"] for hit in answer.json()["items"]] == ["The printer jams and or"]
        return
    browser = Client()
    browser.force_login(agnes)
    page = browser.get("/search", {"q": asked})
    assert page.status_code == 200
    assert "INC-" in page.content.decode()


@pytest.mark.parametrize("asked", ["[", "AND (", "...", '"', "*", "\u200b", "a" * 10_000, "AND OR NOT"])
def test_n74_where_nothing_is_found_the_page_says_so(crowd: Cast, client: Client, asked: str) -> None:
    crowd.incident("The printer jams")
    client.force_login(crowd.person("agnes"))
    answer = client.get("/search", {"q": asked})
    assert answer.status_code == 200
    assert "INC-" not in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "asked"),
    [
        ("delivery_note.pdf", b"%PDF-1.7 \x00\xff broken", "delivery"),
        ("Größe é.txt", b"\xff\xfe\x00\xd8", "grosse"),
        ('a\'b "c" [d] (e).csv', b"=1+1", "csv"),
        ("日本語.docx", b"PK\x03\x04 cut off", "日本"),
    ],
)
def test_n74_a_broken_file_hides_neither_itself_nor_its_record(
    crowd: Cast, name: str, content: bytes, asked: str
) -> None:
    agnes = crowd.actor("agnes")
    incident = crowd.incident("The printer jams")
    attach(incident.record, [SimpleUploadedFile(name, content)], by=agnes)
    caller = Caller(crowd.person("agnes"))
    for question in (asked, "printer"):
        found = caller.get(f"/search?q={_quoted(question)}").json()["items"]
        assert [hit["number"] for hit in found] == [incident.record.label], question


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text)
