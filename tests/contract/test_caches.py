"""What was made for somebody is kept by nobody on the way, nor shown again by a browser that has not asked.

Pages, parts of pages, downloads and attachments come from the URL resolver, calls from the OpenAPI document: each is
opened by people of the desk, of the portal and of administration, with everything planted that tests/world.py knows.
"""

from collections.abc import Iterator

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from tests.cast import Cast
from tests.matrix import NEEDED, Place, calls, pages, targets
from tests.world import World, make_world

WHO = ("agnes", "rita", "ada")
ASKED = NEEDED | {"/incidents/export": {"format": "csv"}}
SEEN = {
    *("/incidents", "/incidents/{label}", "/incidents/{label}/preview", "/", "/mine/{label}", "/files/{pk}"),
    *("/desk", "/search", "/profile", "/incidents/export", "/downloads/{pk}", "/pulse", "/administration"),
    *("/api/v1/incidents", "/api/v1/incidents/{number}", "/api/v1/incidents/export", "/api/v1/people/me"),
    *("/api/v1/records/{number}/attachments/{id}", "/incidents/{label}/print", "/people"),
}
"""Some that must have been among what answered, whatever else there is."""


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def answered(world: World) -> Iterator[tuple[str, str, HttpResponseBase]]:
    """(template, address, answer) of whatever each of them may open."""
    for person in WHO:
        client = Client()
        client.force_login(world.cast.person(person))
        for place in [*pages(), *calls()]:
            if place.method == "GET":
                yield from _answers_at(client, world, place)


def _answers_at(client: Client, world: World, place: Place) -> Iterator[tuple[str, str, HttpResponseBase]]:
    for address, _ in targets(place, world):
        answer = client.get(address, ASKED.get(place.template, {}))
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to the end, it closes its file
        yield place.template, address, answer


def test_what_everybody_gets_alike_may_be_kept_by_everybody(client: Client) -> None:
    for name in ("js/picker.js", "vendor/maitre.css", "favicon.svg"):
        answer = client.get(f"/static/{name}")
        b"".join(answer.streaming_content)
        assert (answer.status_code, "public" in answer.headers["Cache-Control"]) == (200, True)


def test_what_is_made_for_somebody_is_kept_by_no_proxy_and_asked_for_again(world: World) -> None:
    told = [(template, address, each) for template, address, each in answered(world)]
    opened = {template for template, _, each in told if each.status_code == 200}
    assert opened >= SEEN
    kept = {address: each.headers.get("Cache-Control", "") for _, address, each in told}
    assert {address: how for address, how in kept.items() if not is_asked_for_again(how)} == {}


def is_asked_for_again(how: str) -> bool:
    said = set(how.split(", "))
    return "public" not in said and ("no-store" in said or said >= {"private", "no-cache"})
