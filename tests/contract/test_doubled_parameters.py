"""A parameter that stands twice in the address of a page is refused as REST refuses it: which of both is meant is not
for us to guess, and a list that answers another question than its address says is worse than none."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.matrix import pages, targets
from tests.world import World, make_world

PROBES = {"/healthz", "/readyz", "/metrics"}
"""They read nothing that is asked."""
TWICE = "“q” was sent more than once; it takes one value."


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def signed_in(cast: Cast, person: str) -> Client:
    client = Client()
    client.force_login(cast.person(person))
    return client


@pytest.mark.parametrize("person", ["agnes", "rita", "ada"])
def test_no_page_answers_one_of_two(world: World, person: str) -> None:
    client, answered, refused = signed_in(world.cast, person), [], 0
    for place in pages():
        for address, _ in targets(place, world) if place.method == "GET" else ():
            if read(client, f"{address}?q=zebra") == 200:
                twice = client.get(f"{address}?q=zebra&q=state:open")
                refused += twice.status_code == 422
                if twice.status_code != 422 or TWICE not in twice.content.decode():
                    answered.append(address)
    assert set(answered) <= PROBES, "these took one of them"
    assert refused > 5


def read(client: Client, address: str) -> int:
    """The status of an answer that is read to its end, which closes its file."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def test_the_same_words_in_german(cast: Cast) -> None:
    agnes = cast.person("agnes")
    agnes.language = "de"
    agnes.save()
    refused = signed_in(cast, "agnes").get("/incidents?sort=newest&sort=priority")
    assert refused.status_code == 422
    assert "„sort“ wurde mehr als einmal gesendet" in refused.content.decode()


def test_what_means_several_may_be_sent_several_times(world: World) -> None:
    rows = "&".join(f"record={world.records[key].label}" for key in ("own", "kitchen"))
    page = signed_in(world.cast, "agnes").get(f"/incidents/bulk/assign?{rows}")
    assert page.status_code == 200
    assert all(world.records[key].label in page.content.decode() for key in ("own", "kitchen"))
