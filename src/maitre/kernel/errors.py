"""The one tree of errors a person or a program can meet: a stable code, an HTTP status and a sentence to act on.

How an error is shown (problem details, a form, standard error) is decided by the doors, not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field; `field` is its public name ("" for the whole)."""

    field: str
    code: str
    message: str


class MaitreError(Exception):
    """Root of the tree. `str(error)` is the sentence."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, sentence: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.errors = tuple(errors)


class NotFound(MaitreError):
    """It does not exist, or not for you: the two are told the same way."""

    code, status, title = "not_found", 404, "Not found"


class NotSignedIn(MaitreError):
    code, status, title = "not_signed_in", 401, "Sign in first"


class NotAllowed(MaitreError):
    """You may see it, but not do this to it."""

    code, status, title = "not_allowed", 403, "Not allowed"


class AlreadyChanged(MaitreError):
    """Somebody else was faster; nothing was written."""

    code, status, title = "already_changed", 409, "Changed in the meantime"


class StaleVersion(AlreadyChanged):
    """The caller named a version (If-Match) that is no longer the newest."""

    code, status, title = "stale_version", 412, "Changed in the meantime"


class IllegalTransition(MaitreError):
    """The life cycle has no such step from the present state."""

    code, status, title = "illegal_transition", 409, "Not possible in this state"


class NotReady(MaitreError):
    """The step exists, but something it needs is missing; `errors` names each need."""

    code, status, title = "not_ready", 422, "Something is missing"


class Invalid(MaitreError):
    """Input that cannot be accepted; `errors` names each field."""

    code, status, title = "invalid", 422, "Please check the input"


class TooLarge(MaitreError):
    code, status, title = "too_large", 413, "Too large"


class TooMany(MaitreError):
    """A rate limit; `retry_after` is in seconds."""

    code, status, title = "too_many", 429, "Too many requests"

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(MaitreError):
    """A part we depend on does not answer."""

    code, status, title = "unavailable", 503, "Not available right now"


class NoRoom(MaitreError):
    """A disk is full; nothing of the call was kept."""

    code, status, title = "no_room", 507, "No room left"
