"""What runs later on notifications: writing letters about them, forgetting what was read long ago."""

from maitre.shared.jobs.actions import job, later
from maitre.shared.jobs.rules import Lane
from maitre.shared.notifications.actions import drop_outdated, write_due, write_now


@job("notifications.write", Lane.MAIL, priority=10)
def write_again(record: int, seq: int) -> None:
    write_now(record, seq)


@job("notifications.write_due", Lane.BULK)
def write_due_again(timestamp: int = 0) -> None:
    if write_due():
        later("mail.hand_over_waiting")


@job("notifications.drop_outdated", Lane.BULK)
def drop_outdated_again(timestamp: int = 0) -> None:
    drop_outdated()
