"""Calls that come again: with an Idempotency-Key a call acts once, and is answered the same for a day.

The key is claimed in the transaction that acts, so a call that is refused or dies leaves nothing behind, and one that
comes while the first is still at work waits for it.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.rest.problems import InProgress
from maitre.kit.rest.repeats import HEADER, fingerprint, key_of
from maitre.shared.access.models import KeptAnswer
from maitre.shared.access.rest.callers import caller_id

KEPT_FOR = timedelta(hours=24)
PATIENCE = "5s"
"""How long a repetition waits for the call it repeats."""
REPLAYED = "Idempotency-Replayed"
_HEADERS = ("Location", "ETag")


def once(request: HttpRequest, act: Callable[[], HttpResponse], *, part: int | None = None) -> HttpResponse:
    """The answer of `act`, or the one kept for this key. `part` numbers the parts of one call that commit apart."""
    key = key_of(request)
    if key is None:
        return act()
    if part is not None:
        key = f"{key}#{part}"
    person_id, same = caller_id(request), fingerprint(request)
    with transaction.atomic():
        if not _claim(person_id, key, same):
            return _kept(person_id, key, same)
        answer = act()
        KeptAnswer.objects.filter(person_id=person_id, key=key).update(
            status=answer.status_code,
            headers={name: answer.headers[name] for name in _HEADERS if name in answer.headers},
            body=answer.content.decode(),
        )
    return answer


def _claim(person_id: int, key: str, same: bytes) -> bool:
    """Whether the key is ours. Waits for a call that holds it; takes over one that was kept long enough."""
    now = timezone.now()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute(
                "INSERT INTO access_keptanswer (person_id, key, request, status, headers, body, at)"
                " VALUES (%s, %s, %s, 0, '{}', '', %s)"
                " ON CONFLICT (person_id, key) DO UPDATE SET request = excluded.request, status = 0, at = excluded.at"
                " WHERE access_keptanswer.at < %s RETURNING id",
                [person_id, key, same, now, now - KEPT_FOR],
            )
            claimed = cursor.fetchone() is not None
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise InProgress("The same call is still being worked on. Come again in a moment.") from None
    return claimed


def _kept(person_id: int, key: str, same: bytes) -> HttpResponse:
    kept = KeptAnswer.objects.get(person_id=person_id, key=key)
    if bytes(kept.request) != same:
        sentence = "was used for another call"
        raise Invalid(f"This {HEADER} {sentence}.", errors=[FieldError(HEADER, "used", sentence)])
    headers = {**kept.headers, REPLAYED: "true"}
    return HttpResponse(kept.body, status=kept.status, content_type="application/json", headers=headers)
