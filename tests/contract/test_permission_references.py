"""What a caller may point at, ask for and set, in every call and form: no more than what they may see.

The channels come from the running application, as in test_permission_matrix.py.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model

from maitre.operation.incident.models import Incident
from maitre.shared.conversation.models import Attachment
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Entry, Participation, Record, SavedView
from maitre.shared.records.rules import SORTS, fields_of
from tests.browser import choices, people_asked_for
from tests.cast import Cast
from tests.matrix import (
    Answer,
    Asker,
    Place,
    alike,
    calls,
    example,
    pages,
)
from tests.world import CASES, EVERYBODY, FOREIGN, HARBOUR, World, make_world


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def undone(asker: Asker, place: Place, url: str, body: Any = None, **query: str) -> Answer:
    """Ask, and take back what it did."""
    with transaction.atomic():
        answer = asker.ask(place, url, body, **query)
        transaction.set_rollback(True)
    return answer


# N34, in the body: what a caller may point at is what they may see.


def references(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths of every field of a body that points at something else."""
    if schema.get("description") == "An id, a key, or a person's e-mail address":
        yield path
        return
    for name, each in schema.get("properties", {}).items():
        yield from references(each, (*path, name))
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from references(each, path)


FOREIGN_THINGS = {
    "team": lambda world: world.cast.teams["summit"],
    "assignee": lambda world: world.cast.person("fiona"),
    "requester": lambda world: world.cast.person("fred"),
    "person": lambda world: world.cast.person("fred"),
    "organisation": lambda world: world.cast.organisations["foreign"],
    "category": lambda world: world.cast.categories["foreign"],
    "circle": lambda world: world.cast.circles["owners"],
    "child": lambda world: Record.objects.get(pk=world.records["foreign"].pk),
    "into": lambda world: Record.objects.get(pk=world.records["foreign"].pk),
    "manager": lambda world: world.cast.person("fiona"),
    "technical_lead": lambda world: world.cast.person("fiona"),
    "communications": lambda world: world.cast.person("fiona"),
    "scribe": lambda world: world.cast.person("fiona"),
    "target": lambda world: Record.objects.get(pk=world.records["foreign"].pk),
}


NUMBERS = {"days", "next_within"}
"""Choices of a number that is no row of anything."""


def written(world: World) -> list[Any]:
    """What a write would change."""
    return [
        list(
            Record.objects.order_by("pk").values_list(
                "pk", "version", "head_seq", "team", "assignee", "circle"
            )
        ),
        Entry.objects.count(),
        Participation.objects.count(),
        Attachment.objects.count(),
        Incident.objects.count(),
        SavedView.objects.count(),
    ]


@pytest.mark.parametrize("person", ["agnes", "ada"])
def test_n34_a_foreign_id_in_a_body_is_refused_like_one_that_does_not_exist(
    world: World, person: str
) -> None:
    asker = Asker(world, person)
    own = world.records["own"].label
    tried = set()
    for place in calls():
        for path in references(place.schema):
            field = path[-1]
            assert field in FOREIGN_THINGS, (
                f"{place}: teach the matrix what a foreign “{field}” is (FOREIGN_THINGS)"
            )
            thing: Model = FOREIGN_THINGS[field](world)
            names = [thing.pk, getattr(thing, "email", None) or getattr(thing, "key", None) or str(thing)]
            url = place.template.format(number=own, id="1", key="x")
            for named, unknown in zip(names, (999_999_999, "nobody.at.all"), strict=True):
                before = written(world)
                answers = []
                for value in (named, unknown):
                    body = (
                        example(place.schema) | {"title": "Till", "role": "agent"}
                        if field != "target"
                        else {}
                    )
                    body = {name: each for name, each in body.items() if name in place.schema["properties"]}
                    if "person" in place.schema["properties"] and field != "person":
                        body["person"] = world.cast.person("rita").pk
                    if (
                        "organisation" in place.schema["properties"]
                        and "role" in body
                        and field != "organisation"
                    ):
                        body["organisation"] = "harbour"
                    with transaction.atomic():
                        answers.append(asker.ask(place, url, body | {field: value}))
                        after = written(world)
                        transaction.set_rollback(True)
                    told = f"{person}: {place} {field}={value!r}: {answers[-1]}"
                    assert 400 <= answers[-1].status < 500, told
                    assert after == before, told
                assert alike(answers[0], str(named)) == alike(answers[1], str(unknown)), f"{place} {field}"
            tried.add(field)
    assert tried == set(FOREIGN_THINGS)


