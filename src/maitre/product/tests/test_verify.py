"""Whoever changes by SQL what is kept is found out, named by record and entry; what was erased still verifies."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django.fixtures import Settings

from maitre.kernel import chain
from maitre.operation.incident.actions import edit, resolve, take
from maitre.product.cli.verify import examine
from maitre.shared.audit.actions import note
from maitre.shared.conversation.actions import attach, comment, erase, place
from maitre.shared.records.actions import seal_day
from maitre.shared.records.models import Record, Seal

if TYPE_CHECKING:
    from tests.cast import Cast

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Path) -> Path:
    """A folder of keys of this test's own, as every installation has."""
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "keys"


@pytest.fixture
def record(cast: "Cast") -> Iterator[Record]:
    """An incident with a life: reported, taken, commented, a file, resolved."""
    incident = cast.incident("The till does not print", description="Since noon")
    agnes = cast.actor("agnes")
    take(incident, by=agnes)
    comment(incident.record, "Is there paper?", by=agnes)
    attach(incident.record, [SimpleUploadedFile("receipt.txt", b"total 12.00")], by=agnes)
    incident = cast.fresh(incident)
    resolve(incident, by=agnes, code="fixed", cause="hardware", solution="Paper put in")
    assert faults() == []
    return cast.fresh(incident).record


def faults() -> list[str]:
    """What verifying names, of all examinations."""
    return [str(fault) for each in examine() for fault in each.faults]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE records_entry SET sealed = replace(sealed, 'e', 'f') WHERE seq = 3", "is not what was written"),
        ("UPDATE records_entry SET sealed = '' WHERE seq = 3", "is not what was written"),
        ("UPDATE records_entry SET hash = sha256('') WHERE seq = 3", "is not what was written"),
        ("UPDATE records_entry SET at = at - interval '1 us' WHERE seq = 3", "its time is not what was written"),
        ("UPDATE records_entry SET verb = 'note' WHERE seq = 3", "its verb is not what was written"),
        ("UPDATE records_entry SET by_id = by_id + 1 WHERE seq = 3", "its author is not what was written"),
        ("UPDATE records_entry SET visibility = 'internal' WHERE seq = 3", "its visibility is not what was written"),
        ("UPDATE records_body SET text = replace(text, 'p', 'q') WHERE seq = 3", "its text is not what was written"),
        ("UPDATE records_body SET salt = sha256('') WHERE seq = 3", "its text is not what was written"),
        ("UPDATE records_body SET salt = NULL WHERE seq = 3", "its text or salt is gone, and nobody erased it"),
        ("DELETE FROM records_body WHERE seq = 3", "its text is gone, and nobody erased it"),
        ("UPDATE records_body SET text = NULL, salt = NULL, erased_at = now(), erased_by = 'Me' WHERE seq = 3",
         "its text is marked as erased, but no entry says who erased it"),
        ("DELETE FROM records_entry WHERE seq = 3", "is gone"),
        ("DELETE FROM conversation_attachment", "the files listed are not those that were attached"),
        ("UPDATE conversation_attachment SET seq = 3", "a file is listed that no entry attached"),
    ],
)  # fmt: skip
def test_one_byte_changed_in_a_timeline_is_named_by_record_and_entry(
    record: Record, change: str, what: str
) -> None:
    sql(change)
    entry = 4 if "that were attached" in what else 3
    assert f"{record.label}, entry {entry}: {what}" in faults()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("head_hash = sha256('')", ", entry 5: is not what the head says it ends with"),
        ("title = 'Nothing'", ": title is 'Nothing', but the timeline left it at 'The till does not print'"),
        ("head_seq = 4", ", entry 5: comes after the end that the head names"),
        ("head_seq = 6", ", entry 6: is gone"),
        ("state = 'closed'", ": state is 'closed', but the timeline left it at 'resolved'"),
        ("team_id = NULL", ": team_id is None, but the timeline left it at "),
    ],
)
def test_a_record_that_says_something_else_than_its_timeline_is_named(
    record: Record, change: str, what: str
) -> None:
    sql(f"UPDATE records_record SET {change} WHERE id = %s", record.pk)
    assert f"{record.label}{what}" in " ".join(faults())


def test_a_number_beyond_the_counter_is_named(record: Record) -> None:
    sql("UPDATE records_record SET number = 100000")
    assert [each for each in faults() if each.startswith("INC-100000: is beyond the counter of numbers")]


def test_a_clock_of_the_practice_that_was_turned_is_named(record: Record) -> None:
    sql("UPDATE incident_incident SET closes_at = closes_at - interval '1 day'")
    assert [each.split(" is ")[0] for each in faults()] == [f"{record.label}: closes_at"]


