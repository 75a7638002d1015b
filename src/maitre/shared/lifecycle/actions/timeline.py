"""Writes one place in a timeline: the conditional update that allocates it, the sealed entry, the body beside it.

Everything a person typed, and every name, goes into the body; the sealed text holds ids, words of the life cycle and
the salted hash of the body.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from maitre.kernel import chain
from maitre.kernel.chain import JSON
from maitre.kernel.errors import AlreadyChanged, FieldError, StaleVersion
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.rules import Why
from maitre.shared.records.models import Entry, Record, Visibility


@dataclass(frozen=True, slots=True)
class Line:
    """What an entry is to say. `change` maps fields to (before, after) ids or words; `private` is for the body."""

    verb: str
    visibility: str = Visibility.PUBLIC
    change: Mapping[str, tuple[JSON, JSON]] = field(default_factory=dict)
    private: Mapping[str, JSON] = field(default_factory=dict)
    why: Why | None = None
    files: Sequence[str] = ()
    source: str = ""


def seal(record_id: int, line: Line, *, by: Actor, at: datetime) -> tuple[str, tuple[bytes, str] | None]:
    """The sealed text, and salt and text of the body where there is one."""
    fields: dict[str, JSON] = {
        "record": record_id,
        "at": at.isoformat(),
        "by": by.person_id,
        "via": by.via,
        "verb": line.verb,
        "visibility": str(line.visibility),
    }
    if line.change:
        fields["change"] = {name: [before, after] for name, (before, after) in line.change.items()}
    if line.why:
        fields["why"] = {"code": line.why.code, "params": dict(line.why.params)}
    if line.files:
        fields["files"] = list(line.files)
    if line.source:
        fields["source"] = line.source
    body = None
    if line.private:
        salt, text = secrets.token_bytes(16), chain.seal(line.private)
        fields["body"] = chain.salted(text, salt).hex()
        body = (salt, text)
    return chain.seal(fields), body


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it is to be kept: sealed text, salt and text of the body where there is one."""

    line: Line
    by: Actor
    text: str
    body: tuple[bytes, str] | None


def claim(
    record: Record,
    entry: Sealed,
    *,
    at: datetime,
    sets: Mapping[str, Any],
    expects: Mapping[str, Any],
) -> None:
    """The one conditional update: take the next place and set columns, only while `expects` still holds; and in the
    same statement the entry, and its body, at the place that was taken.

    `sets` empty means only the place is taken: comments queue behind one another and never lose. Refreshes `record`.
    Raises AlreadyChanged (StaleVersion when the caller named one) with nothing written.
    """
    statement, parameters = _statement(record, entry, at, sets, expects)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    if row is None:
        raise _lost(record, expects)
    record.head_seq, record.head_hash, record.version = row
    record.updated_at = at
    for name, value in sets.items():
        setattr(record, name, value)


_ENTRY = """, entry AS (
    INSERT INTO records_entry (record_id, seq, at, by_id, verb, visibility, sealed, hash)
    SELECT id, head_seq, %s, %s, %s, %s, %s, head_hash FROM taken)"""
_BODY = """, body AS (
    INSERT INTO records_body (record_id, seq, salt, text, erased_by) SELECT id, head_seq, %s, %s, '' FROM taken)"""


def _statement(
    record: Record, entry: Sealed, at: datetime, sets: Mapping[str, Any], expects: Mapping[str, Any]
) -> tuple[str, list[Any]]:
    assignments = "".join(f", {_column(name)} = %s" for name in sets) + (
        ", version = version + 1" if sets else ""
    )
    conditions = "".join(f" AND {_column(name)} IS NOT DISTINCT FROM %s" for name in expects)
    update = (
        "UPDATE records_record SET head_seq = head_seq + 1, updated_at = %s,"
        " head_hash = sha256(head_hash || int8send((head_seq + 1)::int8) || %s)"
        f"{assignments} WHERE id = %s{conditions} RETURNING id, head_seq, head_hash, version"
    )
    line = entry.line
    parameters = [at, chain.digest(entry.text), *sets.values(), record.pk, *expects.values()]
    parameters += [at, entry.by.person_id, line.verb, str(line.visibility), entry.text]
    written = _ENTRY
    if entry.body:
        written += _BODY
        parameters += entry.body
    return f"WITH taken AS ({update}){written} SELECT head_seq, head_hash, version FROM taken", parameters


def _column(name: str) -> str:
    """The column of a field of Record; a name that is none is refused before it reaches SQL."""
    field = Record._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101 - relations from elsewhere are no columns
    return f'"{field.column}"'


def _lost(record: Record, expects: Mapping[str, object]) -> AlreadyChanged:
    now = Record.objects.filter(pk=record.pk).values(*expects).first() or {}
    differing = [
        FieldError(name.removesuffix("_id"), "changed", f"is now {now.get(name)}")
        for name, value in expects.items()
        if now.get(name) != value
    ]
    error = StaleVersion if any(lost.field == "version" for lost in differing) else AlreadyChanged
    return error(
        _("%(record)s was changed in the meantime. Nothing was written; look at it again.")
        % {"record": record.label},
        errors=differing,
    )


def append(
    record: Record,
    line: Line,
    *,
    by: Actor,
    at: datetime,
    sets: Mapping[str, object] | None = None,
    expects: Mapping[str, object] | None = None,
) -> Entry:
    """Write one entry and everything that hangs on its place. Call inside a transaction."""
    sealed, body = seal(record.pk, line, by=by, at=at)
    claim(record, Sealed(line, by, sealed, body), at=at, sets=sets or {}, expects=expects or {})
    return Entry(
        record=record,
        seq=record.head_seq,
        at=at,
        by_id=by.person_id,
        verb=line.verb,
        visibility=line.visibility,
        sealed=sealed,
        hash=record.head_hash,
    )
