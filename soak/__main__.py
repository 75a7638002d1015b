"""The command: load, kills, uploads, reckoning, suites; one closing line that says how it went."""

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

import psycopg

from maitre.product.launcher import database
from soak import sending, suites
from soak.installation import Failed, Installation
from soak.kills import told
from soak.ledger import Fate
from soak.reckoning import Reckoning, reckon
from soak.run import Run
from soak.uploads import Uploads

SHOWN = 20
"""Sentences of each sort that are printed."""


def main() -> None:
    given = _arguments()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**6)
    say(f"soaking for {given.seconds:g} seconds with {given.kills} kills, --seed {seed}")
    folder = Path(tempfile.mkdtemp(prefix="maitre-soak-"))
    run = Run(Installation(folder / "home"), given.seconds)
    try:
        run.go(given.kills, random.Random(seed))
        uploads, found, chain_is_good = _reckoning(run, given.uploads, random.Random(seed))
    except Failed as failure:
        raise SystemExit(f"{failure}\nWhat it said is in {run.installation.said}.") from None
    finally:
        run.installation.stop()
    for line in [*told(run.outages), *sending.told(uploads)]:
        print(line)
    good = _tell(found, run) and chain_is_good
    if good:
        shutil.rmtree(folder)
    else:
        say(f"the installation is kept in {folder}")
    passed = not given.suites or suites.run()
    chain = "good" if chain_is_good else "bad"
    acknowledged = run.ledger.acknowledged + sum(len(each.kept) for each in uploads)
    print(
        f"soak: kills={len(run.outages) + uploads[0].rounds} acknowledged={acknowledged} lost={len(found.lost)}"
        f" doubled={len(found.doubled)} half_done={len(found.half_done)} chain={chain}"
    )
    sys.exit(0 if good and passed else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=240.0, help="how long the load lasts")
    parser.add_argument("--kills", type=int, default=32, help="how many processes are killed meanwhile")
    parser.add_argument("--seed", type=int, help="whom to kill, as in an earlier run")
    parser.add_argument(
        "--uploads", type=int, default=200, help="rounds of uploads in which who receives them is killed"
    )
    parser.add_argument(
        "--suites", action="store_true", help="then the property and fuzz suites, with many examples"
    )
    return parser.parse_args()


def _reckoning(run: Run, rounds: int, chance: random.Random) -> tuple[list[Uploads], Reckoning, bool]:
    """First the uploads. Then what the database and the file store hold against what was told, and whether
    `maitre verify` finds everything as it was written."""
    installation = run.installation
    with database(installation.home, binaries=installation.postgres_bin) as dsn:
        uploads = sending.send(installation, run.tokens["agnes"], rounds, chance)
        verified = installation.run("maitre", "verify")
        print(verified.stdout, end="")
        if verified.returncode:
            print(verified.stderr, end="")
        with psycopg.connect(dsn) as connection:
            found = reckon(connection, run.ledger.attempts)
    for each in uploads:
        found.lost += each.lost
        found.half_done += each.half_done
        run.faults += each.faults
    return uploads, found, verified.returncode == 0


def _tell(found: Reckoning, run: Run) -> bool:
    """Everything that was found, and whether it was nothing."""
    fates = [each.fate for each in run.ledger.attempts]
    print(", ".join(f"{fates.count(fate):,} {fate}" for fate in Fate))
    kinds = {"fault": run.faults, "lost": found.lost, "doubled": found.doubled, "half done": found.half_done}
    for name, sentences in kinds.items():
        for sentence in sentences[:SHOWN]:
            print(f"{name}: {sentence}")
    return found.good and not run.faults


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
