"""What is not yours does not exist: every operation of the running interface, for everybody who has no part in it.

The operations come from the OpenAPI document. One that is new and has no line in CALLS fails the first test.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maitre.product.rest import api
from maitre.shared.conversation.models import Link
from maitre.shared.records.models import Entry, Record
from maitre.shared.records.rules import SORTS
from tests.callers import Caller
from tests.cast import Cast

CALLS: dict[str, Any] = {
    "incidents_show": None,
    "incidents_change": {"title": "Mine now"},
    "incidents_verbs": None,
    "incidents_assign": {"team": "desk"},
    "incidents_take": None,
    "incidents_pause": {"reason": "supplier"},
    "incidents_resume": None,
    "incidents_resolve": {"code": "fixed", "cause": "use", "solution": "Done."},
    "incidents_reopen": {"reason": "Mine now"},
    "incidents_close": None,
    "incidents_prioritise": {"impact": 1},
    "incidents_confide": {"circle": None},
    "incidents_cancel": {"reason": "Mine now"},
    "incidents_children": None,
    "incidents_adopt": {"child": "INC-1"},
    "incidents_release": None,
    "incidents_resolve_children": {"code": "fixed", "cause": "use", "solution": "Done."},
    "incidents_reopen_children": {"reason": "Mine now"},
    "incidents_broadcast": {"body": "Mine now"},
    "incidents_merge": {"into": "INC-1"},
    "incidents_unmerge": {"reason": "Mine now"},
    "incidents_split": {"entry": 1},
    "incidents_macros": None,
    "incidents_run_macro": {"macro": 1},
    "incidents_candidates": None,
    "incidents_hand_back": {"reason": "Mine now"},
    "majors_show": None,
    "incidents_propose_major": {"criteria": ["data"], "reason": "Mine now"},
    "incidents_declare_major": {"criteria": ["data"], "reason": "Mine now"},
    "incidents_demote_major": {"reason": "Mine now"},
    "incidents_appoint": {"manager": "agnes@harbour.example"},
    "incidents_inform_management": None,
    "incidents_update_stakeholders": {"text": "Mine now"},
    "incidents_write_review": {"what_happened": "Mine now"},
    "incidents_finish_review": None,
    "records_tasks": None,
    "records_plan_task": {"title": "Mine now"},
    "records_plan_template": {"template": "outage"},
    "records_work": None,
    "records_log_work": {"minutes": 5},
    "records_correct_work": {"minutes": 5, "reason": "Mine now"},
    "records_remind_me": {"at": "2099-01-01T09:00:00Z"},
    "tasks_show": None,
    "tasks_change": {"title": "Mine now"},
    "tasks_verbs": None,
    "tasks_add_item": {"text": "Mine now"},
    "tasks_tick": {"ticked": True},
    "tasks_drop_item": None,
    "tasks_start": None,
    "tasks_finish": None,
    "tasks_reopen": None,
    "tasks_assign": {"team": "desk"},
    "tasks_cancel": {"reason": "Mine now"},
    "tasks_move": {"to": "up"},
    "records_show": None,
    "records_timeline": None,
    "records_explain": None,
    "records_verbs": None,
    "records_comment": {"body": "Mine now"},
    "records_attachments": None,
    "records_attach": None,
    "records_attachment": None,
    "records_links": None,
    "records_link": {"target": "INC-1"},
    "records_unlink": None,
    "records_watchers": None,
    "records_watch": {"person": 1},
    "records_unwatch": None,
}
"""A body that would be accepted, for every operation on one record."""

OTHERS = {
    "incidents_list",
    "incidents_create",
    "incidents_bulk",
    "people_list",
    "people_me",
    "people_me_change",
    "people_show",
    "people_let_go",
    "people_let_in_again",
    "people_erase",
    "absences_list",
    "absences_create",
    "absences_remove",
    "incidents_export",
    "incidents_figures",
    "incidents_figure_records",
    "incidents_summary",
    "majors_list",
    "tasks_list",
    "work_sums",
    "reminders_list",
    "reminders_drop",
    "recurrences_list",
    "recurrences_show",
    "teams_list",
    "teams_show",
    "organisations_list",
    "organisations_show",
    "calendars_list",
    "calendars_show",
    "categories_list",
    "categories_show",
    "grants_list",
    "grants_show",
    "grants_create",
    "grants_delete",
    "tokens_list",
    "tokens_show",
    "tokens_create",
    "tokens_revoke",
    "audit_list",
    "search",
    "hints",
}
"""Operations without a record in their address; they have tests of their own."""


def operations() -> Iterator[tuple[str, str, str]]:
    """Id, method and path of every operation."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            yield operation["operationId"], method.upper(), path.removeprefix("/api/v1")


