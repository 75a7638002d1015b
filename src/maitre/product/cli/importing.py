"""`maitre import`: history from elsewhere, through a mapping file."""

import json
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maitre.kernel.errors import MaitreError

if TYPE_CHECKING:
    from maitre.shared.arrivals.imports import Outcome

commands = typer.Typer()

EVERY = (
    2.0  # seconds between lines of progress where they stay; on a terminal one line is rewritten more often
)
LANGUAGES = ("en", "de")
NEEDS = "arrivals_importedlife"


class NotPrepared(MaitreError):
    code, status, title = "not_prepared", 503, "Not prepared"


@commands.command("import")
def import_(
    format_: Annotated[
        str, typer.Argument(metavar="FORMAT", help="xes or csv, which both may be gzipped, or xlsx.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    mapping: Annotated[Path, typer.Option(help="How the file's words become ours; see examples/mappings.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, write nothing.")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Let the good ones arrive, list the others.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON on standard output.")] = False,
    language: Annotated[str, typer.Option(help="In which faults and remedies are said: en or de.")] = "en",
) -> None:
    """Bring history from another system: every error is listed, a second run changes nothing, a killed one goes on."""
    if format_ not in ("xes", "csv", "xlsx"):
        raise typer.BadParameter(
            f"“{format_}” is no format; there are xes, csv and xlsx.", param_hint="FORMAT"
        )
    if language not in LANGUAGES:
        raise typer.BadParameter(
            f"“{language}” is no language; there are en and de.", param_hint="--language"
        )
    from maitre.product.installation import installation

    with installation(direct=True), _speaking(language):
        from maitre.shared.arrivals.imports import Format, bring, load

        _require_tables()
        progress = _Progress()
        outcome = bring(
            file, Format(format_), load(mapping), dry_run=dry_run, skip_bad=skip_bad, progress=progress.tell
        )
        progress.end()
    _tell(outcome, as_json=as_json)
    if outcome.faults:
        raise typer.Exit(1)
    if outcome.differing:
        raise typer.Exit(2)


def _speaking(language: str) -> AbstractContextManager[None]:
    """Django is only there once the installation is."""
    from django.utils import translation

    return translation.override(language)


def _require_tables() -> None:
    from django.db import connection

    if NEEDS not in connection.introspection.table_names():
        raise NotPrepared("The database has not the tables of this version. Run `maitre migrate` first.")


class _Progress:
    """A line on standard error: how far, how fast, how long still."""

    def __init__(self) -> None:
        self._stage, self._since, self._said = "", 0.0, 0.0
        self._terminal = sys.stderr.isatty()

    def tell(self, stage: str, done: int, whole: int, unit: str) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._since, self._said = stage, now, now
        if now - self._said < (0.2 if self._terminal else EVERY):
            return
        self._said = now
        self._write(self._line(stage, done, whole, unit, now - self._since))

    @staticmethod
    def _line(stage: str, done: int, whole: int, unit: str, passed: float) -> str:
        share, left = done / (whole or 1), (whole - done) * passed / (done or 1)
        rate = f"{done / passed:,.0f} records/s" if unit == "records" else f"{done / passed / 1e6:.1f} MB/s"
        return f"{stage} {share:4.0%}, {rate}, {left:.0f} s left"

    def _write(self, line: str) -> None:
        typer.echo(f"\r\x1b[K{line}" if self._terminal else line, err=True, nl=not self._terminal)

    def end(self) -> None:
        if self._terminal and self._said:
            typer.echo("\r\x1b[K", err=True, nl=False)


def _tell(outcome: "Outcome", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(outcome.plain(), ensure_ascii=False, indent=2))
        return
    for fault in outcome.faults:
        typer.echo(f"{outcome.file}: {fault}", err=True)
    for foreign_id in outcome.differing:
        typer.echo(
            f"{foreign_id}: has changed in {outcome.source} since it arrived; left as it is here", err=True
        )
    would = "would arrive" if outcome.dry_run else "arrived"
    held = f", {outcome.held:,} held back (--skip-bad lets them arrive)" if outcome.held else ""
    typer.echo(
        f"{outcome.cases:,} cases in {outcome.source}: {outcome.arrived:,} {would} with {outcome.entries:,} timeline"
        f" entries, {outcome.unchanged:,} unchanged, {len(outcome.differing):,} differ, {outcome.refused:,} refused"
        f"{held}."
    )
    if outcome.arrived and not outcome.dry_run:
        seconds = outcome.checking_seconds + outcome.writing_seconds
        typer.echo(
            f"{outcome.people:,} people, {outcome.teams:,} teams and {outcome.categories:,} categories made. "
            f"{outcome.checking_seconds:.1f} s checking, {outcome.writing_seconds:.1f} s writing: "
            f"{outcome.arrived / seconds:,.0f} records/s, "
            f"{outcome.entries / seconds:,.0f} entries/s."
        )