def test_n34_a_foreign_choice_in_a_form_is_refused(world: World) -> None:
    """Every choice of every form on every page an agent opens: foreign rows are not offered and not taken."""
    asker, tried = Asker(world, "agnes"), set()
    own = world.records["own"].label
    for place in (each for each in pages() if each.method == "GET" and set(each.names) <= {"label"}):
        url = place.template.format(label=own)
        answer = undone(asker, place, url)
        if answer.status != 200 or "<select" not in answer.text:
            continue
        for action, name, options in choices(answer.text, url):
            if name in NUMBERS:
                continue
            if name not in FOREIGN_THINGS:
                assert not any(option.isdecimal() and int(option) > 5 for option in options), (
                    f"{url}: teach the matrix what a foreign “{name}” is (FOREIGN_THINGS)"
                )
                continue
            foreign = str(FOREIGN_THINGS[name](world).pk)
            assert foreign not in options, f"{url} offers a foreign {name}"
            before = written(world)
            given = {"title": "Till", "name": "Till", "reason": "", "record": own, name: foreign}
            with transaction.atomic():
                answer = asker.ask(Place("POST", action, "page"), action, given)
                after = written(world)
                transaction.set_rollback(True)
            assert after == before, f"{action}: {name}={foreign}: {answer.status}"
            assert answer.status in (404, 422), f"{action}: {name}={foreign}: {answer.status}"
            tried.add(name)
    assert tried >= {"team", "category", "circle"}


def test_n34_a_foreign_person_typed_in_a_form_is_refused_like_one_that_does_not_exist(world: World) -> None:
    """In every field for a person of every form on every page an agent opens."""
    asker, tried = Asker(world, "agnes"), set()
    own = world.records["own"].label
    for place in (each for each in pages() if each.method == "GET" and set(each.names) <= {"label"}):
        url = place.template.format(label=own)
        answer = undone(asker, place, url)
        if answer.status != 200 or "data-picker" not in answer.text:
            continue
        for action, name in people_asked_for(answer.text, url):
            before, refused = written(world), []
            for typed in ("fred@summit.example", "zelda@summit.example"):
                given = {"title": "Till", "name": "Till", "kind": "degradation", "reason": "", name: typed}
                with transaction.atomic():
                    refused.append(asker.ask(Place("POST", action, "page"), action, given))
                    assert written(world) == before, f"{action}: {name}={typed}: {refused[-1].status}"
                    transaction.set_rollback(True)
            assert alike(refused[0], "fred") == alike(refused[1], "zelda"), f"{action}: {name}"
            tried.add((action, name))
    assert {name for _, name in tried} >= {"requester", "assignee", "person"}


# N35 and N36: lists are what one may open, no more and no less.


def list_calls() -> list[Place]:
    """Of incidents."""
    return [
        each
        for each in calls()
        if each.method == "GET" and {"q", "sort"} <= set(each.parameters) and "incidents" in each.template
    ]


def listed_in(answer: Answer) -> set[str]:
    """Incidents that a list holds, as JSON or as a sheet."""
    is_json = answer.text.startswith("{")
    return set(re.findall(r'"number":"(INC-\d+)"' if is_json else r'(?m)^"(INC-\d+)"', answer.text))


PROBES = {
    "number": ["INC-{number}"],
    "team": ["summit", "network", "none"],
    "assignee": ["fiona@summit.example", "none", "me"],
    "requester": ["fred@summit.example", "ben@harbour.example", "me"],
    "organisation": ["summit", "kitchen"],
    "category": ["foreign-hardware", "none"],
    "phase": ["queued"],
    "state": ["open", "new"],
    "priority": ["5"],
    "impact": ["3"],
    "urgency": ["3"],
    "type": ["degradation"],
    "handoffs": ["0"],
    "returns": ["0"],
    "major": ["yes", "proposed"],
    "family": ["parent", "child", "none"],
    "parent": ["INC-{number}", "none"],
    "created": [],
    "updated": [],
    "text": ["zebra"],
    "service": ["zebra", "none"],
    "item": ["zebra", "none"],
    "location": ["zebra", "none"],
    "channel": ["portal", "none"],
    "code": ["fixed", "none"],
    "cause": ["network", "none"],
    "resolved": ["none"],
    "closed": ["none"],
    "reopened": ["0"],
    "has": ["file", "task"],
}


def queries(number: int) -> list[str]:
    """One or more questions about each field that can be asked about."""
    known = {each.name for each in fields_of("incident")}
    assert known <= set(PROBES), f"teach the matrix what to ask about {known - set(PROBES)} (PROBES)"
    return [
        "",
        "zebra",
        *(f"{name}:{v.format(number=number)}" for name in sorted(known) for v in PROBES[name]),
    ]


