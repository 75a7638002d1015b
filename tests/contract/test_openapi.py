"""The OpenAPI document is the contract with every program outside: its snapshot changes only on purpose.

After a change that is meant: `UPDATE_OPENAPI=1 pytest tests/contract/test_openapi.py`, and look at the difference.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from maitre.product.rest import api

SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return told


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_interface_is_what_its_snapshot_says(document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_OPENAPI"):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert text == SNAPSHOT.read_text(encoding="utf-8"), "see the head of this file"


def test_it_is_openapi_3_1_and_told_to_everybody(client: Client, db: None, document: dict[str, Any]) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()) == (200, document)
    assert document["openapi"].startswith("3.1")


def test_every_operation_has_a_name_of_its_own_a_summary_and_a_way_in(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for path, method, operation in operations(document):
        assert operation["summary"], path
        assert operation["tags"], path
        assert {scheme for way in operation["security"] for scheme in way} == {"Bearer", "Session"}, (
            path,
            method,
        )


def test_every_operation_tells_its_problems(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        responses = operation["responses"]
        wanted = {"400", "401", "422", "500"} | ({"404"} if "{" in path else set())
        wanted |= {"403", "409"} if method != "get" else set()
        wanted |= {"413", "415"} if "requestBody" in operation else set()
        assert wanted <= responses.keys(), (path, method)
        for status, told in responses.items():
            if int(status) >= 400:
                schema = told["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}
        assert any(int(status) < 300 for status in responses), path


ADDS = re.compile(r"/(children(/resolution|/\{child\})?|broadcast|splits|macros(/.*)?)$")
"""What is added to, said of, or taken out of an incident, whatever it is by now: nothing of it is overwritten."""


def test_every_verb_takes_the_version_one_saw(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if path.startswith("/api/v1/incidents/{number}") and method != "get" and not ADDS.search(path):
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert "If-Match" in names, path
            assert "412" in operation["responses"], path


def test_what_may_be_sent_is_closed(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for path, _, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            for name in re.findall(r"#/components/schemas/(\w+)", json.dumps(content)):
                assert schemas[name].get("additionalProperties") is False, (path, name)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert named <= document["components"]["schemas"].keys()


def test_the_page_to_read_it_asks_nobody_else_and_runs_nothing_inline(client: Client, db: None) -> None:
    page = client.get("/api/v1/docs")
    html = page.content.decode()
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", html)
    assert '"validatorUrl": null' in html
    assert "<style" not in html
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"\son\w+\s*=", html)
    for script in re.findall(r"<script([^>]*)>", html):
        assert "src=" in script or 'type="application/json"' in script
    for asset in re.findall(r"""(?:src|href)="([^"]+)\"""", html):
        with closing(client.get(asset)) as answer:
            assert answer.status_code == 200, asset
