"""The permission matrix: every address and operation of the running application × everybody × everything planted.

Hidden is as if it were absent: the same answer, no word, no number, not counted, not found. See tests/matrix.py
and tests/world.py.
"""

import re
from typing import Any

import pytest
from django.db import transaction

from maitre.shared.access.rules import Role
from tests.cast import GRANTED, Cast
from tests.matrix import (
    ABSENT,
    Answer,
    Asker,
    Place,
    alike,
    calls,
    is_seen,
    places,
    targets,
    templates,
)
from tests.world import CASES, EVERYBODY, HARBOUR, PARTS, World, make_world, word


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def undone(asker: Asker, place: Place, url: str, body: Any = None, **query: str) -> Answer:
    """Ask, and take back what it did."""
    with transaction.atomic():
        answer = asker.ask(place, url, body, **query)
        transaction.set_rollback(True)
    return answer


def leaks(answer: Answer, world: World, person: str, *asked: str) -> list[str]:
    """Words in an answer that must not reach this person; what they asked for themselves is no news to them."""
    known = " ".join(asked)
    hidden = (each for each in world.hidden_words(person) if each not in known)
    return [each for each in hidden if re.search(rf"(?<![a-z]){re.escape(each)}(?![0-9])", answer.text)]


def nothing_leaks(world: World, asker: Asker, place: Place, url: str, **query: str) -> Answer:
    answer = undone(asker, place, url, **query)
    told = f"{asker.person or 'nobody'}: {place.method} {url} {query or ''}: {answer.status}"
    assert answer.status != 500, told
    assert leaks(answer, world, asker.person, url, *query.values()) == [], told
    return answer


def test_everybody_of_every_role_tries() -> None:
    tried = {role for key, (role, home) in GRANTED.items() if key in HARBOUR and home == "harbour"}
    assert tried == set(Role)
    assert set(EVERYBODY) >= HARBOUR | {"tess", "rita", "ben", "cyril", "kim", "fiona", "fred"}


def test_the_interface_describes_every_address_it_has(world: World) -> None:
    """An operation kept out of the OpenAPI document would be kept out of this matrix."""
    described = {place.template for place in calls()}
    served = {each for each in templates() if each.startswith("/api/v1/")}
    assert served - described == {"/api/v1/openapi.json", "/api/v1/docs", "/api/v1/"}


def test_an_address_with_a_parameter_nobody_taught_fails_and_says_what_to_do(world: World) -> None:
    with pytest.raises(AssertionError, match=r"“colour” after “paints”.*Teach it: add .*paints.*colour"):
        list(targets(Place("GET", "/paints/{colour}"), world))


@pytest.mark.parametrize("person", EVERYBODY)
def test_n31_n34_what_is_hidden_answers_as_if_it_were_absent(world: World, person: str) -> None:
    """Reading and writing, with a valid session or token: the same answer as for a number that does not exist."""
    asker = Asker(world, person)
    of_absent: dict[tuple[Place, str], Answer] = {}
    for place in places():
        for url, chosen in targets(place, world):
            if is_seen(chosen, person):
                continue
            answer = nothing_leaks(world, asker, place, url)
            values = dict(zip(place.names, (target.value for target in chosen), strict=True))
            hidden = [
                n for n, t in zip(place.names, chosen, strict=True) if t.seen_by and person not in t.seen_by
            ]
            hidden = hidden or list(values)[-1:]
            absent = place.template.format(**{n: ABSENT[n] if n in hidden else v for n, v in values.items()})
            told = f"{person}: {place.method} {url}: {answer.status}"
            assert answer.status in (403, 404, 405), told
            if any(target.is_record for target in chosen) and answer.status != 405:
                assert answer.status == 404, told
            other = of_absent.get((place, absent)) or undone(asker, place, absent)
            of_absent[place, absent] = other
            assert alike(answer, *values.values()) == alike(other, *ABSENT.values(), *values.values()), told


