"""What runs later on notifications: forgetting what was read long ago."""

from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.notifications.actions import drop_outdated


@job("notifications.drop_outdated", Lane.BULK)
def drop_outdated_again(timestamp: int = 0) -> None:
    drop_outdated()
