"""Every parameter and every field of a body, as the OpenAPI document names them: nothing is guessed, all is refused."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.callers import Caller, fields, problem
from tests.cast import Cast
from tests.matrix import NEEDED, Place, calls, described, example

NO_TIMES = [
    0,
    1_700_000_000,
    1.5,
    True,
    "1700000000",
    "1700000000.5",
    "-1",
    "2030",
    "2030-02-30",
    "20300201",
    "",
    [],
]
"""What no field takes for a day or an instant. The numbers are moments to those who count seconds since 1970."""
WRONG = {"boolean": ["yes", "true", "1", 1, 0, "on"], "integer": ["1", "5 ", True, 1.0, "01"]}
"""By type, what only a guess makes a value of it."""
ANYTHING = {"number": "INC-1", "child": "INC-2", "key": "none", "figure": "L01"}


def address(place: Place) -> str:
    """With parameters that need not be there: input is refused before anything is looked up."""
    return place.template.format(**{name: ANYTHING.get(name, "1") for name in place.names})


def given(schema: dict[str, Any], formats: frozenset[str]) -> Iterator[tuple[str, str, Any]]:
    """(path of a field, its format or type, a body that fits but for that field, which holds `...`)"""
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf") or []
    if {"integer", "string"} <= {one.get("type") for one in choices}:
        return  # an id or a name
    for one in choices:
        yield from given(one, formats)
    if (kind := schema.get("format") or schema.get("type")) in formats:
        yield "", kind, ...
    for name, each in schema.get("properties", {}).items():
        for path, found, body in given(each, formats):
            whole = example({**schema, "required": sorted({*schema.get("required", ()), name})})
            yield f"{name}.{path}".rstrip("."), found, {**fitting(schema, whole), name: body}
    if schema.get("type") == "array":
        for path, found, body in given(schema["items"], formats):
            yield f"0.{path}".rstrip("."), found, [body]


def fitting(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """With the names that tell rows of a bulk call apart."""
    said = {name: each["const"] for name, each in schema["properties"].items() if "const" in each}
    return whole | said | ({"all_or_none": True} if "all_or_none" in schema["properties"] else {})


def put(body: Any, value: Any) -> Any:
    if body is ...:
        return value
    if isinstance(body, dict):
        return {name: put(each, value) for name, each in body.items()}
    return [put(each, value) for each in body] if isinstance(body, list) else body


def body_fields(formats: frozenset[str]) -> list[Any]:
    return [
        pytest.param(place, path, kind, body, id=f"{place}-{path}")
        for place in calls()
        if place.form == "json"
        for path, kind, body in given(deepcopy(dict(place.schema)), formats)
    ]


def query_parameters(formats: frozenset[str] | None = None) -> list[Any]:
    return [
        pytest.param(place, each["name"], id=f"{place}-{each['name']}")
        for place in calls()
        for each in described()["paths"][place.template][place.method.lower()]["parameters"]
        if each["in"] == "query"
        and (
            formats is None
            or {one.get("format") for one in each["schema"].get("anyOf", [each["schema"]])} & formats
        )
    ]


@pytest.fixture
def ada(cast: Cast) -> Caller:
    return Caller(cast.person("ada"))


TIMES = frozenset({"date", "date-time"})


@pytest.mark.parametrize(("place", "path", "kind", "body"), body_fields(TIMES))
def test_no_number_is_an_instant_or_a_day(ada: Caller, place: Place, path: str, kind: str, body: Any) -> None:
    for value in NO_TIMES:
        refused = ada.call(place.method, address(place).removeprefix("/api/v1"), put(body, value))
        assert refused.status_code == 422, (value, refused.content)
        [error] = problem(refused)["errors"]
        assert error["field"] == path, value
        assert "2030-01-31" in error["message"], (value, error)


@pytest.mark.parametrize(("place", "name"), query_parameters(TIMES))
def test_no_number_in_an_address_is_an_instant_or_a_day(ada: Caller, place: Place, name: str) -> None:
    for value in (one for one in NO_TIMES if isinstance(one, str)):
        refused = ada.get(f"{address(place).removeprefix('/api/v1')}?{urlencode({name: value})}")
        assert (refused.status_code, fields(refused)) == (422, {name}), value
        assert "2030-01-31" in problem(refused)["detail"]


@pytest.mark.parametrize(("place", "path", "kind", "body"), body_fields(frozenset(WRONG)))
def test_no_text_is_a_number_and_none_of_both_a_yes(
    ada: Caller, place: Place, path: str, kind: str, body: Any
) -> None:
    for value in WRONG[kind]:
        refused = ada.call(place.method, address(place).removeprefix("/api/v1"), put(body, value))
        assert refused.status_code == 422, (value, refused.content)
        assert path in fields(refused), (value, refused.content)


@pytest.mark.parametrize(("place", "name"), query_parameters())
def test_a_parameter_sent_twice_is_refused(ada: Caller, place: Place, name: str) -> None:
    for twice in ((name, ""), (name, "1")), ((name, "1"), (name, "1")):
        refused = ada.call(place.method, f"{address(place).removeprefix('/api/v1')}?{urlencode(twice)}")
        assert refused.status_code == 422, (twice, refused.content)
        [error] = problem(refused)["errors"]
        assert (error["field"], error["code"]) == (name, "twice")


GUESSED = {
    "boolean": ["yes", "on", "1", "True", "TRUE", "t", "y", ""],
    "integer": ["1.0", " 1", "1 ", "+1", "1_0", "٣", ""],
}
"""By type, what of an address only a guess makes a value of it."""


@pytest.mark.parametrize("kind", GUESSED)
def test_a_number_or_a_flag_in_an_address_is_written_in_one_way(ada: Caller, kind: str) -> None:
    asked = [
        (place, each["name"])
        for place in calls()
        for each in described()["paths"][place.template][place.method.lower()]["parameters"]
        if each["in"] == "query"
        and kind in {one.get("type") for one in each["schema"].get("anyOf", [each["schema"]])}
    ]
    assert asked
    guessed = []
    for place, name in asked:
        for value in GUESSED[kind]:
            more = {**NEEDED.get(place.template, {}), name: value}
            refused = ada.get(f"{address(place).removeprefix('/api/v1')}?{urlencode(more)}")
            if refused.status_code != 422 or fields(refused) != {name}:
                guessed.append((str(place), name, value, refused.status_code))
    assert guessed == []


def test_a_flag_is_true_or_false(ada: Caller) -> None:
    assert ada.get("/incidents?count=true").json()["count"] == 0
    assert ada.get("/incidents?count=false").json()["count"] is None
    refused = problem(ada.get("/incidents?count=yes"))
    assert refused["errors"] == [{"field": "count", "code": "flag", "message": "must be true or false"}]


def test_a_list_of_questions_is_as_long_everywhere_and_refused_alike(ada: Caller) -> None:
    """4,000 characters are read, one more is not; the same error tells it."""
    told = set()
    asked = [place for place in calls() if place.method == "GET" and {"q", "title"} & set(place.parameters)]
    assert len(asked) >= 6
    for place in asked:
        name = "q" if "q" in place.parameters else "title"
        path = place.template.removeprefix("/api/v1")
        needed = NEEDED.get(place.template, {})
        fits = ada.get(f"{path}?{urlencode({name: 'printer ' * 199, **needed})}")
        assert fits.status_code == 200, (place, fits.content[:300])
        longest = ada.get(f"{path}?{urlencode({name: 'x' * 4000, **needed})}")
        assert longest.status_code == 200, (place, longest.content[:300])
        refused = ada.get(f"{path}?{urlencode({name: 'x' * 4001, **needed})}")
        [error] = problem(refused)["errors"]
        assert error["field"] == name
        told.add((refused.status_code, error["code"], error["message"]))
    assert told == {(422, "too_long", "has 4001 characters; at most 4000 are read")}


def test_the_document_says_how_long_a_question_may_be() -> None:
    for place in calls():
        for each in described()["paths"][place.template][place.method.lower()]["parameters"]:
            if each["name"] == "q":
                assert each["schema"]["maxLength"] == 4000, place


@pytest.mark.parametrize("path", ["/incidents", "/tasks", "/incidents/export"])
def test_by_whom_a_list_can_be_sorted_by_its_last_change_is_said(cast: Cast, path: str) -> None:
    assert Caller(cast.person("agnes")).get(f"{path}?sort=updated").status_code == 200
    refused = Caller(cast.person("rita")).get(f"{path}?sort=updated")
    [error] = problem(refused)["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, "sort", "not_yours")
    assert "Only those who work on records may sort by “updated”" in problem(refused)["detail"]
    assert "updated" not in error["message"]
    unknown = Caller(cast.person("rita")).get(f"{path}?sort=colour")
    assert problem(unknown)["errors"][0]["code"] == "unknown"
    assert "updated" not in problem(unknown)["detail"]


BOUNDARY = "multipart/form-data; boundary=XX"
FILE = b'--XX\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhi\r\n'
END = b"--XX--\r\n"


def part(name: str, value: str) -> bytes:
    return f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("application/json", b'{"file": "a"}', 415, "unsupported_media_type"),
        ("text/plain", b"hi", 415, "unsupported_media_type"),
        ("application/x-www-form-urlencoded", b"file=a&visibility=public", 415, "unsupported_media_type"),
        ("application/octet-stream", b"hi", 415, "unsupported_media_type"),
        ("multipart/form-data", FILE + END, 400, "malformed"),
        ("multipart/form-data; boundary=", FILE + END, 400, "malformed"),
        ("multipart/form-data; boundary=YY", FILE + END, 400, "malformed"),
        ("multipart/form-data; boundary=" + "x" * 300, FILE + END, 400, "malformed"),
        (BOUNDARY, b"\xff\xfe", 400, "malformed"),
        (BOUNDARY, FILE[:-40], 400, "malformed"),
        (BOUNDARY, b"".join(FILE for _ in range(300)) + END, 400, "malformed"),
        (BOUNDARY, part("visibility", "x" * 6_000_000) + FILE + END, 413, "too_large"),
        (BOUNDARY, part("visibility", "internal") + END, 422, "invalid"),
        (BOUNDARY, part("visibility", "secret") + FILE + END, 422, "invalid"),
        (
            BOUNDARY,
            part("visibility", "public") + part("visibility", "internal") + FILE + END,
            422,
            "invalid",
        ),
        (BOUNDARY, part("visibilty", "internal") + FILE + END, 422, "invalid"),
    ],
)
def test_a_form_that_cannot_be_read_is_a_problem(
    cast: Cast, kind: str, body: bytes, status: int, code: str
) -> None:
    number = cast.incident().record.label
    agnes = Caller(cast.person("agnes"))
    refused = agnes.post(f"/records/{number}/attachments", body, Content_Type=kind)
    assert (refused.status_code, problem(refused)["code"]) == (status, code)
    assert agnes.get(f"/records/{number}/attachments").json()["items"] == []


def test_a_form_that_can_be_read_is_taken(cast: Cast) -> None:
    number = cast.incident().record.label
    agnes = Caller(cast.person("agnes"))
    body = part("visibility", "internal") + FILE + FILE + END
    taken = agnes.post(f"/records/{number}/attachments", body, Content_Type=BOUNDARY)
    assert taken.status_code == 201
    assert [each["visibility"] for each in taken.json()["items"]] == ["internal", "internal"]
