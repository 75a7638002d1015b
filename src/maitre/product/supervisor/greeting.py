"""Telling people that Maitre is ready: when its own page answers, not when a process was started."""

import socket
import sys
from contextlib import suppress

REQUEST = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"


class Greeting:
    """A request that waits in the listening socket until some web process answers it. Selectable."""

    def __init__(self, bound: socket.socket, url: str, lines: list[str]) -> None:
        self.said = False
        self._bound, self._url, self._lines = bound, url, lines
        self._ask()

    def fileno(self) -> int:
        return self._asking.fileno()

    def answered(self) -> None:
        """Say it, or ask again when the process that took the request died before it answered."""
        answer = b""
        with suppress(OSError):
            answer = self._asking.recv(64)
        self._asking.close()
        if not answer:
            self._ask()
            return
        self.said = True
        text = "\n".join([f"Maitre is ready: {self._url}", *self._lines, "Stop it with Ctrl-C."])
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def _ask(self) -> None:
        host, port = self._bound.getsockname()[:2]
        local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
        self._asking = socket.create_connection((local, port), timeout=5)
        self._asking.sendall(REQUEST)
