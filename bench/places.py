"""Where the bench keeps things, and what its parts are called. `$MAITRE_HOME/bench/` holds everything:

cluster/       PostgreSQL, with one database for each set and one that is only the schema of this version
server/        the homes of the servers that are measured, and what they said
latest.json    the figures of the last whole run (CONTRACT), previous.json those before
small.json     those of the last `make bench-small`; partial.json those of a run of some cases
plans.json     the plan of every statement, as EXPLAIN told it
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from maitre.product.launcher import address

SMALL, BIG = 10_000, 1_000_000
SCHEMA = "bench_schema"
YARDSTICK = "bench_yardstick"
SEED = 20260101


def database_of(records: int) -> str:
    return f"bench_{records}"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one bench."""

    root: Path

    @classmethod
    def of_environment(cls) -> "Places":
        home = Path(os.environ.get("MAITRE_HOME") or "var").expanduser()
        return cls(home.absolute() / "bench")

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    def server(self, database: str) -> Path:
        return self.root / "server" / database

    def dsn(self, database: str) -> str:
        return address.dsn(self.cluster, database)

    def environment(self, database: str) -> dict[str, str]:
        """For a process that works on `database`: no setting of the caller's own installation gets in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MAITRE_")}
        kept.pop("PORT", None)
        return kept | {
            "MAITRE_HOME": str(self.server(database)),
            "MAITRE_DATABASE_URL": self.dsn(database),
            "MAITRE_WEB_PROCESSES": "2",
            "PYTHONUNBUFFERED": "1",
        }


def say(text: str) -> None:
    """A line of progress: on standard error, so that the table can be kept by itself."""
    print(text, file=sys.stderr, flush=True)
