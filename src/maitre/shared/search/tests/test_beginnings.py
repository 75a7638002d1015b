"""Words found by their beginnings: while somebody types, and where nothing holds the words themselves."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maitre.operation.incident.actions import report
from maitre.shared.access.models import Grant
from maitre.shared.access.querysets import actor_for
from maitre.shared.conversation.actions import comment
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.organisation.models import Organisation, Person
from maitre.shared.records.models import Record, Visibility
from maitre.shared.search.actions import count_words
from maitre.shared.search.models import LexiconWord
from maitre.shared.search.notices import Answer, find
from maitre.shared.search.querysets import MANY

House = tuple[Organisation, Person, Person]


@pytest.fixture
def house(db: None) -> House:
    org = found_organisation("linden", "Linden")
    ann = welcome_person("ann@linden.example", "Ann", org)
    bob = welcome_person("bob@linden.example", "Bob", org)
    Grant.objects.create(person=bob, role="agent", organisation=org)
    report(by=actor_for(ann), title="Lamps in the rooms flicker", requester=ann, organisation=org)
    return org, ann, bob


def titles(answer: Answer) -> list[str]:
    return [hit.record.title for hit in answer.hits]


def test_where_nothing_holds_a_word_what_begins_so_is_found_and_told(house: House) -> None:
    org, ann, _ = house
    answer = find("roo lamp", actor_for(ann))
    assert titles(answer) == ["Lamps in the rooms flicker"]
    assert answer.by_beginning
    report(by=actor_for(ann), title="Lamp of roo 7", requester=ann, organisation=org)
    answer = find("roo lamp", actor_for(ann))
    assert titles(answer) == ["Lamp of roo 7"]
    assert not answer.by_beginning


def test_the_page_says_that_words_begin_so_and_marks_where(house: House) -> None:
    client = Client()
    client.force_login(house[1])
    text = client.get("/search", {"q": "roo"}).content.decode()
    assert "These hold words that begin so." in text
    assert "<mark>roo</mark>ms flicker" in text
    assert "These hold words that begin so." not in client.get("/search", {"q": "rooms"}).content.decode()


@pytest.mark.parametrize("query", ["text:o*", "text:w1*", "text:t0*", "o*"])
def test_the_marks_of_the_index_are_no_words_that_a_query_finds(house: House, query: str) -> None:
    client = Client()
    client.force_login(house[2])
    assert "Lamps in the rooms flicker" not in client.get("/incidents", {"q": query}).content.decode()


def test_a_query_finds_the_beginnings_of_words(house: House) -> None:
    client = Client()
    client.force_login(house[2])
    for query in ("text:r*", "text:room*", 'text:"lamps fl*"'):
        assert "Lamps in the rooms flicker" in client.get("/incidents", {"q": query}).content.decode()


def test_while_one_types_the_last_word_need_only_begin_so(house: House) -> None:
    actor = actor_for(house[2])
    assert titles(find("flick", actor, typing=True)) == ["Lamps in the rooms flicker"]
    assert titles(find("rooms fl", actor, typing=True)) == ["Lamps in the rooms flicker"]
    assert titles(find("roo flicker", actor, typing=True)) == []
    client = Client()
    client.force_login(house[2])
    assert "Lamps in the rooms flicker" in client.get("/palette", {"q": "flick"}).content.decode()


def test_n35_beginnings_of_what_one_may_not_read_find_nothing(house: House) -> None:
    _, ann, bob = house
    record = find("rooms", actor_for(bob)).hits[0].record
    comment(
        Record.objects.get(pk=record.id),
        "zanzibar firmware",
        by=actor_for(bob),
        visibility=Visibility.INTERNAL,
    )
    count_words()
    assert titles(find("zanzi", actor_for(bob))) == ["Lamps in the rooms flicker"]
    answer = find("zanzi", actor_for(ann))
    assert (answer.hits, answer.meant) == ([], "")


@pytest.mark.parametrize("typed", ["o", "w", "w1", "w11", "t", "t0"])
def test_marks_of_the_index_are_no_words_that_begin_so(house: House, typed: str) -> None:
    assert titles(find(f"lamps {typed}", actor_for(house[2]), typing=True)) == []


def test_a_common_beginning_is_asked_for_as_the_words_it_stands_for(house: House) -> None:
    """The index would bring everything that begins so, however old, before anything is chosen."""
    LexiconWord.objects.bulk_create(
        [LexiconWord(word="rooms", parts=MANY), LexiconWord(word="roommate", parts=1)]
    )
    with CaptureQueriesContext(connection) as asked:
        assert titles(find("roo", actor_for(house[2]), typing=True)) == ["Lamps in the rooms flicker"]
    about = [each["sql"] for each in asked.captured_queries if "search_searchpart" in each["sql"]]
    assert about
    assert not [text for text in about if ":*" in text]
    LexiconWord.objects.update(parts=3)
    with CaptureQueriesContext(connection) as asked:
        assert titles(find("roo", actor_for(house[2]), typing=True)) == ["Lamps in the rooms flicker"]
    assert any("roo'':*" in each["sql"] for each in asked.captured_queries)
