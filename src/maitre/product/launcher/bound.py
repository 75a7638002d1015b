"""Run as a script between fork and exec: ties a program to the life of its parent, and takes root from it if
asked.

    python bound.py SIGNAL PARENT IDENTITY PROGRAM ARGUMENT...

SIGNAL reaches the program when PARENT (a process id) dies, however it dies. IDENTITY is one of
    same             whoever starts it
    namespace        an ordinary user inside a user namespace; outside, files stay the caller's (a 0700 home
                     works)
    account:UID:GID  that account, which may still search and read folders (CAP_DAC_READ_SEARCH) but owns
    nothing new
Only the standard library, and no other module of ours: it starts in milliseconds.
"""

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP = 28, 1 << 2
CLONE_NEWUSER = 0x10000000
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522
INSIDE = 1000  # the user and group seen inside the namespace


def call(name: str, *arguments: object) -> None:
    """Call libc and raise OSError with its reason."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def enter_namespace() -> None:
    user, group = os.getuid(), os.getgid()
    call("unshare", CLONE_NEWUSER)
    Path("/proc/self/uid_map").write_text(f"{INSIDE} {user} 1")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{INSIDE} {group} 1")


def become(user: int, group: int) -> None:
    """Drop to an account, keeping only the right to search and read folders it could not enter."""
    call("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
    # Otherwise access(2), with which PostgreSQL looks for its programs, would not count the right we keep.
    with suppress(OSError):
        call("prctl", PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    bit = 1 << CAP_DAC_READ_SEARCH
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(
        bit, bit, bit, 0, 0, 0
    )  # effective, permitted, inheritable; low and high words
    call("capset", header, sets)
    call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0)


def main(signal: int, parent: int, identity: str, program: list[str]) -> None:
    if identity == "namespace":
        enter_namespace()
    elif identity.startswith("account:"):
        _, user, group = identity.split(":")
        become(int(user), int(group))
    if sys.platform == "linux":
        # After the change of identity: that would clear it again.
        call("prctl", PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The parent died before its child began.")
    os.execv(program[0], program)  # noqa: S606 - the whole point


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
