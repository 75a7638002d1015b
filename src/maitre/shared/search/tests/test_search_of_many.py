"""Search over five thousand documents equals reading them one by one: the same records for each person, as many, each
with a snippet of something they may read (N35)."""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

import pytest

from maitre.kernel.words import query_words, words
from maitre.operation.incident.imports import RECEPTION
from maitre.shared.access.models import Grant
from maitre.shared.access.querysets import actor_for
from maitre.shared.arrivals.actions import Directory, Source, arrive
from maitre.shared.arrivals.models import ImportedLife
from maitre.shared.arrivals.rules import Event, Life, Somebody
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.organisation.models import Organisation, Person
from maitre.shared.search.actions import count_words
from maitre.shared.search.notices import find

HOUSES = ("linden", "quay")
RECORDS = 1_300
QUESTIONS = 150
NOON = datetime(2025, 5, 6, 12, 0, tzinfo=UTC)
WORDS = [
    f"{start}{middle}{end}"
    for start in "bdfgklmnprst"
    for middle in ("ava", "éu", "ino", "ub")
    for end in "xtlr"
]


class Document(NamedTuple):
    """What somebody reads: the title stands in each."""

    text: str
    internal: bool


class Told(NamedTuple):
    """A record as it arrived."""

    house: str
    requester: str
    title: str
    documents: list[Document]


@pytest.fixture
def told(db: None) -> dict[int, Told]:
    """Two organisations whose people say much the same; by record."""
    houses = {key: found_organisation(key, key.title()) for key in HOUSES}
    chance = random.Random(20260101)
    kept: dict[str, Told] = {}
    for key, house in houses.items():
        people = [Somebody(f"{key} {n}", f"{n}@{key}.example") for n in range(4)]
        lives = [_life(f"{key}-{n}", chance, key, people, kept) for n in range(RECORDS // 2)]
        arrive(
            lives,
            Source(key, house, f"{key}.example"),
            RECEPTION,
            Directory(house, create_people=True, create_teams=True),
        )
    count_words()
    return {pk: kept[name] for pk, name in ImportedLife.objects.values_list("record_id", "foreign_id")}


def _life(
    name: str, chance: random.Random, house: str, people: list[Somebody], kept: dict[str, Told]
) -> Life:
    def said(most: int) -> str:
        return " ".join(WORDS[min(int(chance.expovariate(0.03)), len(WORDS) - 1)] for _ in range(most))

    title, description, requester = said(3), said(6), chance.choice(people)
    events = [Event(NOON, "new", requester)]
    documents = [Document("", internal=False), Document(description, internal=False)]
    for hour in range(1, 3):
        hidden = chance.random() < 0.5
        text = said(5)
        documents.append(Document(text, hidden))
        events.append(
            Event(
                NOON + timedelta(hours=hour),
                "in_progress",
                people[0],
                text=text,
                visibility="internal" if hidden else "public",
            )
        )
    kept[name] = Told(house, requester.email, title, documents)
    return Life(name, "incident", title, description, requester, tuple(events))


def test_n35_search_equals_reading_five_thousand_documents(told: dict[int, Told]) -> None:
    assert sum(len(each.documents) for each in told.values()) >= 5_000
    linden = Organisation.objects.get(key=HOUSES[0])
    agent = welcome_person("agent@linden.example", "Agent", linden)
    Grant.objects.create(person=agent, role="agent", organisation=linden)
    readers = {
        agent: HOUSES[0],
        Person.objects.get(email="1@linden.example"): "",
        Person.objects.get(email="1@quay.example"): "",
    }
    chance, compared = random.Random(7), 0
    for _ in range(QUESTIONS):
        asked = " ".join(chance.sample(WORDS[:90], chance.choice((2, 2, 3))))
        for person, works_at in readers.items():
            expected = {
                pk: open_
                for pk, each in told.items()
                if (open_ := _read(each, person, works_at)) and _answers(each, open_, asked)
            }
            answer = find(asked, actor_for(person), limit=1_000)
            assert {hit.record.id for hit in answer.hits} == set(expected), (asked, person)
            assert len(answer.hits) == len(expected)
            for hit in answer.hits:
                shown = hit.snippet.strip("… ")
                assert any(
                    shown in f"{document.text}" or shown in told[hit.record.id].title
                    for document in expected[hit.record.id]
                )
            compared += len(expected)
    assert compared > QUESTIONS


def _read(told: Told, person: Person, works_at: str) -> list[Document]:
    """The documents of a record that are open to this person."""
    if told.house == works_at:
        return told.documents
    return [each for each in told.documents if not each.internal] if told.requester == person.email else []


def _answers(told: Told, open_: list[Document], asked: str) -> bool:
    sought = set(query_words(asked))
    return any(sought <= _words(told.title) | _words(document.text) for document in open_)


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(words(text))
