"""Words incidents are described with, and after how many days they close or stay closed."""

from enum import StrEnum


class Kind(StrEnum):
    """What is wrong with the service; ISO/IEC 20000-1 counts the last as an incident too."""

    OUTAGE = "outage"
    DEGRADATION = "degradation"
    NO_IMPACT = "no_impact"


class Channel(StrEnum):
    """How an incident reached us. What arrived from elsewhere may leave it open."""

    PORTAL = "portal"
    PHONE = "phone"
    MAIL = "mail"
    CHAT = "chat"
    WALK_UP = "walk_up"
    API = "api"
    EVENT = "event"
    RECURRENCE = "recurrence"


class PauseReason(StrEnum):
    """What an incident can wait for. The first and the last stop clocks; suppliers and changes do not."""

    REQUESTER = "requester"
    SUPPLIER = "supplier"
    CHANGE = "change"
    SCHEDULED = "scheduled"


class ResolutionCode(StrEnum):
    FIXED = "fixed"
    WORKAROUND = "workaround"
    EXPLAINED = "explained"
    NOT_REPRODUCED = "not_reproduced"
    VANISHED = "vanished"
    DUPLICATE = "duplicate"


class Cause(StrEnum):
    """Class of cause, for trends; the root cause itself is a problem's business."""

    SOFTWARE = "software"
    HARDWARE = "hardware"
    NETWORK = "network"
    CONFIGURATION = "configuration"
    CHANGE = "change"
    SUPPLIER = "supplier"
    USE = "use"
    UNKNOWN = "unknown"


CLOSE_AFTER_DAYS = 5
"""Business days after which a resolved incident closes by itself."""
REOPEN_WITHIN_DAYS = 10
"""Business days after resolution in which an incident may come back to life; later it is a new one, linked."""
