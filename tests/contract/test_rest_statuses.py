"""What an operation may answer with, as the OpenAPI document says it, is what it does answer with."""

from collections import defaultdict

import pytest
from django.db import transaction

from maitre.shared.access.actions import issue_token
from maitre.shared.access.rules import SYSTEM_ACTOR
from tests.callers import problem
from tests.cast import GRANTED, Cast
from tests.matrix import Asker, Place, calls, described, targets
from tests.world import World, make_world

WHO = (*(key for key, (_, home) in GRANTED.items() if home == "harbour"), "rita", "ben", "kim")


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def documented(place: Place) -> set[int]:
    return {int(status) for status in described()["paths"][place.template][place.method.lower()]["responses"]}


def test_reading_is_forbidden_where_the_document_says_so_and_nowhere_else(world: World) -> None:
    """Everybody of the cast reads every address, with what they see and what they do not."""
    seen: dict[Place, set[int]] = defaultdict(set)
    for person in WHO:
        asker = Asker(world, person)
        for place in calls():
            if place.method == "GET":
                for url, _ in list(targets(place, world))[:6]:
                    seen[place].add(asker.ask(place, url).status)
    assert {str(place): statuses - documented(place) for place, statuses in seen.items()} == {
        str(place): set() for place in seen
    }
    forbidden = {str(place) for place, statuses in seen.items() if 403 in statuses}
    said = {str(place) for place in seen if 403 in documented(place)}
    assert said == forbidden


def test_writing_is_forbidden_to_a_token_that_only_reads_and_the_document_says_so(world: World) -> None:
    asker = Asker(world, "agnes")
    _, secret = issue_token(world.cast.person("agnes"), "reads", by=SYSTEM_ACTOR, scopes=["read"])
    for place in (each for each in calls() if each.method != "GET"):
        assert 403 in documented(place), place
        url = next(targets(place, world))[0]
        told = asker.caller.generic(place.method, url, headers={"Authorization": f"Bearer {secret}"})
        assert told.status_code == 403, place
        problem(told)  # type: ignore[arg-type]


def test_what_writing_answers_with_is_in_the_document(world: World) -> None:
    for person in ("ada", "agnes", "rita"):
        asker = Asker(world, person)
        for place in (each for each in calls() if each.method != "GET"):
            for url, _ in list(targets(place, world))[:3]:
                with transaction.atomic():
                    status = asker.ask(place, url).status
                    transaction.set_rollback(True)
                assert status in documented(place), (person, place, status)
