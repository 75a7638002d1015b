"""Lives arrive whole, once, on the same chain as what happens here, and disturb nobody."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from maitre.kernel import chain
from maitre.shared.arrivals.imports import running
from maitre.shared.arrivals.models import ImportedLife
from maitre.shared.arrivals.tests.material import counted, event, log, said, table, trace, xes
from maitre.shared.audit.models import AuditEvent
from maitre.shared.lifecycle import rules as lifecycle
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Body, Entry, Participation, Record
from maitre.shared.records.notices import sentence, tell

pytestmark = pytest.mark.django_db

FERRY = "1,No ferry,Anna,anna@quay.example,2024-05-06 12:00,2024-05-07 09:30,Ferry"
STORM = "2,Storm,Bo,bo@quay.example,2024-05-08 07:00,,Ferry"


def content() -> list[tuple[object, ...]]:
    """Everything that arrived, by foreign id, without ids and numbers that a sequence gave."""
    found: list[tuple[object, ...]] = []
    for life in ImportedLife.objects.order_by("foreign_id").select_related(
        "record__requester", "record__team"
    ):
        record = life.record
        who = record.requester.email if record.requester else None
        entries = [
            (told.seq, told.at, told.verb, told.text, told.by_name) for told in tell(record, internal=True)
        ]
        found.append((life.foreign_id, record.title, record.state, who, record.created_at, entries))
    return found


def faults_of_chain(record: Record) -> list[chain.Fault]:
    entries = Entry.objects.filter(record=record).order_by("seq").values_list("seq", "sealed", "hash")
    read = [(seq, sealed, bytes(hash_)) for seq, sealed, hash_ in entries]
    return chain.check(read, (record.head_seq, bytes(record.head_hash)))


def test_an_imported_chain_verifies_and_its_bodies_match_their_seals(tmp_path: Path) -> None:
    table(tmp_path, FERRY, STORM, description="{Title}, said {Caller}")
    for record in Record.objects.all():
        assert faults_of_chain(record) == []
        for body in Body.objects.filter(record=record):
            sealed = json.loads(Entry.objects.get(record=record, seq=body.seq).sealed)
            assert sealed["body"] == chain.salted(body.text or "", bytes(body.salt or b"")).hex()


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    table(tmp_path, FERRY)
    record = Record.objects.get()
    entry = Entry.objects.get(record=record, seq=1)
    Entry.objects.filter(record=record, seq=1).update(sealed=entry.sealed.replace("import", "imporT"))
    assert [(fault.seq, fault.problem) for fault in faults_of_chain(record)] == [(1, chain.Problem.ALTERED)]


def test_times_are_the_original_ones_and_entries_name_their_source(tmp_path: Path) -> None:
    table(tmp_path, FERRY)
    record = Record.objects.get()
    assert record.created_at.isoformat() == "2024-05-06T10:00:00+00:00"
    assert record.updated_at.isoformat() == "2024-05-07T07:30:00+00:00"
    for told in tell(record, internal=False):
        assert (told.via, told.source) == ("import", "old-desk")
    assert [told.at for told in tell(record, internal=False)] == [record.created_at, record.updated_at]


def test_an_event_without_a_verb_here_says_where_it_happened(tmp_path: Path) -> None:
    log(tmp_path, xes(trace("1", event(), event(hours=1))))
    told = tell(Record.objects.get(), internal=True)[1]
    assert sentence("incident", told) == "Happened in old-log"


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    table(tmp_path, FERRY, STORM)
    before = (content(), Person.objects.count(), AuditEvent.objects.count())
    assert counted(table(tmp_path, FERRY, STORM)) == {"unchanged": 2}
    assert (content(), Person.objects.count(), AuditEvent.objects.count()) == before


def test_a_life_that_grew_since_is_told_and_left_alone(tmp_path: Path) -> None:
    table(tmp_path, FERRY, STORM)
    before = content()
    outcome = table(tmp_path, FERRY, STORM.replace(",,Ferry", ",2024-05-09 08:00,Ferry"))
    assert counted(outcome) == {"unchanged": 1, "differing": 1}
    assert outcome.differing == ["2"]
    assert content() == before


def test_the_same_id_of_another_source_is_another_record(tmp_path: Path) -> None:
    table(tmp_path, FERRY)
    assert counted(table(tmp_path, FERRY, source="other-desk")) == {"arrived": 1}


def test_a_run_that_died_between_batches_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 1)

    def die(stage: str, done: int, whole: int, unit: str) -> None:
        if stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        table(tmp_path, FERRY, STORM, progress=die)
    assert ImportedLife.objects.count() == 1
    assert counted(table(tmp_path, FERRY, STORM)) == {"arrived": 1, "unchanged": 1}
    assert [life[0] for life in content()] == ["1", "2"]


def test_a_dry_run_writes_nothing_and_counts_the_same(tmp_path: Path) -> None:
    assert counted(table(tmp_path, FERRY, STORM, dry_run=True)) == {"arrived": 2}
    assert not Record.objects.exists()
    assert not Organisation.objects.exists()
    assert not AuditEvent.objects.exists()


def test_one_fault_keeps_everything_out_unless_bad_ones_are_skipped(tmp_path: Path) -> None:
    bad = STORM.replace("2024-05-08 07:00", "never")
    assert counted(table(tmp_path, FERRY, bad)) == {"held": 1, "refused": 1}
    assert not Record.objects.exists()
    assert counted(table(tmp_path, FERRY, bad, skip_bad=True)) == {"arrived": 1, "refused": 1}


def test_nobody_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[lifecycle.Happening] = []
    for verb in ("report", "close"):
        monkeypatch.setitem(lifecycle._followers, verb, [heard.append])
    table(tmp_path, FERRY)
    assert heard == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_people_who_are_made_cannot_sign_in(tmp_path: Path) -> None:
    table(tmp_path, FERRY)
    made = Person.objects.get(email="anna@quay.example")
    assert (made.is_active, made.has_usable_password(), made.organisation.key) == (False, False, "quay")
    assert made.folded_name == "anna"


def test_people_known_by_name_get_the_same_address_each_time(tmp_path: Path) -> None:
    log(tmp_path, xes(trace("1", event(who="Åsa Öberg")), trace("2", event(who="Asa Oberg"))))
    addresses = set(Person.objects.values_list("email", flat=True))
    assert len(addresses) == 2
    assert all(
        address.startswith("asa-oberg.") and address.endswith("@old-log.invalid") for address in addresses
    )


def test_people_and_teams_that_are_here_already_are_found(tmp_path: Path) -> None:
    quay = found_organisation("quay", "Quay Ferries")
    anna = welcome_person("anna@quay.example", "Anna Lund", quay, password="long enough to count")
    piers = Team.objects.create(key="piers", name="Piers", organisation=quay)
    entries = [{"at": "Opened", "state": {"always": "new"}, "team": "Service"}]
    table(tmp_path, FERRY.replace(",Ferry", ",Piers"), entries=entries, ignore=["Closed"])
    record = Record.objects.get()
    assert (record.requester, record.team) == (anna, piers)
    assert Participation.objects.filter(record=record, person=anna, role="requester").count() == 1
    anna.refresh_from_db()
    assert anna.is_active
    assert anna.name == "Anna Lund"


def test_nobody_of_another_organisation_is_drawn_in(tmp_path: Path) -> None:
    clinic = found_organisation("clinic", "The clinic")
    welcome_person("bo@quay.example", "Bo", clinic)
    outcome = table(tmp_path, FERRY, STORM)
    [sentence] = said(outcome)
    assert sentence.startswith(
        "line 3: people: bo@quay.example belongs to The clinic, which is no part of this organisation; take"
    )


def test_people_are_looked_up_by_the_piece_of_a_file_not_by_the_life(
    tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    rows = [f"{number},No ferry,Caller {number},,2024-05-06 12:00,,Ferry" for number in range(40)]
    with django_assert_max_num_queries(4):
        assert counted(table(tmp_path, *rows, dry_run=True)) == {"arrived": 40}


def test_a_team_of_the_same_name_elsewhere_is_another_team(tmp_path: Path) -> None:
    clinic = found_organisation("clinic", "The clinic")
    Team.objects.create(key="piers", name="Piers", organisation=clinic)
    entries = [{"at": "Opened", "state": {"always": "new"}, "team": "Service"}]
    table(tmp_path, FERRY.replace(",Ferry", ",Piers"), entries=entries, ignore=["Closed"])
    team = Record.objects.get().team
    assert team is not None
    assert team.organisation.key == "quay"


def test_without_making_people_their_names_stay_in_the_text(tmp_path: Path) -> None:
    people = {"create": False, "domain": "old-log.invalid"}
    log(tmp_path, xes(trace("1", event(who="Anna"))), people=people)
    assert not Person.objects.exists()
    told = tell(Record.objects.get(), internal=True)[0]
    assert (told.by_id, told.by_name) == (None, "Anna")


def test_no_name_and_no_address_stands_in_a_sealed_text(tmp_path: Path) -> None:
    table(tmp_path, FERRY, description="Anna called")
    for sealed in Entry.objects.values_list("sealed", flat=True):
        assert "Anna" not in sealed
        assert "No ferry" not in sealed


def test_numbers_come_from_the_one_sequence(tmp_path: Path) -> None:
    table(tmp_path, FERRY, STORM)
    first, second = Record.objects.order_by("id").values_list("number", flat=True)
    assert second == first + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('records_number_incident')")
        assert cursor.fetchone() == (second + 1,)


def test_an_organisation_that_is_not_there_is_founded_and_noted(tmp_path: Path) -> None:
    table(tmp_path, FERRY)
    assert list(AuditEvent.objects.order_by("seq").values_list("what", "subject")) == [
        ("organisation.founded", "quay"),
        ("import", "old-desk"),
    ]


def test_an_organisation_without_a_name_must_exist(tmp_path: Path) -> None:
    from maitre.kernel.errors import Invalid

    with pytest.raises(Invalid, match="There is no organisation “pier”"):
        table(tmp_path, FERRY, organisation={"key": "pier"})
