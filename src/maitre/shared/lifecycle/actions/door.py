"""The door: how a record comes to be, and how a verb is taken on it. Every page, call and job comes through here."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel import chain
from maitre.kernel.chain import JSON
from maitre.kernel.errors import AlreadyChanged, FieldError, IllegalTransition, NotAllowed, NotReady
from maitre.kernel.states import Transition, lacking
from maitre.shared.access.rules import SYSTEM, Actor
from maitre.shared.lifecycle.actions.rows import insert
from maitre.shared.lifecycle.actions.timeline import Line, append, seal
from maitre.shared.lifecycle.rules import Happening, Subject, Why, followers_of, heralds_of, machine_of
from maitre.shared.records.models import Body, Entry, Participation, Record, Visibility
from maitre.shared.records.querysets import standing

PERSONAL = frozenset({"title", "description"})
"""Fields whose values are what somebody typed: before and after go into the body, never into the sealed text."""


S = TypeVar("S", bound=models.Model)


def permit(record: Record, verb: str, who: frozenset[str], *, by: Actor) -> None:
    """Refuse whoever holds none of `who` here. A stranger never gets this far: doors load through visible_to."""
    if by.readonly:
        raise NotAllowed(_("This token may only read. Make one with the scope “write”."))
    if not standing(by, record) & who:
        raise NotAllowed(
            _("You may not %(verb)s %(record)s. %(who)s")
            % {"verb": verb, "record": record.label, "who": _who_may(who)}
        )


def _who_may(who: frozenset[str]) -> str:
    names = sorted(name.replace("_", " ") for name in who - {SYSTEM, "participant"})
    if not names:
        return _("Only the installation itself does.")
    return _("It takes one of these roles: %(roles)s.") % {"roles": ", ".join(names)}


def guard(subject: Subject, verb: str, *, by: Actor, given: Mapping[str, object]) -> Transition:
    """The row of the table that allows `verb` here and now, or the error that says why not."""
    record = subject.record
    machine = machine_of(record.kind)
    row = machine.row(record.state, verb)
    if row is None:
        possible = ", ".join(machine.sources(verb)) or "no state"
        raise IllegalTransition(
            _("%(record)s is %(state)s: “%(verb)s” is possible from %(possible)s.")
            % {"record": record.label, "state": record.state, "verb": verb, "possible": possible},
            errors=[FieldError("state", "illegal_transition", record.state)],
        )
    permit(record, verb, row.who, by=by)
    if lacks := lacking(row, subject, given):
        raise NotReady(
            _("%(record)s cannot take “%(verb)s” yet: %(needs)s")
            % {"record": record.label, "verb": verb, "needs": lacks[0].message},
            errors=lacks,
        )
    return row


@transaction.atomic
def step(
    subject: Subject,
    verb: str,
    *,
    by: Actor,
    change: Mapping[str, object] | None = None,
    given: Mapping[str, object] | None = None,
    text: str = "",
    visibility: str = Visibility.PUBLIC,
    why: Why | None = None,
    names: Mapping[str, JSON] | None = None,
    seen: int | None = None,
    at: datetime | None = None,
) -> Entry:
    """Take `verb`: guard, one conditional update, one timeline entry, followers, all or nothing.

    `change` maps fields of the record or of the practice's own row to new values; each must still hold the value that
    `subject` was loaded with, also one that is to stay as it was: so two people changing different fields both win, and
    of two changing the same one the second hears AlreadyChanged. `seen` is the version a caller named (If-Match).
    `names` are the words for changed ids, kept in the body. `at` is now unless a test says otherwise.
    """
    record = subject.record
    row = guard(subject, verb, by=by, given=given or {})
    after = machine_of(record.kind).after(record.state, row)
    own_before, before = _split(subject, change or {})
    own, common = _differing(change or {}, own_before), _differing(change or {}, before)
    expects: dict[str, object] = {"state": record.state, **before}
    if seen is not None:
        expects["version"] = seen
    sets = dict(common)
    if after.name != record.state:
        sets |= {"state": after.name, "phase": after.phase.value}
    pairs = {
        name: (before | own_before | {"state": record.state})[name]
        for name in [*own, *sets]
        if name != "phase"
    }
    changed = {name: (old, (own | sets)[name]) for name, old in pairs.items()}
    line = _line(verb, changed, text=text, visibility=visibility, why=why, names=names)
    if own and not sets:
        sets = {"state": record.state}
    entry = append(record, line, by=by, at=at or timezone.now(), sets=sets, expects=expects)
    _write_own(subject, own, own_before)
    follow(Happening(record, verb, by, entry.seq, visibility, text))
    return entry


def herald(record: Record, verb: str, *, by: Actor) -> None:
    """Let those who follow a verb on to other records lock them first."""
    for ahead in heralds_of(verb):
        ahead(record, by)


def follow(happening: Happening) -> None:
    """Run the followers of a verb, in the same transaction."""
    for follower in followers_of(happening.verb):
        follower(happening)


def _split(subject: Subject, change: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """What the fields of `change` hold now: those of the practice's own row, and those of the record."""
    own: dict[str, object] = {}
    common: dict[str, object] = {}
    for name in change:
        # A practice may use a word of the record for a field of its own: an incident's kind, its service.
        if hasattr(subject, name):
            own[name] = getattr(subject, name)
        else:
            common[name] = getattr(subject.record, name)
    return own, common


