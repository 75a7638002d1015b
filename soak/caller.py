"""One person's way to the REST interface: asks until it knows, as a careful program does."""

import time
from dataclasses import dataclass
from typing import Any

import httpx

PATIENCE = 90.0
"""Seconds after which a call whose outcome is unknown stays so."""
PAUSE = 0.1
SLOWEST = 30.0
"""Seconds without an answer after which a connection is given up as lost."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 0 is none. `asked_again`: an earlier asking of the same call may have been heard."""

    status: int
    body: dict[str, Any]
    asked_again: bool

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


class Caller:
    """Not for two threads at once."""

    def __init__(self, url: str, secret: str) -> None:
        headers = {"Authorization": f"Bearer {secret}"}
        self._http = httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=SLOWEST)

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str = "", seen: int | None = None
    ) -> Answer:
        """Call until an answer tells what became of it. What is called again must not be able to act twice: `key` is
        an Idempotency-Key, `seen` the version that the first asking would have changed."""
        headers = {"Idempotency-Key": key} if key else {}
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        end, heard = time.monotonic() + PATIENCE, False
        while True:
            try:
                answer = self._http.request(method, path, json=body, headers=headers)
            except httpx.ConnectError:
                pass  # nobody was there to hear it
            except httpx.TransportError:
                heard = True
            else:
                told = _told(answer)
                if answer.status_code < 500 and told.get("code") != "in_progress":
                    return Answer(answer.status_code, told, heard)
                heard = True
            if time.monotonic() > end:
                return Answer(0, {}, heard)
            time.sleep(PAUSE)

    def close(self) -> None:
        self._http.close()


def _told(answer: httpx.Response) -> dict[str, Any]:
    """What it says; a page of HTML from a server in trouble says nothing."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