@pytest.mark.parametrize("person", ["agnes", "tess", "rita", "cyril", "fiona"])
def test_n35_filters_sorts_and_counts_answer_as_if_the_hidden_did_not_exist(cast: Cast, person: str) -> None:
    """The same questions before and after the hidden records come to be, in every order, counted or not."""
    world = World(cast)
    seen = [key for key, case in CASES.items() if person in case.public]
    world.plant(*seen)
    top = Record.objects.order_by("-number").values_list("number", flat=True)[0]
    asker = Asker(world, person)

    def answers() -> dict[str, Answer]:
        return {
            f"{place.template} {query} {sort}": asker.ask(
                place,
                place.template,
                q=query,
                sort=sort,
                **({"count": "true"} if "count" in place.parameters else {}),
            )
            for place in list_calls()
            for query in queries(top + 1)
            for sort in SORTS
        }

    before = answers()
    world.plant(*(key for key in CASES if key not in seen))
    assert answers() == before
    assert any(answer.status == 200 and "INC-" in answer.text for answer in before.values())


@pytest.mark.parametrize("person", EVERYBODY)
def test_n36_a_list_holds_exactly_what_can_be_opened(world: World, person: str) -> None:
    asker = Asker(world, person)
    labels = {str(planted) for planted in world.records.values()}
    for place in list_calls():
        details = [
            each
            for each in calls()
            if each.method == "GET"
            and each.template == f"{place.template.removesuffix('/export')}/{{number}}"
        ]
        assert details, f"{place} has no detail"
        listed = listed_in(asker.ask(place, place.template))
        opened = {
            label
            for label in labels
            if asker.ask(details[0], details[0].template.format(number=label)).status == 200
        }
        assert listed == opened, person
        assert listed == {str(world.records[key]) for key, case in CASES.items() if person in case.public}


@pytest.mark.parametrize("person", EVERYBODY)
def test_n36_the_pages_list_what_they_open(world: World, person: str) -> None:
    """Staff have the queue, everybody else the portal's list of what they take part in."""
    asker = Asker(world, person)
    place = Place("GET", "/incidents") if person in HARBOUR | FOREIGN | {"tess"} else Place("GET", "/mine")
    query = {"q": ""} if place.template == "/incidents" else {"view": "all"}
    listed = set(re.findall(r"INC-\d+", asker.ask(place, place.template, **query).text))
    assert listed == {str(world.records[key]) for key, case in CASES.items() if person in case.public}


# N38 and N45: nothing is set or asked by naming it.

ATTRIBUTES = {"id": 1, "is_staff": True, "is_active": False, "tenant": 1, "state": "closed", "version": 9,
              "created_by": 1, "organisation_id": 1, "password": "x", "head_hash": "x", "grants": []}  # fmt: skip


def test_n38_a_body_takes_no_attribute_it_does_not_name(world: World) -> None:
    asker = Asker(world, "ada")
    tried = 0
    for place in (each for each in calls() if each.form == "json"):
        url = place.template.format(number=world.records["own"].label, id="1", key="x")
        for name, value in ATTRIBUTES.items():
            if name in place.schema.get("properties", {}):
                continue
            before = written(world)
            answer = undone(asker, place, url, (example(place.schema) or {}) | {name: value})
            assert (answer.status, written(world)) == (422, before), f"{place} {name}: {answer}"
            assert name in answer.text, f"{place} does not say that it knows no {name}"
            tried += 1
    assert tried > 100


def test_n38_nobody_makes_themselves_more_than_they_are(world: World) -> None:
    asker = Asker(world, "rita")
    [place] = [each for each in calls() if each.method == "PATCH" and each.template.endswith("/people/me")]
    before = Person.objects.values().get(pk=world.cast.person("rita").pk)
    more = {"role": "admin", "organisation": "summit", "email": "ada@x.example"}
    for name, value in (ATTRIBUTES | more).items():
        assert asker.ask(place, place.template, {name: value}).status == 422, name
    assert Person.objects.values().get(pk=world.cast.person("rita").pk) == before


LOOKUPS = ["requester__password__startswith:p", "requester__email:ada", "password:x", "head_hash:x", "number__gt:1",
           "state:open' OR '1'='1", 'text~"%\' OR 1=1 --"', "id:1;drop table records_record", "pk:1"]  # fmt: skip


@pytest.mark.parametrize("person", ["agnes", "rita"])
def test_n45_no_list_takes_a_lookup_or_a_piece_of_sql(world: World, person: str) -> None:
    asker = Asker(world, person)
    visible = {str(world.records[key]) for key, case in CASES.items() if person in case.public}
    for place in list_calls():
        for query in LOOKUPS:
            answer = asker.ask(place, place.template, q=query)
            listed = listed_in(answer)
            assert answer.status in (400, 422) or (answer.status == 200 and not listed), f"{query}: {answer}"
        for sort in ("requester__password", "-head_hash", "id;drop", "password", "?"):
            assert asker.ask(place, place.template, sort=sort).status in (400, 422), sort
        for name in ("requester__password__startswith", "owner", "state__in", "password"):
            assert asker.ask(place, place.template, **{name: "x"}).status in (400, 422), name
        assert visible == listed_in(asker.ask(place, place.template))
