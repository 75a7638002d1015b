"""The uploads of a soak: many on the installation that was under load, some on one whose files lie on a small disk."""

import random
from pathlib import Path

import psycopg

from maitre.product.launcher import address
from soak.installation import LAST_WORDS, Failed, Installation
from soak.run import company
from soak.served import served
from soak.small_disk import NO_DISK, small_disk
from soak.uploads import Uploads

LONGEST = 900.0
"""Seconds for all rounds."""
FULL_DISKS = 10
"""One round on a full disk for so many with a kill."""
DATABASE = "small"


def send(installation: Installation, secret: str, rounds: int, chance: random.Random) -> list[Uploads]:
    """Where its database runs already."""
    found = []
    with served(installation.environment(), installation.home / "files", installation.said) as server:
        many = Uploads(server, secret)
        many.go(rounds, LONGEST, chance)
        many.reckon()
    found.append(many)
    with small_disk(installation.home.parent / "disk") as disk:
        if disk is None:
            print(NO_DISK, flush=True)
            return found
        beside = _beside(installation, disk.folder)
        with served(beside.environment(), disk.folder, beside.said) as server:
            few = Uploads(server, company(beside)["agnes"])
            for _ in range(max(rounds // FULL_DISKS, 2)):
                few.fill(disk, chance)
            few.reckon()
        found.append(few)
        verified = beside.run("maitre", "verify")
        if verified.returncode:
            few.faults.append(f"the installation on the small disk does not verify: {verified.stdout}")
    return found


def _beside(installation: Installation, files: Path) -> Installation:
    """Another one, with a database of its own in the same PostgreSQL."""
    with psycopg.connect(address.dsn(installation.home, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    made = Installation(
        installation.home.with_name(DATABASE),
        MAITRE_DATABASE_URL=address.dsn(installation.home, DATABASE),
        MAITRE_FILES_URL=files.as_uri(),
    )
    done = made.run("maitre", "migrate")
    if done.returncode:
        raise Failed(f"The installation on the small disk could not be made: {done.stderr[-LAST_WORDS:]}")
    return made


def told(found: list[Uploads]) -> list[str]:
    """A line for each."""
    lines = []
    for each, what in zip(found, ("killed", "on a full disk"), strict=False):
        lines.append(
            f"uploads {what:<14} {each.rounds} rounds; {len(each.kept):,} files acknowledged, {each.cut:,} calls cut,"
            f" {each.in_mid_write} killed in mid-write; lost {len(each.lost)}, half done {len(each.half_done)}"
        )
    return lines
