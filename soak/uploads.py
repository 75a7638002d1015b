"""Files sent while who receives them is killed, and while the disk is full. Whatever was acknowledged is read back at
the end, and no file of the store may hold anything but what its name says."""

import hashlib
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from soak.served import Served
from soak.small_disk import SmallDisk
from soak.upload_server import STEPS

SENDERS = 2
SMALLEST, LARGEST = 200_000, 3_000_000
"""Bytes of a file."""
TOO_LARGE = 1_000_000
"""Bytes of a file for which a full disk has no room. Every one stays on the small disk once it has."""
FILES_A_RECORD = 150
AIMED = 0.75
"""Share of the kills that come at a step of writing a file; the rest come at any moment."""
MOMENT = 0.25
"""Seconds within which the others come."""
PATIENCE = 60.0
PAUSE = 0.002


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was acknowledged."""

    address: str
    sha256: str


@dataclass(slots=True)
class Uploads:
    """What came of it. `cut` counts calls whose connection was lost: they were sent again, the same bytes."""

    server: Served
    secret: str
    kept: list[Kept] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    rounds: int = 0
    cut: int = 0
    in_mid_write: int = 0
    lost: list[str] = field(default_factory=list)
    half_done: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _place: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def go(self, rounds: int, longest: float, chance: random.Random) -> None:
        """Kill in that many rounds, or as many as there is time for in `longest` seconds: fewer are a fault."""
        end = time.monotonic() + longest
        while self.rounds < rounds and not self.faults:
            if time.monotonic() > end:
                self.faults.append(f"{self.rounds} of {rounds} rounds of uploads were made in {longest:g} s")
                return
            self._round(chance)
            self.rounds += 1

    def _round(self, chance: random.Random) -> None:
        contents = [self._content(chance) for _ in range(SENDERS)]
        senders = [threading.Thread(target=self._send_until_kept, args=(each,)) for each in contents]
        if len(self.kept) % FILES_A_RECORD < SENDERS or not self._place:
            self._place = self._new_record()
        left, aimed = self.server.drafts(), chance.random() < AIMED
        self.server.begin(chance.choice(STEPS) if aimed else "")
        for sender in senders:
            sender.start()
        moment = time.monotonic() + (PATIENCE if aimed else chance.random() * MOMENT)
        while (
            time.monotonic() < moment and not self.server.is_gone and any(each.is_alive() for each in senders)
        ):
            time.sleep(PAUSE)
        self.server.begin()
        for sender in senders:
            sender.join()
        self.in_mid_write += bool(self.server.drafts() - left)

    def _content(self, chance: random.Random) -> bytes:
        """New bytes, or in one of four cases some that were sent before."""
        if self.sent and chance.random() < 0.25:
            return chance.choice(self.sent)
        content = chance.randbytes(chance.randint(SMALLEST, LARGEST))
        self.sent = [*self.sent[-20:], content]
        return content

    def _send_until_kept(self, content: bytes) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                answer = self.send(content)
            except httpx.TransportError:
                with self._lock:
                    self.cut += 1
                continue
            if answer.status_code == 201:
                self._note(answer, content)
                return
            if answer.status_code < 500:
                self.faults.append(f"a file was refused with {answer.status_code}: {answer.text[:200]}")
                return
        self.faults.append(f"a file of {len(content):,} bytes was not taken within {PATIENCE:g} s")

    def send(self, content: bytes) -> httpx.Response:
        """Attach it, once."""
        return self._call("POST", f"{self._place}/attachments", files={"file": ("till.bin", content)})

    def _note(self, answer: httpx.Response, content: bytes) -> None:
        [told] = answer.json()["items"]
        with self._lock:
            self.kept.append(Kept(told["url"].removeprefix("/api/v1"), hashlib.sha256(content).hexdigest()))

    def _new_record(self) -> str:
        made = self._call("POST", "/incidents", json={"title": "The till does not print"})
        return f"/records/{made.json()['number']}"

    def fill(self, disk: SmallDisk, chance: random.Random) -> None:
        """One round on a disk that is full: refused with a sentence, nothing kept; with room again, taken."""
        self._place = self._place or self._new_record()
        content = chance.randbytes(TOO_LARGE)
        before, left = self._stored(), self.server.drafts()
        with disk.full(SMALLEST):
            answer = self.send(content)
            code = answer.json().get("code") if answer.status_code == 507 else answer.text[:200]
            if (answer.status_code, code) != (507, "no_room"):
                self.faults.append(f"a full disk was answered with {answer.status_code}: {code}")
            if self._stored() != before or self.server.drafts() != left:
                self.half_done.append("a file that was refused for a full disk left something behind")
        self._send_until_kept(content)
        self.rounds += 1

    def reckon(self) -> None:
        """Everything acknowledged is read back, and everything in the store looked at."""
        for each in self.kept:
            answer = self._call("GET", each.address)
            if answer.status_code != 200:
                self.lost.append(
                    f"{each.address} was acknowledged, and is answered with {answer.status_code}"
                )
            elif hashlib.sha256(answer.content).hexdigest() != each.sha256:
                self.lost.append(
                    f"{each.address} was acknowledged, and holds {len(answer.content):,} other bytes"
                )
        for name in sorted(self._stored()):
            content = (self.server.files / name[:2] / name[2:4] / name).read_bytes()
            if hashlib.sha256(content).hexdigest() != name:
                self.half_done.append(f"the store holds {len(content):,} other bytes under {name}")

    def _stored(self) -> set[str]:
        return {path.name for path in self.server.files.glob("??/??/*")}

    def _call(self, method: str, path: str, **sent: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.secret}"}
        return httpx.request(method, f"{self.server.url}/api/v1{path}", headers=headers, timeout=60, **sent)