@pytest.mark.parametrize("person", EVERYBODY)
def test_n31_n32_what_is_seen_tells_nothing_of_what_is_hidden(world: World, person: str) -> None:
    """Every page and answer that opens, in every list, count, timeline and file."""
    asker = Asker(world, person)
    opened = set()
    for place in places():
        if place.method != "GET":
            continue
        for url, chosen in targets(place, world):
            if not is_seen(chosen, person):
                continue
            answer = nothing_leaks(world, asker, place, url)
            told = f"{person}: GET {url}: {answer.status}"
            if any(target.is_record for target in chosen):
                # A part of the desk may have nothing for who only takes part; the record itself opens: see below.
                fits = (200, 403) if place.template.endswith("{number}") else (200, 403, 404)
                assert answer.status in (fits if place.is_call else (200, 302, 404, 405)), told
            opened |= {target.value for target in chosen if target.is_record and answer.status == 200}
    assert opened == {str(planted) for key, planted in world.records.items() if person in CASES[key].public}


@pytest.mark.parametrize("person", ["agnes", "manfred", "tess", "rita", "cyril", "fiona"])
def test_n31_the_answer_to_a_write_tells_nothing_of_what_is_hidden(world: World, person: str) -> None:
    asker = Asker(world, person)
    for place in places():
        if place.method == "GET":
            continue
        for url, chosen in targets(place, world):
            if is_seen(chosen, person):
                nothing_leaks(world, asker, place, url)


@pytest.mark.parametrize("person", EVERYBODY)
def test_n31_n35_no_search_finds_what_is_hidden(world: World, person: str) -> None:
    """Each address without a parameter is asked for planted words: hidden ones answer as if they stood nowhere.

    Hits, hints, counts, snippets and "did you mean" alike; a word that is nearly right must not be put right either.
    """
    asker = Asker(world, person)
    hidden = world.hidden_words(person)
    words = [word(key, part) for key in CASES for part in ("title", "note", "kept", "task")]
    searching = 0
    for place in (each for each in places() if each.method == "GET" and not each.names):
        if place.is_call and "q" not in place.parameters:
            continue
        found = nothing_leaks(world, asker, place, place.template, q="zebra")
        if alike(found, "zebra") == alike(asker.ask(place, place.template, q="zqnowhere"), "zqnowhere"):
            continue  # it does not ask for q at all
        searching += 1
        for asked in (each for each in words if each in hidden):
            unknown = asked[:-1] + "w"
            answer = nothing_leaks(world, asker, place, place.template, q=asked)
            other = nothing_leaks(world, asker, place, place.template, q=unknown)
            assert alike(answer, asked) == alike(other, unknown), f"{person}: {place.template}?q={asked}"
    assert searching


def test_nobody_sees_anything_without_signing_in(world: World) -> None:
    asker = Asker(world, "")
    for place in places():
        for url, chosen in targets(place, world):
            answer = undone(asker, place, url)
            assert leaks(answer, world, "", url) == []
            assert word("own", "title") not in answer.text
            if chosen:
                assert answer.status in (302, 401, 403, 404, 405), f"{place.method} {url}: {answer.status}"


@pytest.mark.parametrize("person", ["rita", "tess", "cyril", "fiona"])
def test_n32_a_private_file_is_nowhere(world: World, person: str) -> None:
    asker = Asker(world, person)
    records = world.records.items()
    private = {planted.files["kept"] for key, planted in records if person not in CASES[key].internal}
    assert private
    for place in (each for each in places() if each.method == "GET" and {"pk", "id"} & set(each.names)):
        for url, chosen in targets(place, world):
            if "file" in place.template or "attachment" in place.template:
                ids = {int(target.value) for target in chosen if target.value.isdecimal()}
                if ids & private:
                    assert undone(asker, place, url).status == 404, f"{person}: {url}"


def test_the_matrix_sees_a_leak(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A matrix that cannot fail proves nothing: with everything visible to everybody, it finds what leaks."""
    from maitre.shared.records.querysets import RecordQuerySet, visibility

    monkeypatch.setattr(RecordQuerySet, "visible_to", lambda self, actor: self.all())
    monkeypatch.setattr(visibility, "_granted", lambda actor, record: frozenset({"agent"}))
    asker = Asker(world, "fred")
    found = set()
    for place in places():
        for url, chosen in targets(place, world):
            if place.method == "GET" and chosen and not is_seen(chosen, "fred"):
                answer = undone(asker, place, url)
                found |= set(leaks(answer, world, "fred", url))
    assert {word(key, part) for key in CASES if key != "foreign" for part in PARTS} <= found
