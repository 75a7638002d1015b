"""Verifying everything that is kept: `maitre verify`."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maitre.product.installation import installation

if TYPE_CHECKING:
    from maitre.shared.audit.rules import Examination

commands = typer.Typer()

REMARKS = 20
"""Lines worth knowing that are shown at most; programs get all."""


@commands.command()
def verify(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Recompute timelines, seals, files, numbers and the audit book. Exit status 1 names what differs."""
    with installation(direct=True):
        from django.db import connection, transaction

        from maitre.shared.records.models import Entry

        began = time.monotonic()
        with transaction.atomic():
            with connection.cursor() as cursor:  # one moment for all tables: others go on writing
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            with _progress(Entry.objects.count()) as progress:
                examinations = examine(progress)
        seconds = time.monotonic() - began
    if as_json:
        typer.echo(json.dumps(_as_data(examinations, seconds), ensure_ascii=False, indent=2))
    else:
        _show(examinations, seconds)
    if not all(each.good for each in examinations):
        raise typer.Exit(1)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar with the time left where somebody looks; nothing in a log."""
    if not sys.stderr.isatty():
        yield lambda entries: None
        return
    with typer.progressbar(length=total, label="Timelines", file=sys.stderr) as bar:
        yield lambda entries: bar.update(entries - bar.pos)


def examine(progress: Callable[[int], None] = lambda entries: None) -> "list[Examination]":
    """Every examination of every room, in one order."""
    from maitre.shared.audit.actions import verify_book
    from maitre.shared.conversation.actions.verify_files import verify_files
    from maitre.shared.records.actions import verify_places, verify_seals, verify_timelines
    from maitre.shared.relationships.actions.verify_families import verify_families
    from maitre.shared.search.actions import verify_index
    from maitre.shared.tasks.actions.verify_tasks import verify_tasks

    seals, pins = verify_seals()
    return [
        verify_timelines(progress),
        verify_places(),
        seals,
        verify_files(),
        verify_tasks(),
        verify_families(),
        verify_index(),
        verify_book(pins),
    ]


def _show(examinations: "list[Examination]", seconds: float) -> None:
    for each in examinations:
        verdict = "good" if each.good else f"{len(each.faults)} bad"
        typer.echo(f"{each.name:<12} {each.counted:>12,}  {verdict}")
    for each in examinations:
        for fault in each.faults:
            typer.echo(f"  {fault}")
    remarks = [remark for each in examinations for remark in each.remarks]
    if remarks:
        typer.echo(f"{len(remarks)} things worth knowing, which are no faults:")
    for remark in remarks[:REMARKS]:
        typer.echo(f"  {remark}")
    if len(remarks) > REMARKS:
        typer.echo(f"  … and {len(remarks) - REMARKS} more (--json lists all)")
    entries = examinations[0].counted
    good = all(each.good for each in examinations)
    typer.echo(
        f"{'Everything is as it was written' if good else 'Something is not as it was written'}"
        f" ({entries:,} entries in {seconds:.1f} s, {entries / seconds:,.0f}/s)."
    )


def _as_data(examinations: "list[Examination]", seconds: float) -> dict[str, Any]:
    return {
        "good": all(each.good for each in examinations),
        "seconds": round(seconds, 3),
        "examinations": [
            {
                "name": each.name,
                "counted": each.counted,
                "faults": [{"where": it.where, "entry": it.entry, "what": it.what} for it in each.faults],
                "remarks": each.remarks,
            }
            for each in examinations
        ],
    }
