"""What must be true before an installation serves: its tables are of this version, its static files are
where web processes look, a new one has the demo company unless it is not wanted, and nobody beyond this
machine can meet the demo's passwords."""

import hashlib
import ipaddress
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import cast

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from maitre.kernel import durable
from maitre.kernel.errors import MaitreError, Unavailable
from maitre.product.environment import environment
from maitre.shared.files import actions as files

# Our sheets are joined into vendor/maitre.css, and their addresses are relative to that; the API is read in Swagger.
NOT_SERVED = ["css/*", "redoc*"]
MIGRATION_LOCK = 0x6D616974  # "mait": any number, the same in every version


class Exposed(MaitreError):
    """The demo's public passwords would be reachable from elsewhere."""

    code, status, title = "exposed", 403, "Not safe to listen there"


def migrate() -> None:
    """Apply what is missing, and see that database and file store go together: the first to come decides. When several
    hosts start at once, the others wait for the first."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            # The command takes seconds to find that there is nothing to do, which is so at almost every start.
            if not up_to_date():
                call_command("migrate", interactive=False, verbosity=0)
            files.claim()
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def refuse_other_files() -> None:
    """Raises OtherStore where this home's files are not those of the database. What does not answer, or has no tables
    yet, cannot be asked now: `/readyz` tells."""
    with suppress(DatabaseError, psycopg.Error, Unavailable):
        files.refuse_other()
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def up_to_date() -> bool:
    """Whether every migration of this version is applied."""
    return (
        not MigrationLoader(None).disk_migrations.keys()
        - MigrationRecorder(connection).applied_migrations().keys()
    )


def collect() -> None:
    """Put the static files into the home under hashed names and compressed, when any of them has changed."""
    root = Path(settings.STATIC_ROOT)
    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            state.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    mark = root / ".collected"
    if mark.exists() and mark.read_text() == state.hexdigest():
        return
    root.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=NOT_SERVED)
    mark.write_text(state.hexdigest())


def prepare(*, demo: bool, host: str) -> list[str]:
    """Tables, demo company, the check of the address. Returns the lines that tell people how to sign in."""
    unfinished = environment.home / "demo.unfinished"
    new = not connection.introspection.table_names()
    load = _demo("load")
    if new and demo and load:
        durable.write(unfinished, b"")
    migrate()
    collect()
    files.sweep()
    if demo and load and unfinished.exists():
        load()
    unfinished.unlink(missing_ok=True)
    stand = _demo("passwords_stand")
    if not (stand and stand()):
        return []
    if not loopback(host):
        raise Exposed(
            f"The demo company's passwords are public, so Maitre does not listen on {host} while they stand. "
            "Run `maitre demo remove` first, or listen on 127.0.0.1."
        )
    lines = _demo("sign_in_lines")
    return cast(list[str], lines()) if lines else []


def loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _demo(name: str) -> Callable[[], object] | None:
    """A function of the demo company, which a packaged build may leave out."""
    try:
        return cast("Callable[[], object] | None", getattr(import_module("maitre.product.demo"), name, None))
    except ModuleNotFoundError as error:
        if error.name != "maitre.product.demo":
            raise
        return None
