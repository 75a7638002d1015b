"""What runs later on the file store: clearing away what was left half written."""

from maitre.shared.files.actions import sweep
from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane


@job("files.sweep", Lane.BULK)
def sweep_drafts(timestamp: int = 0) -> None:
    sweep()
