"""The load: people who report, comment, take, pause, resolve, reopen and correct, some on the same incidents at the
same time. Each call is written into the ledger with what became of it."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from soak.caller import Answer, Caller
from soak.house import AGENTS, REQUESTERS
from soak.ledger import Attempt, Fate, Ledger, new_mark

NEWEST = 12
"""Incidents that all work on at once: few enough to meet."""

MOVES: Mapping[str, tuple[str, ...]] = {
    "new": ("take",),
    "assigned": ("take", "pause"),
    "in_progress": ("pause", "resolve", "edit"),
    "pending": ("resume", "resolve", "edit"),
    "resolved": ("reopen",),
    "closed": ("reopen",),
}
"""What can be done from a state; the product has its own table, and this one only chooses what to ask for."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all clients have in common. `pool` holds incidents and whose they are, the newest last."""

    url: str
    tokens: Mapping[str, str]
    ledger: Ledger
    pool: list[tuple[str, str]]
    over: threading.Event


class Client(threading.Thread):
    """Works until it is over, then ends the call it is in. `failed` is why it ended before that."""

    def __init__(self, name: str, shared: Shared, chance: random.Random) -> None:
        super().__init__(name=name)
        self._chance = chance
        self._callers = {key: Caller(shared.url, secret) for key, secret in shared.tokens.items()}
        self._ledger, self._pool, self._over = shared.ledger, shared.pool, shared.over
        self._keyed: list[Callable[[], None]] = []
        self.failed: BaseException | None = None

    def run(self) -> None:
        acts = [self._report, self._comment, self._move, self._once_more]
        try:
            while not self._over.is_set():
                act = self._chance.choices(acts, weights=[3, 4, 8, 1])[0]
                (act if self._pool else self._report)()
        except BaseException as error:
            self.failed = error
        finally:
            for caller in self._callers.values():
                caller.close()

    def _report(self) -> None:
        who, mark, key = self._chance.choice((*REQUESTERS, *AGENTS)), new_mark(), str(uuid4())
        body = {"title": f"The till does not print {mark}", "description": "Since this morning."}
        self._keep(lambda: self._reported(who, mark, body, key))

    def _reported(self, who: str, mark: str, body: Mapping[str, Any], key: str) -> None:
        answer = self._callers[who].ask("POST", "/incidents", body, key=key)
        _possible(answer)
        label = str(answer.body.get("number", ""))
        self._ledger.write(Attempt("report", _fate(answer), label, mark, place=1 if answer.good else 0))
        if label and (label, who) not in self._pool:
            self._pool.append((label, who))

    def _comment(self) -> None:
        label, requester = self._chance.choice(self._pool[-NEWEST:])
        who = self._chance.choice((*AGENTS, requester))
        mark, key = new_mark(), str(uuid4())
        visibility = self._chance.choice(("public", "internal")) if who in AGENTS else "public"
        self._keep(
            lambda: self._said(
                who, label, {"body": f"I am looking {mark}", "visibility": visibility}, mark, key
            )
        )

    def _said(self, who: str, label: str, body: Mapping[str, Any], mark: str, key: str) -> None:
        answer = self._callers[who].ask("POST", f"/records/{label}/comments", body, key=key)
        _possible(answer)
        verb = "note" if body["visibility"] == "internal" else "comment"
        # Whoever reads no notes is told a place among what they read.
        place = answer.body.get("place", 0) if who in AGENTS else 0
        self._ledger.write(Attempt(verb, _fate(answer), label, mark, place=place))

    def _keep(self, call: Callable[[], None]) -> None:
        """Make a call that carries a key, and remember it: it may come again, and then acts no more."""
        call()
        self._keyed = [*self._keyed[-20:], call]

    def _once_more(self) -> None:
        if self._keyed:
            self._chance.choice(self._keyed)()

    def _move(self) -> None:
        """Look at an incident and take a verb that its state allows, insisting on the version that was seen."""
        caller = self._callers[self._chance.choice(AGENTS)]
        label, _ = self._chance.choice(self._pool[-NEWEST:])
        shown = caller.ask("GET", f"/incidents/{label}")
        _possible(shown)
        verb, mark, seen = self._chance.choice(MOVES[shown.body["state"]]), new_mark(), shown.body["version"]
        method, path, body = _call(verb, mark)
        answer = caller.ask(method, f"/incidents/{label}{path}", body, seen=seen)
        self._ledger.write(Attempt(verb, _fate(answer), label, mark if body else "", seen=seen))


def _call(verb: str, mark: str) -> tuple[str, str, dict[str, str] | None]:
    """Method, end of the address and body; None for a verb that says nothing."""
    calls: dict[str, tuple[str, str, dict[str, str] | None]] = {
        "take": ("POST", "/taking", None),
        "pause": ("POST", "/pause", {"reason": "requester", "body": f"Which till is it? {mark}"}),
        "resume": ("DELETE", "/pause", None),
        "resolve": (
            "POST",
            "/resolution",
            {"code": "fixed", "cause": "hardware", "solution": f"New paper {mark}"},
        ),
        "reopen": ("DELETE", "/resolution", {"reason": f"It is broken again {mark}"}),
        "edit": ("PATCH", "", {"title": f"The till prints nothing {mark}"}),
    }
    return calls[verb]


def _fate(answer: Answer) -> Fate:
    """A refusal after an asking that may have been heard tells nothing: the refusal may be of its own effect."""
    if answer.good:
        return Fate.ACKNOWLEDGED
    return Fate.UNKNOWN if answer.asked_again or not answer.status else Fate.REFUSED


def _possible(answer: Answer) -> None:
    """Nobody can be faster with a call that insists on nothing: a refusal is a fault, of the product or of the soak."""
    if 400 <= answer.status < 500:
        raise AssertionError(f"refused with {answer.status}: {answer.body}")
