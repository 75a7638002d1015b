"""Making a data folder and the configuration it runs with. Starting and stopping live in server.py."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from maitre.kernel import durable
from maitre.product.launcher import address
from maitre.product.launcher.binaries import Binaries, PostgresUnavailable
from maitre.product.launcher.identity import Identity, bound

MAX_CONNECTIONS = (
    80  # four web processes of eight threads, the worker's lanes, a dozen for people and backups
)
BUILTIN_LOCALE_SINCE = 17

CONFIGURATION = """\
# Written by Maitre at each start. To change a setting for good use ALTER SYSTEM, which wins over this file.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
hba_file = '{data}/pg_hba.conf'
max_connections = {connections}
shared_buffers = {buffers}MB
effective_cache_size = {cache}MB
work_mem = 8MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
fsync = {fsync}
full_page_writes = {fsync}
recovery_init_sync_method = syncfs
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
log_line_prefix = '%m [%p] %q%a '
log_checkpoints = off
log_min_duration_statement = 2s
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
idle_in_transaction_session_timeout = 10min
"""


def private_folder(path: Path) -> None:
    """Make `path` for its owner only. One that is there already must be a real folder of ours; it stays as
    it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        if path.is_symlink() or not path.is_dir():
            raise PostgresUnavailable(f"{path} must be a folder of its own.") from None
        if os.getuid() not in (0, found.st_uid):
            raise PostgresUnavailable(f"{path} belongs to another user.") from None


def socket_folder(home: Path, identity: Identity) -> None:
    """Make the folder of the socket. Outside the home anyone could have made one of that name before us."""
    folder = address.socket_folder(home)
    private_folder(folder)
    found = folder.stat()
    ours = found.st_uid in (os.getuid(), identity.user) and not found.st_mode & 0o077
    if folder.parent != home and not ours:
        raise PostgresUnavailable(
            f"{folder} is not private. Remove it, or choose a home with a shorter path."
        )
    identity.own(folder)


def refuse_other_major(home: Path, binaries: Binaries) -> None:
    """Data of another major version only: starting an empty new cluster beside it would look like a loss."""
    if address.data(home, binaries.major).exists() or not address.clusters(home).exists():
        return
    others = sorted(folder.name for folder in address.clusters(home).iterdir() if folder.name.isdigit())
    if others:
        raise PostgresUnavailable(
            f"{address.clusters(home)} holds data of PostgreSQL {', '.join(others)}, but the programs in "
            f"{binaries.folder} are version {binaries.major}. Set MAITRE_POSTGRES_BIN to programs of the "
            "same version, or move the data with pg_upgrade."
        )


def initialise(home: Path, binaries: Binaries, identity: Identity) -> None:
    """initdb: UTF-8, the builtin C.UTF-8 order, scram with a password made here. Half a data folder never
    stays."""
    data = address.data(home, binaries.major)
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    secret = password(home)
    identity.own(draft.parent)
    locale = ["--locale=C"]
    if binaries.major >= BUILTIN_LOCALE_SINCE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    program = [
        binaries.program("initdb"),
        "--pgdata",
        str(draft),
        "--username",
        address.ROLE,
        "--encoding=UTF8",
    ]
    program += [*locale, "--auth=scram-sha-256", "--pwfile=/dev/stdin"]
    done = subprocess.run(  # noqa: S603
        bound(program, 15, identity.text), input=secret + "\n", capture_output=True, text=True
    )
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise PostgresUnavailable(f"The database could not be made in {data}: {done.stderr.strip()}")
    draft.rename(data)
    durable.sync_folder(data.parent)


def password(home: Path) -> str:
    """The password of the one role, kept in libpq's own file format and readable by its owner only."""
    kept = address.passfile(home)
    if not kept.exists():
        durable.make_once(kept, f"*:*:*:{address.ROLE}:{secrets.token_urlsafe(32)}\n".encode())
    return kept.read_text().rpartition(":")[2].strip()


def configure(home: Path, binaries: Binaries, identity: Identity, *, fsync: bool) -> None:
    """Write postgresql.conf for this machine's memory."""
    data = address.data(home, binaries.major)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    text = CONFIGURATION.format(
        port=address.PORT,
        socket=_quoted(address.socket_folder(home)),
        data=_quoted(data),
        connections=MAX_CONNECTIONS,
        buffers=256 if memory >= 4000 else 128,
        cache=max(memory // 2, 256),
        fsync="on" if fsync else "off",
    )
    target = data / "postgresql.conf"
    draft = target.with_name("postgresql.conf.new")
    draft.write_text(text)
    draft.chmod(0o600)
    identity.own(draft)
    draft.replace(target)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
