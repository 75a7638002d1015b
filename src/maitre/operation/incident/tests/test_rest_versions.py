"""Nobody's work is lost over HTTP: ETag, If-Match, and fields that merge."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pytest_django.live_server_helper import LiveServer

from maitre.shared.records.models import Entry, Record
from tests.callers import Caller, fields, problem
from tests.cast import Cast, make_cast
from tests.patience import PATIENCE


@pytest.fixture
def agnes(cast: Cast) -> Caller:
    return Caller(cast.person("agnes"))


def test_the_etag_is_the_version_and_saves_reading_again(agnes: Caller, cast: Cast) -> None:
    number = cast.incident().record.label
    shown = agnes.get(f"/incidents/{number}")
    assert shown.headers["ETag"] == f'"{shown.json()["version"]}"'
    same = agnes.get(f"/incidents/{number}", If_None_Match=shown.headers["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    agnes.post(f"/incidents/{number}/taking")
    assert agnes.get(f"/incidents/{number}", If_None_Match=shown.headers["ETag"]).status_code == 200
    assert agnes.get(f"/records/{number}").headers["ETag"] == '"2"'


def test_n49_who_names_an_old_version_hears_412_and_nothing_is_written(agnes: Caller, cast: Cast) -> None:
    number = cast.incident().record.label
    assert agnes.patch(f"/incidents/{number}", {"title": "First"}, If_Match='"1"').status_code == 200
    lost = agnes.patch(f"/incidents/{number}", {"title": "Second"}, If_Match='"1"')
    assert (lost.status_code, problem(lost)["code"], fields(lost)) == (412, "stale_version", {"version"})
    assert agnes.get(f"/incidents/{number}").json()["title"] == "First"
    assert agnes.patch(f"/incidents/{number}", {"title": "Second"}, If_Match='"2"').headers["ETag"] == '"3"'


def test_n49_without_a_version_different_fields_merge(agnes: Caller, cast: Cast) -> None:
    number = cast.incident().record.label
    agnes.patch(f"/incidents/{number}", {"title": "The till is on fire"})
    told = agnes.patch(f"/incidents/{number}", {"service": "Tills"}).json()
    assert (told["title"], told["service"]) == ("The till is on fire", "Tills")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("taking", None),
        ("assignment", {"team": "desk"}),
        ("priority", {"impact": 1}),
        ("cancellation", {"reason": "None."}),
        ("confidentiality", {"circle": None}),
    ],
)
def test_every_verb_takes_the_version_one_saw(agnes: Caller, cast: Cast, verb: str, body: object) -> None:
    number = cast.incident().record.label
    agnes.patch(f"/incidents/{number}", {"title": "Changed"})
    assert agnes.post(f"/incidents/{number}/{verb}", body, If_Match='"1"').status_code == 412
    assert agnes.post(f"/incidents/{number}/{verb}", body, If_Match='"2"').status_code == 200


@pytest.mark.parametrize(
    ("if_match", "status"),
    [('"1"', 200), ('"7", "1"', 200), ("*", 200), ('W/"1"', 412), ('"one"', 412), ("1", 400), ("", 400)],
)
def test_if_match_is_read_as_the_standard_says(agnes: Caller, cast: Cast, if_match: str, status: int) -> None:
    number = cast.incident().record.label
    assert agnes.patch(f"/incidents/{number}", {"title": "New"}, If_Match=if_match).status_code == status


@pytest.mark.django_db(transaction=True)
def test_n49_of_twenty_who_saw_the_same_version_one_wins(live_server: LiveServer) -> None:
    cast = make_cast()
    label = cast.incident().record.label
    secret = Caller(cast.person("agnes")).secret
    headers = {"Authorization": f"Bearer {secret}", "If-Match": '"1"'}

    def change(place: int) -> int:
        url = f"{live_server.url}/api/v1/incidents/{label}"
        return httpx.patch(
            url, json={"title": f"By no. {place}"}, headers=headers, timeout=PATIENCE
        ).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(change, range(20)))
    assert answers == [200] + [412] * 19
    record = Record.objects.get()
    assert (record.version, Entry.objects.filter(record=record).count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_n51_fifty_at_once_get_fifty_numbers(live_server: LiveServer) -> None:
    cast = make_cast()
    secret = Caller(cast.person("agnes")).secret

    def create(place: int) -> tuple[int, str]:
        answer = httpx.post(
            f"{live_server.url}/api/v1/incidents",
            json={"title": f"No. {place}"},
            headers={"Authorization": f"Bearer {secret}"},
            timeout=PATIENCE,
        )
        return answer.status_code, answer.json().get("number", "")

    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(create, range(50)))
    assert {status for status, _ in answers} == {201}
    assert len({number for _, number in answers}) == 50
    assert sorted(answers) == sorted((201, record.label) for record in Record.objects.all())
