"""One run: load from several threads while processes are killed, until every client knows what it can know."""

import json
import random
import threading
import time
from dataclasses import dataclass, field

from soak.clients import Client, Shared
from soak.installation import LAST_WORDS, Failed, Installation
from soak.kills import Outage, plan, strike
from soak.ledger import Ledger

THREADS = 4
WARM_UP = 0.08
"""Share of the time before the first kill, and after the last."""


def company(installation: Installation) -> dict[str, str]:
    """Make it there; the tokens of its people."""
    made = installation.run("soak.house")
    if made.returncode:
        raise Failed(f"The company could not be made: {made.stderr[-LAST_WORDS:]}")
    tokens: dict[str, str] = json.loads(made.stdout)
    return tokens


@dataclass(slots=True)
class Run:
    """What came of it. `faults` are sentences about what went wrong besides what the reckoning finds."""

    installation: Installation
    seconds: float
    ledger: Ledger = field(default_factory=Ledger)
    outages: list[Outage] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)

    def go(self, kills: int, chance: random.Random) -> None:
        """A fault ends the kills and the load, never the run: what was acknowledged until then still counts."""
        self.installation.start()
        self.tokens = tokens = company(self.installation)
        shared = Shared(self.installation.url, tokens, self.ledger, [], threading.Event())
        clients = [Client(f"client {n}", shared, random.Random(chance.random())) for n in range(THREADS)]
        for client in clients:
            client.start()
        try:
            self._kill(plan(chance, kills), tokens["agnes"], chance)
        except Failed as failure:
            self.faults.append(str(failure))
        finally:
            shared.over.set()
            for client in clients:
                client.join()
        self.faults += [f"{client.name}: {client.failed!r}" for client in clients if client.failed]
        self._stop()

    def _kill(self, parts: list[str], secret: str, chance: random.Random) -> None:
        began = time.monotonic()
        room = self.seconds * (1 - 2 * WARM_UP) / max(len(parts), 1)
        for number, part in enumerate(parts):
            due = began + self.seconds * WARM_UP + room * (number + chance.random() * 0.9)
            time.sleep(max(due - time.monotonic(), 0.0))
            outage = strike(self.installation, part, secret, chance)
            self.outages.append(outage)
            print(
                f"{time.monotonic() - began:6.1f} s  {part} killed, answers again after {outage.seconds:.2f} s;"
                f" {self.ledger.acknowledged:,} answers acknowledged so far",
                flush=True,
            )
        time.sleep(max(began + self.seconds - time.monotonic(), 0.0))

    def _stop(self) -> None:
        try:
            self.installation.stop()
        except Failed as failure:
            self.faults.append(str(failure))
