"""What runs later on exports: writing long ones, dropping old ones."""

from maitre.shared.exports.actions import drop_outdated
from maitre.shared.exports.actions import write as write_export
from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane


@job("exports.write", Lane.BULK)
def write(export: int) -> None:
    write_export(export)


@job("exports.drop_outdated", Lane.BULK)
def drop_old(timestamp: int = 0) -> None:
    drop_outdated()
