"""What a log says of a request."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from maitre.product import logs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as JSON, from now on."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    logs.configure()
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_a_request_is_logged_without_its_query(written: io.StringIO) -> None:
    request = RequestFactory().get("/search?q=secret")
    logging.getLogger("django.request").warning("Not Found: %s", request.path, extra={"request": request})
    line = written.getvalue()
    assert "/search" in json.loads(line)["request"]
    assert "secret" not in line


def test_a_sentence_and_an_exception_lose_queries_too(written: io.StringIO) -> None:
    try:
        raise ValueError("Referer https://desk.example/incidents?q=secret does not match")
    except ValueError:
        logging.getLogger("django.request").exception("GET /incidents?page=secret failed")
    line = written.getvalue()
    assert "GET /incidents? failed" in line
    assert "q=secret" not in line
    assert "page=secret" not in line
