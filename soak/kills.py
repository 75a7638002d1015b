"""Who is killed and when, and how long people wait until they are answered again."""

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from soak.installation import PAUSE, Failed, Installation

PARTS = ("postmaster", "web", "worker", "supervisor")
WEIGHTS = {"postmaster": 3, "web": 2, "worker": 1}
"""How often each is chosen beyond the first time; the supervisor is killed once."""
ANSWERS_WITHIN = 90.0
PROMISED = 3.0
"""Seconds within which a killed postmaster is back, on a machine that has nothing else to do."""


@dataclass(frozen=True, slots=True)
class Outage:
    part: str
    seconds: float


def plan(chance: random.Random, kills: int) -> list[str]:
    """Which parts are killed, in order: each once as far as they reach, then by weight."""
    chosen = [*PARTS[:kills]]
    chosen += chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()), k=max(kills - len(chosen), 0))
    chance.shuffle(chosen)
    return chosen


def strike(installation: Installation, part: str, secret: str, chance: random.Random) -> Outage:
    """Kill one process of that part, and wait until another is there and a page of records is answered."""
    pids = installation.pids_of(part)
    if not pids:
        raise Failed(f"There is no {part} to kill.")
    victim = chance.choice(pids)
    began = time.monotonic()
    installation.kill(victim)
    if part == "supervisor":
        installation.reap()
        installation.start()
    end = began + ANSWERS_WITHIN
    while not (_replaced(installation, part, victim, len(pids)) and _answers(installation, secret)):
        if time.monotonic() > end:
            raise Failed(f"{ANSWERS_WITHIN:.0f} seconds after its {part} was killed it does not answer.")
        time.sleep(PAUSE)
    return Outage(part, time.monotonic() - began)


def _replaced(installation: Installation, part: str, victim: int, number: int) -> bool:
    if part == "postmaster":  # an orphan of the old one may answer a little longer: that would prove nothing
        return installation.pid_of(part) not in (None, victim) and installation.database_answers()
    found = installation.pids_of(part)
    return victim not in found and len(found) >= number


def _answers(installation: Installation, secret: str) -> bool:
    headers = {"Authorization": f"Bearer {secret}"}
    try:
        answer = httpx.get(f"{installation.url}/api/v1/incidents?limit=1", headers=headers, timeout=30)
    except httpx.TransportError:
        return False
    return answer.status_code == 200


def told(outages: Sequence[Outage]) -> list[str]:
    """A line a part: how often, and how long it took."""
    lines = []
    for part in PARTS:
        took = [each.seconds for each in outages if each.part == part]
        if took:
            promise = f"; promised: {PROMISED:g} s on an idle machine" if part == "postmaster" else ""
            lines.append(
                f"{part:<10} killed {len(took)} times; answers again after {statistics.median(took):.2f} s"
                f" (median), {max(took):.2f} s (longest){promise}"
            )
    return lines