def _differing(change: Mapping[str, object], before: Mapping[str, object]) -> dict[str, object]:
    return {name: change[name] for name, value in before.items() if change[name] != value}


def _line(
    verb: str,
    changed: Mapping[str, tuple[object, object]],
    *,
    text: str,
    visibility: str,
    why: Why | None,
    names: Mapping[str, JSON] | None,
) -> Line:
    private: dict[str, JSON] = {}
    if text:
        private["text"] = text
    typed: dict[str, JSON] = {
        name: [str(old), str(new)] for name, (old, new) in changed.items() if name in PERSONAL
    }
    if typed:
        private["typed"] = typed
    if names:
        private["names"] = dict(names)
    public = {
        name: (None, None) if name in PERSONAL else (_plain(a), _plain(b)) for name, (a, b) in changed.items()
    }
    return Line(verb, visibility, change=public, private=private, why=why)


def _plain(value: object) -> JSON:
    """A value as it stands in the sealed text."""
    if value is None or isinstance(value, str | int | bool):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _write_own(subject: Subject, own: Mapping[str, object], before: Mapping[str, object]) -> None:
    if not before:
        return
    rows = type(subject)._default_manager.filter(pk=subject.record.pk, **before)  # type: ignore[attr-defined]
    if (rows.update(**own) if own else rows.count()) != 1:
        fields = [FieldError(name, "changed", _("changed in the meantime")) for name in before]
        raise AlreadyChanged(
            _("%(record)s was changed in the meantime.") % {"record": subject.record.label}, errors=fields
        )
    for name, value in own.items():
        setattr(subject, name, value)


@transaction.atomic
def begin(
    model: type[S],
    kind: str,
    verb: str,
    *,
    by: Actor,
    record: Mapping[str, object],
    own: Mapping[str, object],
    text: str = "",
    why: Why | None = None,
    at: datetime | None = None,
) -> S:
    """Bring a record into being: identity, own row, first entry, participation of the requester, followers."""
    at = at or timezone.now()
    start = machine_of(kind).start
    row_id, number = _next_place(kind)
    private: dict[str, JSON] = {"title": str(record["title"])}
    if text:
        private["text"] = text
    line = Line(verb, change={"state": (None, start.name)}, private=private, why=why)
    sealed, body = seal(row_id, line, by=by, at=at)
    head = chain.link(chain.GENESIS, 1, chain.digest(sealed))
    common = Record(
        pk=row_id, kind=kind, number=number, state=start.name, phase=start.phase.value, created_at=at, updated_at=at,
        head_seq=1, head_hash=head, **record,
    )  # fmt: skip
    subject = model(record=common, **own)
    first = Entry(
        record=common, seq=1, at=at, by_id=by.person_id, verb=verb, visibility=Visibility.PUBLIC, sealed=sealed,
        hash=head,
    )  # fmt: skip
    rows: list[models.Model] = [common, subject, first]
    if body:
        rows.append(Body(record=common, seq=1, salt=body[0], text=body[1]))
    if requester := common.requester_id:
        rows.append(Participation(record=common, person_id=requester, role=Participation.As.REQUESTER))
    insert(rows)
    follow(Happening(common, verb, by, 1, Visibility.PUBLIC, text))
    return subject


def _next_place(kind: str) -> tuple[int, int]:
    """Row id and number from their sequences: unique under any concurrency, never reused, gaps possible."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('records_record_id_seq'), nextval(%s::regclass)", [f"records_number_{kind}"]
        )
        row_id, number = cursor.fetchone()
    return row_id, number
