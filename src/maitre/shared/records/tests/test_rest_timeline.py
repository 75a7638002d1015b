"""The timeline over HTTP: everything for those who work on a record, and nothing internal for anybody else."""

import pytest

from maitre.shared.conversation.actions import erase
from maitre.shared.records.models import Record
from tests.callers import Caller, fields
from tests.cast import Cast

NOTE = "Between us: the guest smokes beside the sensor"


@pytest.fixture
def number(cast: Cast) -> str:
    """An incident with two internal notes between public words, waiting for its requester."""
    label = cast.incident().record.label
    agnes = Caller(cast.person("agnes"))
    agnes.post(f"/records/{label}/comments", {"body": NOTE, "visibility": "internal"})
    agnes.post(f"/records/{label}/comments", {"body": "We are looking."})
    agnes.post(f"/records/{label}/comments", {"body": NOTE, "visibility": "internal"})
    agnes.post(f"/records/{label}/comments", {"body": "Found it."})
    return label


@pytest.mark.parametrize("who", ["rita"])
@pytest.mark.parametrize(
    "path",
    [
        "/records/{number}",
        "/records/{number}/timeline",
        "/records/{number}/timeline?limit=1",
        "/records/{number}/timeline?after=1",
        "/records/{number}/explain",
        "/records/{number}/verbs",
        "/records/{number}/attachments",
        "/records/{number}/links",
        "/records/{number}/watchers",
        "/incidents/{number}",
        "/incidents",
        "/incidents?count=true",
        "/incidents/{number}/verbs",
        "/search?q=smokes",
        "/search?q=guest+sensor",
        "/search?q={number}",
        "/hints?title=the+guest+smokes+beside+the+sensor",
    ],
)
def test_n31_no_answer_lets_a_requester_know_of_a_note(cast: Cast, number: str, who: str, path: str) -> None:
    """Compared byte by byte with the answers before another note is written: what does not change tells nothing."""
    caller, agnes = Caller(cast.person(who)), Caller(cast.person("agnes"))
    before = caller.get(path.format(number=number))
    assert before.status_code == 200
    assert NOTE.encode() not in before.content
    agnes.post(f"/records/{number}/comments", {"body": NOTE, "visibility": "internal"})
    after = caller.get(path.format(number=number))
    assert after.content == before.content
    assert after.headers.get("ETag") == before.headers.get("ETag")


def test_n31_places_in_a_requesters_timeline_have_no_gaps(cast: Cast, number: str) -> None:
    rita = Caller(cast.person("rita"))
    items = rita.get(f"/records/{number}/timeline").json()["items"]
    assert [item["place"] for item in items] == [1, 2, 3]
    assert {item["visibility"] for item in items} == {"public"}


@pytest.mark.parametrize("who", ["rita", "agnes"])
def test_a_timeline_is_read_page_by_page(cast: Cast, number: str, who: str) -> None:
    caller = Caller(cast.person(who))
    whole = caller.get(f"/records/{number}/timeline").json()["items"]
    seen: list[object] = []
    after = "0"
    while True:
        page = caller.get(f"/records/{number}/timeline?limit=2&after={after}").json()
        seen += page["items"]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == whole
    assert len(whole) == {"rita": 3, "agnes": 5}[who]


@pytest.mark.parametrize(
    "after", ["-1", "x", "99999999999999999999", "9223372036854775807", "2147483648", "2147483647"]
)
@pytest.mark.parametrize("who", ["rita", "agnes"])
def test_a_place_far_away_is_the_end_and_one_that_is_none_is_refused(
    cast: Cast, number: str, who: str, after: str
) -> None:
    answer = Caller(cast.person(who)).get(f"/records/{number}/timeline?after={after}")
    if after in ("-1", "x", "99999999999999999999"):
        assert fields(answer) == {"after"}
    else:
        assert answer.json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("agnes", True), ("leo", True), ("ada", True), ("manfred", True), ("audrey", True), ("chandra", True),
        ("olga", True), ("carla", True), ("rita", False),
    ],
)  # fmt: skip
def test_who_holds_a_role_there_reads_notes(cast: Cast, number: str, who: str, reads: bool) -> None:
    assert (NOTE in Caller(cast.person(who)).get(f"/records/{number}/timeline").content.decode()) is reads


@pytest.mark.parametrize("who", ["ben", "kim", "fred", "fiona", "falk", "tess", "cyril"])
def test_a_stranger_finds_no_record_and_no_timeline(cast: Cast, number: str, who: str) -> None:
    stranger = Caller(cast.person(who))
    for path in ("", "/timeline", "/explain", "/verbs", "/attachments", "/links", "/watchers"):
        hidden = stranger.get(f"/records/{number}{path}")
        absent = stranger.get(f"/records/INC-999999{path}")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content.replace(number.encode(), b"") == absent.content.replace(b"INC-999999", b"")


def test_what_was_erased_says_by_whom_and_is_gone(cast: Cast, number: str) -> None:
    erase(Record.objects.get(), 2, "Personal data", by=cast.actor("ada"))
    items = Caller(cast.person("agnes")).get(f"/records/{number}/timeline").json()["items"]
    assert (items[1]["text"], items[1]["erased_by"]) == ("", "Ada")
    assert items[1]["erased_at"] is not None


def test_every_decision_explains_itself(cast: Cast, number: str) -> None:
    agnes = Caller(cast.person("agnes"))
    agnes.post(f"/incidents/{number}/taking")
    agnes.post(f"/incidents/{number}/resolution", {"code": "fixed", "cause": "use", "solution": "Done."})
    told = {each["about"]: each for each in agnes.get(f"/records/{number}/explain").json()["items"]}
    assert told["priority"]["code"] == "priority.from_matrix"
    assert told["priority"]["params"]["impact"] == 3
    assert told["resolve"]["code"] == "workflow.closes_by_itself"
    assert all(each["sentence"] for each in told.values())
