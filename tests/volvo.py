"""The incidents of Volvo IT Belgium (BPI Challenge 2013): imported once for every test that asks, and read without us.

`traces` shares no code with the product. The log is nobody's to ship: it is looked for in `$MAITRE_SHARED` or
`../shared`, and where it is not, the tests say so.
"""

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import psycopg
import pytest

from maitre.product.launcher import database
from tests.patience import until

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("MAITRE_SHARED") or ROOT.parent / "shared")
LOG = SHARED / "data" / "bpic2013-volvo" / "bpic13i.xes.gz"
MAPPING = ROOT / "examples" / "mappings" / "volvo-bpic2013.yaml"
CASES, EVENTS = 7_554, 65_533

needs_the_log = pytest.mark.skipif(not LOG.exists(), reason=f"the Volvo log is not here: {LOG}")

MEANING = {
    "Queued/Awaiting Assignment": "assigned",
    "Accepted/Assigned": "assigned",
    "Accepted/In Progress": "in_progress",
    "Accepted/Wait": "pending",
    "Accepted/Wait - User": "pending",
    "Accepted/Wait - Customer": "pending",
    "Accepted/Wait - Vendor": "pending",
    "Accepted/Wait - Implementation": "pending",
    "Completed/Resolved": "resolved",
    "Completed/Closed": "closed",
    "Completed/In Call": "closed",
    "Completed/Cancelled": "cancelled",
    "Unmatched/Unmatched": "new",
}


def traces() -> list[list[dict[str, str]]]:
    """The events of each case, read from the file alone with the standard library's parser."""
    cases: list[list[dict[str, str]]] = []
    with gzip.open(LOG) as file:
        for _, element in ElementTree.iterparse(file):
            if element.tag.endswith("}trace"):
                events = [child for child in element if child.tag.endswith("}event")]
                cases.append([{a.get("key", ""): a.get("value", "") for a in event} for event in events])
                element.clear()
    return cases


class Home(NamedTuple):
    """An installation of its own whose PostgreSQL runs."""

    folder: Path
    connection: psycopg.Connection[Any]

    def command(self, *words: str) -> "subprocess.Popen[str]":
        environ = {name: value for name, value in os.environ.items() if not name.startswith("MAITRE_")}
        return subprocess.Popen(
            [sys.executable, "-m", "maitre", *words],
            env=environ | {"MAITRE_HOME": str(self.folder)},
            cwd=self.folder.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.command(*words)
        out, err = process.communicate()
        return process.returncode, out, err

    def bring(self) -> tuple[int, str, str]:
        return self.run("import", "xes", str(LOG), "--mapping", str(MAPPING))

    def transactions(self) -> int:
        """How many its database has ended so far."""
        self.connection.execute("SELECT pg_stat_clear_snapshot()")
        [[count]] = self.rows("SELECT sum(xact_commit + xact_rollback)::bigint FROM pg_stat_database")
        return int(count)

    def rows(self, query: str) -> list[Any]:
        return self.connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("volvo") / "home"
    with database(folder, fsync=False) as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        home = Home(folder, connection)
        status, _, err = home.run("migrate")
        assert status == 0, err
        yield home


@pytest.fixture(scope="session")
def killed(server: Home) -> int:
    """The command is killed once some incidents are there; how many were."""
    process = server.command("import", "xes", str(LOG), "--mapping", str(MAPPING))

    def some() -> int:
        assert process.poll() is None, process.communicate()
        return int(server.rows("SELECT count(*) FROM arrivals_importedlife")[0][0])

    count = until(some)
    assert count
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return int(max(count, server.rows("SELECT count(*) FROM records_record")[0][0]))


@pytest.fixture(scope="session")
def arrived(server: Home, killed: int) -> str:
    """The command again, to its end; what it said."""
    status, out, err = server.bring()
    assert status == 0, err
    return out
