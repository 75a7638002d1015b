"""What runs later on conversations: dropping drafts nobody came back to."""

from maitre.shared.conversation.actions import drop_outdated, forget_presence
from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane


@job("conversation.drop_outdated", Lane.BULK)
def drop_outdated_drafts(timestamp: int = 0) -> None:
    """Once a night: drafts past their time, and who was there."""
    drop_outdated()
    forget_presence()
