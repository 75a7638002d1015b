"""An index made by an older version is brought up to date by and by: nothing is lost, searches go on."""

import sys

import pytest
from django.db import connection

from maitre.operation.incident.actions import report
from maitre.shared.access.models import Grant
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import comment
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.records.models import Record, Visibility
from maitre.shared.search.actions import records_left, reindex, verify_index
from maitre.shared.search.models import IndexState, SearchPart
from maitre.shared.search.notices import find

RECORDS = 5
_AS_BEFORE = """
    UPDATE search_searchpart SET words = array_to_tsvector(ARRAY(
        SELECT word FROM unnest(tsvector_to_array(words)) word
         WHERE word NOT LIKE 's:%' AND word NOT IN ('offline', 'tillkiosk')))
"""


@pytest.fixture
def agent(db: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Who works where some incidents were indexed by an older version: without joined words and reduced ones."""
    monkeypatch.setattr(sys.modules["maitre.shared.search.actions.reindex"], "CHUNK", 2)
    org = found_organisation("linden", "Linden")
    bob = welcome_person("bob@linden.example", "Bob", org)
    Grant.objects.create(person=bob, role="agent", organisation=org)
    actor = actor_for(bob)
    for number in range(RECORDS):
        incident = report(
            by=actor, title=f"Printers {number}", description="All off-line", requester=bob, organisation=org
        )
        comment(incident.record, "The till-kiosk too", by=actor, visibility=Visibility.INTERNAL)
    with connection.cursor() as cursor:
        cursor.execute(_AS_BEFORE)
    IndexState.objects.all().delete()
    return actor


def found(question: str, agent: Actor) -> list[str]:
    return sorted(hit.record.title for hit in find(question, agent).hits)


def test_the_newest_come_first_and_each_run_goes_on_where_the_last_one_ended(agent: Actor) -> None:
    assert found("printers", agent) == [f"Printers {number}" for number in range(RECORDS)]
    assert found("offline", agent) == []
    reindex(chunks=1)
    assert found("offline", agent) == ["Printers 3", "Printers 4"]
    assert found("printers", agent) == [f"Printers {number}" for number in range(RECORDS)]
    reindex(chunks=1)
    assert len(found("tillkiosk", agent)) == 4
    assert records_left() > 0
    assert verify_index().remarks
    assert reindex() == records_left() == 0
    assert len(found("offline", agent)) == len(found("printer", agent)) == RECORDS
    assert not verify_index().remarks


def test_what_is_up_to_date_is_not_written_again(agent: Actor) -> None:
    def versions() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid::text FROM search_searchpart ORDER BY record_id, part, seq")
            return [row[0] for row in cursor.fetchall()]

    reindex()
    before = versions()
    IndexState.objects.all().delete()
    assert reindex() == 0
    assert versions() == before


def test_what_is_written_meanwhile_stays(agent: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Erased, or changed, between the reading of the texts and the writing of the words."""
    first, second = Record.objects.order_by("-pk")[:2]
    module = sys.modules["maitre.shared.search.actions.reindex"]
    texts_of = module.texts_of

    def slowly(records, described):  # type: ignore[no-untyped-def]
        told = list(texts_of(records, described))
        SearchPart.objects.filter(record=first, part=1).delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_searchpart SET words = array_to_tsvector(ARRAY['quagga'])"
                " WHERE record_id = %s AND part = 1",
                [second.pk],
            )
        return told

    monkeypatch.setattr(module, "texts_of", slowly)
    reindex(chunks=1)
    assert not SearchPart.objects.filter(record=first, part=1).exists()
    assert found("quagga", agent) == [second.title]


def test_verify_names_what_cannot_be_found(agent: Actor) -> None:
    record = Record.objects.order_by("-pk")[0]
    assert verify_index().good
    SearchPart.objects.filter(record=record, part=0).delete()
    assert [str(fault) for fault in verify_index().faults] == [
        f"{record.label}: cannot be found by its title"
    ]