def test_every_operation_is_known_here() -> None:
    found = {name: path for name, _, path in operations()}
    assert found.keys() == CALLS.keys() | OTHERS
    assert {name for name, path in found.items() if "{number}" in path} == CALLS.keys()


def test_every_operation_wants_somebody(cast: Cast) -> None:
    caller = Caller(cast.person("rita"))
    for name, method, path in operations():
        path = path.format(number="INC-1", id=1, key="x", child="INC-1", figure="L01")
        assert caller.call(method, path, {}, Authorization="").status_code == 401, name


@pytest.mark.parametrize("who", ["fiona", "falk", "fred", "ben", "kim", "tess", "cyril"])
def test_n34_a_stranger_can_neither_read_nor_write_nor_tell_it_from_nothing(cast: Cast, who: str) -> None:
    incident = cast.incident()
    number = incident.record.label
    agnes = Caller(cast.person("agnes"))
    link = agnes.post(f"/records/{number}/links", {"target": cast.incident().record.label}).json()["id"]
    agnes.post(f"/records/{number}/watchers", {"person": "rita@harbour.example"})
    stranger = Caller(cast.person(who))
    before = (Record.objects.get(pk=incident.pk).version, Entry.objects.filter(record=incident.pk).count())
    for name, method, path in operations():
        if name not in CALLS:
            continue
        identity = {"records_unlink": link, "records_unwatch": cast.person("rita").pk}.get(name, 1)
        hidden = stranger.call(method, path.format(number=number, id=identity, child="INC-1"), CALLS[name])
        absent = stranger.call(
            method, path.format(number="INC-999999", id=identity, child="INC-1"), CALLS[name]
        )
        assert hidden.status_code == absent.status_code, name
        assert hidden.status_code == (422 if name == "records_attach" else 404), (name, hidden.content)
        assert hidden.content.replace(number.encode(), b"") == absent.content.replace(b"INC-999999", b""), (
            name
        )
    after = (Record.objects.get(pk=incident.pk).version, Entry.objects.filter(record=incident.pk).count())
    assert after == before
    assert Link.objects.filter(pk=link).exists()


def test_n34_a_file_cannot_be_put_on_what_one_may_not_see(cast: Cast) -> None:
    number = cast.incident().record.label
    for who in ("fiona", "ben"):
        path = f"/records/{number}/attachments"
        refused = Caller(cast.person(who)).upload(path, file=SimpleUploadedFile("a.txt", b"a"))
        assert refused.status_code == 404
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "field", "foreign", "absent"),
    [
        ("/incidents/{own}/assignment", "team", "summit", "nothing"),
        ("/incidents/{own}/assignment", "assignee", "fiona@summit.example", "nobody@summit.example"),
        ("/incidents/{own}/confidentiality", "circle", "owners", "nothing"),
        ("/incidents/{own}/confidentiality", "circle", "board", "nothing"),
        ("/records/{own}/watchers", "person", "fred@summit.example", "nobody@summit.example"),
        ("/records/{own}/links", "target", "{foreign}", "INC-999999"),
    ],
)
def test_n34_a_foreign_name_in_a_body_is_refused_like_one_of_nothing(
    cast: Cast, path: str, field: str, foreign: str, absent: str
) -> None:
    own, theirs = cast.incident().record.label, cast.incident(requester="fred").record.label
    agnes = Caller(cast.person("agnes"))
    answers = [
        agnes.post(path.format(own=own), {field: name.format(foreign=theirs)}) for name in (foreign, absent)
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("field", ["requester", "organisation", "category"])
def test_n34_a_report_cannot_name_what_is_foreign(cast: Cast, field: str) -> None:
    foreign = {
        "requester": ["fred@summit.example", cast.person("fred").pk, "nobody@x.example", 999_999],
        "organisation": ["summit", cast.organisations["foreign"].pk, "nowhere", 999_999],
        "category": ["foreign-hardware", cast.categories["foreign"].pk, "nothing", 999_999],
    }[field]
    agnes = Caller(cast.person("agnes"))
    answers = [agnes.post("/incidents", {"title": "x", field: name}) for name in foreign]
    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.content for answer in answers}) == 1
    assert Record.objects.count() == 0


