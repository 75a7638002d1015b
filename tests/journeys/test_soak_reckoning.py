"""The reckoning of `make soak` sees what it is there for: each kind of damage is done once, and named."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from maitre.operation.incident.actions import edit, pause, reopen, resolve, take
from maitre.operation.incident.models import Incident
from maitre.shared.conversation.actions import comment
from soak.ledger import Attempt, Fate, new_mark
from soak.reckoning import Reckoning, reckon

if TYPE_CHECKING:
    from tests.cast import Cast

ACKNOWLEDGED, REFUSED, UNKNOWN = Fate.ACKNOWLEDGED, Fate.REFUSED, Fate.UNKNOWN
CREATED, SAID, ASKED = new_mark(), new_mark(), new_mark()


class Damage:
    """A database that agrees with its ledger, and ways to hurt either."""

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        self.label = incident.record.label
        self.attempts = [
            Attempt("report", ACKNOWLEDGED, self.label, CREATED, place=1),
            Attempt("take", ACKNOWLEDGED, self.label, seen=1),
            Attempt("comment", ACKNOWLEDGED, self.label, SAID, place=3),
            Attempt("pause", ACKNOWLEDGED, self.label, ASKED, seen=2),
        ]

    def sql(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def found(self) -> Reckoning:
        connection.ensure_connection()
        return reckon(connection.connection, self.attempts)


@pytest.fixture
def damage(cast: "Cast") -> Iterator[Damage]:
    incident = cast.incident(f"The till does not print {CREATED}")
    agnes = cast.actor("agnes")
    take(incident, by=agnes)
    comment(incident.record, f"Looking {SAID}", by=agnes)
    pause(incident, by=agnes, reason="requester", text=f"Which till? {ASKED}")
    yield Damage(incident)
    connection.set_rollback(True)


def test_what_agrees_is_good(damage: Damage) -> None:
    assert damage.found() == Reckoning()


def test_a_whole_life_is_no_fault(damage: Damage, cast: "Cast") -> None:
    agnes, incident = cast.actor("agnes"), damage.incident
    resolve(incident, by=agnes, code="fixed", cause="hardware", solution="New paper")
    reopen(incident, by=agnes, reason="Broken again")
    edit(incident, {"title": "The till is dead"}, by=agnes)
    comment(incident.record, "Here it is", by=cast.actor("rita"))
    assert damage.found() == Reckoning()


def test_an_acknowledged_incident_that_is_not_there_is_lost(damage: Damage) -> None:
    damage.attempts.append(Attempt("report", ACKNOWLEDGED, "INC-9999", new_mark(), place=1))
    (lost,) = damage.found().lost
    assert lost.startswith("INC-9999, report")


def test_what_stands_elsewhere_than_was_told_is_lost(damage: Damage) -> None:
    damage.attempts[2] = Attempt("comment", ACKNOWLEDGED, damage.label, SAID, place=2)
    assert len(damage.found().lost) == 1


def test_a_verb_without_words_is_missed_by_its_number(damage: Damage) -> None:
    damage.attempts.append(Attempt("take", ACKNOWLEDGED, damage.label, seen=7))
    assert damage.found().lost == [f"{damage.label}: take was acknowledged 2 times, and stands 1 times"]


def test_two_who_insisted_on_the_same_version_cannot_both_have_won(damage: Damage) -> None:
    damage.attempts.append(Attempt("pause", ACKNOWLEDGED, damage.label, ASKED, seen=1))
    assert damage.found().lost == [f"{damage.label}: 2 changes of version 1 were acknowledged"]


@pytest.mark.parametrize("fate", [ACKNOWLEDGED, UNKNOWN])
def test_a_comment_that_stands_twice_is_doubled(damage: Damage, cast: "Cast", fate: Fate) -> None:
    damage.attempts[2] = Attempt("comment", fate, damage.label, SAID)
    comment(damage.incident.record, f"Looking {SAID}", by=cast.actor("agnes"))
    assert len(damage.found().doubled) == 1


def test_an_incident_reported_twice_by_one_call_is_doubled(damage: Damage, cast: "Cast") -> None:
    cast.incident(f"The till does not print {CREATED}")
    assert len(damage.found().doubled) == 1


def test_what_nobody_knows_may_be_there_once_or_not_at_all(damage: Damage) -> None:
    damage.attempts[2] = Attempt("comment", UNKNOWN, damage.label, SAID)
    damage.attempts.append(Attempt("comment", UNKNOWN, damage.label, new_mark()))
    assert damage.found().good


def test_what_was_refused_must_not_be_there(damage: Damage) -> None:
    damage.attempts[2] = Attempt("comment", REFUSED, damage.label, SAID)
    assert len(damage.found().half_done) == 1


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM incident_incident", "has no row of its own practice"),
        ("UPDATE records_entry SET verb = 'edit' WHERE seq = 1", "has no first entry that reports it"),
        ("DELETE FROM records_entry WHERE seq = 4", "has another number of entries than its head says"),
        ("UPDATE records_record SET head_seq = 3", "has another number of entries than its head says"),
        ("UPDATE records_record SET head_hash = sha256('')", "has a head that is not its last entry's hash"),
        ("UPDATE records_entry SET hash = sha256('') WHERE seq = 2", "has an entry that does not follow"),
        ("UPDATE records_record SET state = 'new'", "has a state other than its last change of state says"),
        ("UPDATE records_record SET version = 9", "has another version than it had changes"),
        ("DELETE FROM records_body WHERE seq = 3", "has a sealed text without its body"),
        ("DELETE FROM records_entry WHERE seq = 4", "has a body without an entry"),
        ("DELETE FROM records_participation", "has a requester who does not take part"),
        ("UPDATE records_record SET state = 'resolved'", "is resolved without a resolution"),
        ("UPDATE records_entry SET verb = 'resolve' WHERE seq = 4", "has another number of resolutions"),
        ("UPDATE incident_incident SET pause_reason = ''", "has a clock that does not fit its state"),
        ("DELETE FROM search_searchpart WHERE part = 0", "cannot be found by its title"),
        ("DELETE FROM records_body WHERE seq = 3", "has words in the index that nobody said"),
        (
            """INSERT INTO access_keptanswer (person_id, key, request, status, headers, body, at)
               SELECT id, 'k-1', '', 0, '{}', '', now() FROM organisation_person LIMIT 1""",
            "the key k-1 was taken by a call without an answer",
        ),
    ],
)
def test_a_half_done_verb_is_named(damage: Damage, statement: str, what: str) -> None:
    damage.sql(statement)
    assert any(what in sentence for sentence in damage.found().half_done)
