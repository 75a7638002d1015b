"""Where the embedded PostgreSQL of a home lives and how to reach it. Only names are computed: nothing is
made here, so reading Django's settings leaves no trace. The password stays in its file, which libpq reads
when it connects."""

import hashlib
import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo

ROLE = "maitre"
DATABASE = "maitre"
PORT = 5432  # only a part of the socket's name: nothing listens on TCP
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 107  # bytes, sun_path of Linux less its closing zero


def clusters(home: Path) -> Path:
    """The folder with one data folder per major version."""
    return home / "postgres"


def data(home: Path, major: int) -> Path:
    return clusters(home) / str(major)


def passfile(home: Path) -> Path:
    return home / "postgres.pass"


def log(home: Path) -> Path:
    return home / "log" / "postgresql.log"


def socket_folder(home: Path) -> Path:
    """`run/` in the home, or a folder with a short name that follows from the home when that path is too
    long. Not `TMPDIR`: every process of a home must come to the same folder."""
    folder = home / "run"
    if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return folder
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path("/tmp") / f"maitre-{os.getuid()}-{name}"  # noqa: S108 - checked to be ours before use


def parameters(home: Path, database: str = DATABASE) -> dict[str, Any]:
    """libpq parameters. `require_auth` makes the server prove that it knows the password, too."""
    return {
        "host": str(socket_folder(home)),
        "port": str(PORT),
        "user": ROLE,
        "dbname": database,
        "passfile": str(passfile(home)),
        "require_auth": "scram-sha-256",
    }


def dsn(home: Path, database: str = DATABASE) -> str:
    return make_conninfo(**parameters(home, database))
