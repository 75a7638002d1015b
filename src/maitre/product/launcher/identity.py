"""As whom PostgreSQL runs. It refuses root, so for root this finds a way that changes no folder we did not
make."""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from maitre.product.launcher.binaries import PostgresUnavailable

WRAPPER = str(Path(__file__).with_name("bound.py"))
NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Identity:
    """`text` is the word `bound.py` understands; `user` and `group` own the files PostgreSQL makes."""

    text: str
    user: int
    group: int

    def own(self, path: Path) -> None:
        """Give a file or folder that we made to this identity, with everything in it."""
        inside = path.rglob("*") if path.is_dir() else ()
        for each in (path, *inside):
            if each.lstat().st_uid != self.user:
                os.chown(each, self.user, self.group, follow_symlinks=False)


def bound(program: list[str], signal: int, identity: str = "same") -> list[str]:
    """The command that runs `program` so that `signal` reaches it when this process dies."""
    return [sys.executable, "-I", "-S", WRAPPER, str(int(signal)), str(os.getpid()), identity, *program]


def works(identity: str) -> bool:
    """Whether this machine lets us start a program as `identity`."""
    probe = bound(["/bin/sh", "-c", '[ "$(id -u)" != 0 ]'], 15, identity)
    return subprocess.run(probe, capture_output=True, timeout=30).returncode == 0  # noqa: S603


def choose(data: Path) -> Identity:
    """The caller, unless that is root. For root: the account that owns the data already, else a user
    namespace, else an unprivileged account (where containers forbid namespaces)."""
    user, group = os.getuid(), os.getgid()
    if user != 0:
        return Identity("same", user, group)
    kept = data.stat() if data.exists() else None
    if kept and kept.st_uid != 0:
        candidates = [account(kept.st_uid, kept.st_gid)]
    else:
        candidates = [Identity("namespace", user, group), account()]
    for identity in candidates:
        if works(identity.text):
            return identity
    raise PostgresUnavailable(
        "PostgreSQL does not run as root, and this machine allows neither a user namespace nor a change of "
        "account. Run Maitre as an ordinary user, or set MAITRE_DATABASE_URL."
    )


def account(user: int | None = None, group: int | None = None) -> Identity:
    """An account without privileges: the given one, else `postgres` where it exists, else nobody."""
    if user is None or group is None:
        try:
            entry = pwd.getpwnam("postgres")
            user, group = entry.pw_uid, entry.pw_gid
        except KeyError:
            user, group = NOBODY, NOBODY
    return Identity(f"account:{user}:{group}", user, group)