def test_a_title_is_compared_with_the_last_one_written(record: Record, cast: "Cast") -> None:
    edit(cast.fresh(cast.incident("The lift is stuck")), {"title": "The lift hums"}, by=cast.actor("agnes"))
    assert faults() == []
    sql("UPDATE records_record SET title = 'The lift is stuck' WHERE id <> %s", record.pk)
    (fault,) = faults()
    assert fault.endswith("title is 'The lift is stuck', but the timeline left it at 'The lift hums'")


def test_of_an_erased_title_nothing_is_expected(record: Record, cast: "Cast") -> None:
    erase(record, 1, "asked for", by=cast.actor("ada"))
    Record.objects.filter(pk=record.pk).update(title="(erased)")
    assert faults() == []


def test_sealed_records_that_were_removed_openly_are_no_fault(record: Record) -> None:
    seal_day(TUESDAY)
    detail: dict[str, chain.JSON] = {"records": [record.pk]}
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("TRUNCATE records_record CASCADE")
    assert len(faults()) == 1
    note("demo_removed", "harbour", by_id=None, by_name="Ada", detail=detail)
    assert faults() == []
    assert examine()[2].remarks == ["1 sealed heads are of records that were removed, as the audit book says"]


def test_a_requester_who_was_cut_off_is_named(record: Record) -> None:
    sql("DELETE FROM records_participation")
    assert faults() == [f"{record.label}: its requester does not take part in it, and so cannot see it"]


def test_an_erased_text_still_verifies_and_says_by_whom(record: Record, cast: "Cast") -> None:
    erase(record, 3, "asked for", by=cast.actor("ada"))
    timelines = examine()[0]
    assert timelines.good
    (remark,) = timelines.remarks
    assert remark.startswith(f"{record.label}, entry 3: erased on ")
    assert remark.endswith(" by Ada")


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"total 99.00", "does not hold the bytes that were attached"), (None, "is gone from the file store")],
)
def test_a_file_that_changed_is_named(record: Record, content: bytes | None, what: str) -> None:
    path = place(record.attachments.get().sha256)
    default_storage.delete(path)
    if content is not None:
        default_storage.save(path, ContentFile(content))
    assert faults() == [f"{record.label}, entry 4: the file “receipt.txt” {what}"]


def test_a_wrong_size_is_named(record: Record) -> None:
    sql("UPDATE conversation_attachment SET size = 12")
    assert faults() == [
        f"{record.label}, entry 4: the file “receipt.txt” has 11 bytes, and is listed with 12"
    ]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            "UPDATE audit_auditevent SET subject = 'somebody' WHERE seq = 2",
            "entry 2: subject is not what was written",
        ),
        (
            "UPDATE audit_auditevent SET at = at + interval '1 us' WHERE seq = 2",
            "entry 2: at is not what was written",
        ),
        (
            "UPDATE audit_auditevent SET sealed = sealed || ' ' WHERE seq = 2",
            "entry 2: is not what was written",
        ),
        ("DELETE FROM audit_auditevent WHERE seq = 2", "entry 2: is gone"),
        ("UPDATE audit_audithead SET seq = seq + 1", ": is gone"),
    ],
)
def test_a_changed_audit_book_is_named_by_its_entry(record: Record, change: str, what: str) -> None:
    sql(change)
    assert any(each.startswith("Audit book, entry ") and each.endswith(what) for each in faults())


