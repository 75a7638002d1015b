"""Pages leave compressed, and nothing else does."""

import gzip

from django.http import HttpResponse
from django.test import RequestFactory

from maitre.kit.web.compression import NOISE, Compressed

PAGE = "<!doctype html>" + "<p>The till does not print</p>" * 100


def answer(response: HttpResponse, takes: str = "gzip, br") -> HttpResponse:
    request = RequestFactory().get("/", headers={"accept-encoding": takes})
    return Compressed(lambda _: response)(request)


def test_a_page_is_compressed_for_whoever_takes_it_so() -> None:
    told = answer(HttpResponse(PAGE))
    assert told.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in told.headers["Vary"]
    assert gzip.decompress(told.content).decode() == PAGE
    assert len(told.content) < len(PAGE) / 5


def test_who_does_not_take_it_gets_it_plain_and_a_store_between_keeps_them_apart() -> None:
    told = answer(HttpResponse(PAGE), takes="identity")
    assert told.content.decode() == PAGE
    assert "Accept-Encoding" in told.headers["Vary"]


def test_how_long_it_is_does_not_tell_what_is_on_it() -> None:
    lengths = {len(answer(HttpResponse(PAGE)).content) for _ in range(40)}
    assert len(lengths) > 5
    assert max(lengths) - min(lengths) < NOISE


def test_short_answers_calls_and_what_is_compressed_already_stay_as_they_are() -> None:
    assert answer(HttpResponse("<p>Short</p>")).content == b"<p>Short</p>"
    assert answer(HttpResponse(PAGE, content_type="application/json")).content.decode() == PAGE
    assert answer(HttpResponse(PAGE, headers={"Content-Encoding": "br"})).content.decode() == PAGE
