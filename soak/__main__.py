"""The command: load, kills, reckoning, suites; one closing line that says how it went."""

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from maitre.product.launcher import database
from soak import suites
from soak.clients import Client, Shared
from soak.installation import Failed, Installation
from soak.kills import Outage, plan, strike, told
from soak.ledger import Fate, Ledger
from soak.reckoning import Reckoning, reckon

THREADS = 4
WARM_UP = 0.08
"""Share of the time before the first kill, and after the last."""
SHOWN = 20


def main() -> None:
    given = _arguments()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**6)
    say(f"soaking for {given.seconds:g} seconds with {given.kills} kills, --seed {seed}")
    folder = Path(tempfile.mkdtemp(prefix="maitre-soak-"))
    installation = Installation(folder / "home")
    ledger = Ledger()
    try:
        outages = _soak(installation, ledger, given.seconds, given.kills, random.Random(seed))
        found, chain_is_good = _reckoning(installation, ledger)
    except Failed as failure:
        raise SystemExit(f"{failure}\nWhat it said is in {installation.said}.") from None
    finally:
        installation.stop()
    for line in told(outages):
        print(line)
    good = _tell(found, ledger) and chain_is_good
    if good:
        shutil.rmtree(folder)
    else:
        say(f"the installation is kept in {folder}")
    passed = not given.suites or suites.run()
    chain = "good" if chain_is_good else "bad"
    print(
        f"soak: kills={len(outages)} acknowledged={ledger.acknowledged} lost={len(found.lost)}"
        f" doubled={len(found.doubled)} half_done={len(found.half_done)} chain={chain}"
    )
    sys.exit(0 if good and passed else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=240.0, help="how long the load lasts")
    parser.add_argument("--kills", type=int, default=32, help="how many processes are killed meanwhile")
    parser.add_argument("--seed", type=int, help="whom to kill, as in an earlier run")
    parser.add_argument(
        "--suites", action="store_true", help="then the property and fuzz suites, with many examples"
    )
    return parser.parse_args()


def _soak(
    installation: Installation, ledger: Ledger, seconds: float, kills: int, chance: random.Random
) -> list[Outage]:
    """Load from several threads while processes are killed; ends when every client knows what it can know."""
    installation.start()
    made = installation.run("soak.house")
    if made.returncode:
        raise Failed(f"The company could not be made: {made.stderr[-800:]}")
    tokens = json.loads(made.stdout)
    shared = Shared(installation.url, tokens, ledger, [], threading.Event())
    clients = [
        Client(f"client {number}", shared, random.Random(chance.random())) for number in range(THREADS)
    ]
    for client in clients:
        client.start()
    try:
        outages = _kill_all(installation, plan(chance, kills), tokens["agnes"], chance, seconds, ledger)
    finally:
        shared.over.set()
        for client in clients:
            client.join()
    for client in clients:
        if client.failed:
            raise Failed(f"{client.name}: {client.failed!r}")
    installation.stop()
    return outages


def _kill_all(
    installation: Installation,
    parts: Sequence[str],
    secret: str,
    chance: random.Random,
    seconds: float,
    ledger: Ledger,
) -> list[Outage]:
    began = time.monotonic()
    outages = []
    room = seconds * (1 - 2 * WARM_UP) / max(len(parts), 1)
    for number, part in enumerate(parts):
        due = began + seconds * WARM_UP + room * (number + chance.random() * 0.9)
        time.sleep(max(due - time.monotonic(), 0.0))
        outages.append(strike(installation, part, secret, chance))
        say(
            f"{time.monotonic() - began:6.1f} s  {part} killed, answers again after {outages[-1].seconds:.2f} s;"
            f" {ledger.acknowledged:,} answers acknowledged so far"
        )
    time.sleep(max(began + seconds - time.monotonic(), 0.0))
    return outages


def _reckoning(installation: Installation, ledger: Ledger) -> tuple[Reckoning, bool]:
    with database(installation.home, binaries=installation.postgres_bin) as dsn:
        verified = installation.run("maitre", "verify")
        print(verified.stdout, end="")
        if verified.returncode:
            print(verified.stderr, end="")
        with psycopg.connect(dsn) as connection:
            return reckon(connection, ledger.attempts), verified.returncode == 0


def _tell(found: Reckoning, ledger: Ledger) -> bool:
    fates = [each.fate for each in ledger.attempts]
    print(", ".join(f"{fates.count(fate):,} {fate}" for fate in Fate))
    for name, sentences in (("lost", found.lost), ("doubled", found.doubled), ("half done", found.half_done)):
        for sentence in sentences[:SHOWN]:
            print(f"{name}: {sentence}")
    return found.good


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