def rewrite(record: Record, before: str, after: str) -> None:
    """What an attacker with the whole database does: change a text and recompute everything after it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, replace(sealed, %s, %s) FROM records_entry WHERE record_id = %s ORDER BY seq",
            [before, after, record.pk],
        )
        head = chain.GENESIS
        for seq, sealed in cursor.fetchall():
            head = chain.link(head, seq, chain.digest(sealed))
            cursor.execute(
                "UPDATE records_entry SET sealed = %s, hash = %s WHERE record_id = %s AND seq = %s",
                [sealed, head, record.pk, seq],
            )
        cursor.execute("UPDATE records_record SET head_hash = %s WHERE id = %s", [head, record.pk])


def test_a_timeline_rewritten_from_end_to_end_is_found_by_its_seal(record: Record) -> None:
    seal_day(TUESDAY)
    assert faults() == []
    rewrite(record, '"via":"page"', '"via":"rest"')
    assert faults() == [
        f"{record.label}, entry 5: is not what was sealed on 2026-03-03, whatever the chain says"
    ]


def test_without_a_seal_the_same_attack_would_not_be_found(record: Record) -> None:
    rewrite(record, '"via":"page"', '"via":"rest"')
    assert faults() == []


def test_rewriting_the_leaf_as_well_breaks_the_signed_root(record: Record) -> None:
    seal_day(TUESDAY)
    rewrite(record, '"via":"page"', '"via":"rest"')
    sql("UPDATE records_sealleaf l SET hash = r.head_hash FROM records_record r WHERE r.id = l.record_id")
    assert faults() == [
        "Seal 1 of 2026-03-03: holds 1 heads; what is kept of them (1) is not what was signed"
    ]


def test_signing_the_root_anew_takes_the_key(record: Record) -> None:
    seal_day(TUESDAY)
    sql("UPDATE records_seal SET sealed = replace(sealed, '\"leaves\":1', '\"leaves\":2')")
    assert "Seal 1 of 2026-03-03: is not signed by a key of this installation" in faults()


def test_a_sealed_entry_that_was_cut_off_the_end_is_named(record: Record) -> None:
    seal_day(TUESDAY)
    sql("DELETE FROM records_body WHERE seq = 5")
    sql("DELETE FROM records_entry WHERE seq = 5")
    sql(
        "UPDATE records_record r SET head_seq = 4, head_hash = e.hash, state = 'in_progress'"
        " FROM records_entry e WHERE e.seq = 4"
    )
    assert f"{record.label}, entry 5: was sealed on 2026-03-03, and is gone" in faults()


def test_a_rewritten_audit_book_is_found_by_its_seal(record: Record) -> None:
    seal_day(TUESDAY)
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT seq, replace(sealed, \'"detail":{\', \'"detail":{"a":1,\') FROM audit_auditevent ORDER BY seq'
        )
        head = chain.GENESIS
        for seq, sealed in cursor.fetchall():
            head = chain.link(head, seq, chain.digest(sealed))
            cursor.execute(
                "UPDATE audit_auditevent SET sealed = %s, hash = %s WHERE seq = %s", [sealed, head, seq]
            )
        cursor.execute("UPDATE audit_audithead SET hash = %s", [head])
    (fault, *_) = faults()
    assert fault.endswith("is not what was sealed, though the chain agrees with itself")


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_was_taken_away_is_missed_on_the_host_that_made_it(record: Record) -> None:
    seal_day(TUESDAY)
    seal_day(WEDNESDAY)
    assert faults() == []
    sql("DELETE FROM records_seal WHERE number = 2")
    assert faults() == ["Seal 2: is not the one that was made here (seals.log beside the key)"]


def test_a_seal_taken_from_the_middle_is_missed_anywhere(record: Record) -> None:
    for day in (TUESDAY, WEDNESDAY, date(2026, 3, 5)):
        seal_day(day)
    sql("DELETE FROM records_seal WHERE number = 2")
    assert faults() == ["Seal 2: is gone", "Seal 3 of 2026-03-05: does not follow the seal before it"]


def test_a_day_is_sealed_once_and_holds_only_what_grew(record: Record, cast: "Cast") -> None:
    first = seal_day(TUESDAY)
    assert first is not None
    assert seal_day(TUESDAY) is None
    other = cast.incident("The lift is stuck")
    second = seal_day(WEDNESDAY)
    assert second is not None
    assert '"leaves":1' in second.sealed
    assert chain.digest(first.sealed).hex() in second.sealed
    comment(other.record, "Going on", by=cast.actor("agnes"))
    comment(record, "Going on", by=cast.actor("agnes"))
    third = seal_day(date(2026, 3, 5))
    assert third is not None
    assert '"leaves":2' in third.sealed
    assert faults() == []


def test_the_key_is_readable_by_its_owner_only(record: Record, keys: Path) -> None:
    seal_day(TUESDAY)
    assert (keys / "seal.pem").stat().st_mode & 0o777 == 0o600
    assert keys.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in keys.iterdir() if path.name.startswith(".")] == []


def test_seals_of_a_lost_key_are_not_believed_until_its_public_half_is_back(
    record: Record, keys: Path
) -> None:
    seal_day(TUESDAY)
    kept = (keys / "seal.pub").read_bytes()
    (keys / "seal.pub").unlink()
    (keys / "seal.pem").unlink()
    assert faults() == ["Seal 1 of 2026-03-03: is not signed by a key of this installation"]
    (keys / "old.pub").write_bytes(kept)
    seal_day(WEDNESDAY)
    assert Seal.objects.count() == 2
    assert faults() == []