def test_n34_a_bulk_call_reaches_no_further_than_its_rows_would(cast: Cast) -> None:
    theirs = cast.incident(requester="fred").record.label
    rows = [{"operation": "take", "number": number} for number in (theirs, "INC-999999")]
    items = Caller(cast.person("agnes")).post("/incidents/bulk", {"rows": rows}).json()["items"]
    assert [item["status"] for item in items] == [404, 404]
    said = [item["problem"]["detail"].replace(theirs, "").replace("INC-999999", "") for item in items]
    assert said[0] == said[1]


QUERIES = [
    "",
    "state:open",
    "state:new",
    "priority:1",
    "priority<=5",
    "assignee:none",
    "organisation:summit",
    "organisation:nowhere",
    "requester:fred@summit.example",
    "requester:nobody@nowhere.example",
    "team:summit",
    "category:foreign-hardware",
    "created>-1d",
    "updated>-1d",
    "impact:1",
]


@pytest.mark.parametrize("who", ["agnes", "rita", "tess", "cyril", "ben"])
def test_n35_hidden_rows_change_no_answer(cast: Cast, who: str) -> None:
    """Every list, order, count and query, before and after rows appear that the caller may not see."""
    own = cast.incident("Mine")
    Caller(cast.person("agnes")).post(f"/incidents/{own.record.label}/assignment", {"team": "network"})
    caller = Caller(cast.person(who))

    def answers() -> list[tuple[int, bytes]]:
        asked = [(query, "newest") for query in QUERIES] + [("", sort) for sort in SORTS]
        lists = [caller.get(f"/incidents?q={query}&sort={sort}&count=true&limit=1") for query, sort in asked]
        lists += [caller.get(f"/search?q={words}") for words in ("mine", "foreign", "board", "frogein")]
        lists += [caller.get(f"/hints?title={words}") for words in ("mine", "foreign board")]
        return [(answer.status_code, _without_cursor(answer.json())) for answer in lists]

    before = answers()
    for place in range(3):
        cast.incident(f"Foreign {place}", requester="fred", impact=1, urgency=1)
    hidden = cast.incident("Board", requester="leo", impact=1, urgency=1)
    Record.objects.filter(pk=hidden.pk).update(circle=cast.circles["owners"])
    assert answers() == before


def _without_cursor(told: Any) -> bytes:
    """Cursors are signed with the time; whether there is one counts."""
    if isinstance(told, dict) and told.get("next"):
        told = {**told, "next": True}
    return repr(told).encode()


@pytest.mark.parametrize(
    "who",
    [
        "agnes",
        "leo",
        "ada",
        "manfred",
        "audrey",
        "carla",
        "tess",
        "cyril",
        "rita",
        "ben",
        "kim",
        "fiona",
        "fred",
    ],
)
def test_n36_what_is_listed_can_be_opened_and_what_can_be_opened_is_listed(cast: Cast, who: str) -> None:
    carla, agnes = Caller(cast.person("carla")), Caller(cast.person("agnes"))
    made = [
        cast.incident("Plain"),
        cast.incident("Kitchen", requester="kim"),
        cast.incident("Foreign", requester="fred"),
        cast.incident("In the circle"),
        cast.incident("Of the network"),
        cast.incident("Watched"),
        cast.incident("Ben's in the circle", requester="ben"),
    ]
    labels = [incident.record.label for incident in made]
    for place in (3, 6):
        carla.post(f"/incidents/{labels[place]}/confidentiality", {"circle": "board"})
    agnes.post(f"/incidents/{labels[4]}/assignment", {"team": "network"})
    agnes.post(f"/records/{labels[5]}/watchers", {"person": "kim@kitchen.example"})
    caller = Caller(cast.person(who))
    told = caller.get("/incidents?limit=200&count=true").json()
    listed = {item["number"] for item in told["items"]}
    opened = {label for label in labels if caller.get(f"/incidents/{label}").status_code == 200}
    known = {label for label in labels if caller.get(f"/records/{label}").status_code == 200}
    found = {
        label
        for label in labels
        if [item["number"] for item in caller.get(f"/incidents?q=number:{label}").json().get("items", [])]
    }
    assert listed == opened == known == found
    assert told["count"] == len(listed)


@pytest.mark.parametrize("noun", ["people", "teams", "organisations", "categories", "tokens", "grants"])
def test_n36_every_list_opens_each_of_its_items(cast: Cast, noun: str) -> None:
    for who in ("ada", "agnes", "rita", "falk"):
        caller = Caller(cast.person(who))
        answer = caller.get(f"/{noun}?limit=200")
        if answer.status_code == 403:
            continue
        for item in answer.json()["items"]:
            name = item.get("key", item["id"])
            assert caller.get(f"/{noun}/{name}").json()["id"] == item["id"]
