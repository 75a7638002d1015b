"""The supervisor's life: begin, watch, end. How one process is started again is in child.py, what the
operating system does with orphans in family.py, PostgreSQL itself in the launcher."""

import logging
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from types import FrameType

from maitre.kernel.errors import MaitreError
from maitre.product import logs
from maitre.product.environment import environment
from maitre.product.launcher import Server, occupy
from maitre.product.launcher.cluster import private_folder
from maitre.product.listening import listen, url
from maitre.product.supervisor.child import Child, Pauses
from maitre.product.supervisor.family import become_subreaper, end_strangers
from maitre.product.supervisor.greeting import Greeting

LEAST_WEB, MOST_WEB = 2, 4
GRACE = 10.0  # seconds for requests and jobs under way when we are told to stop
PULSE = 1.0  # seconds between looks when nothing happens
HOPELESS = 5  # deaths of a process before the first answer, after which we give up

log = logging.getLogger("maitre.supervisor")


class Stopped(BaseException):
    """We were told to stop: not an error, and nothing in between may catch it."""


class Failed(MaitreError):
    code, status, title = "not_started", 503, "Maitre did not start"


class Supervisor:
    """Everything of one installation. `run()` returns the exit status."""

    def __init__(self, *, demo: bool = True) -> None:
        self._demo = demo
        self._server: Server | None = None
        self._pauses = Pauses()
        self._children: list[Child] = []
        self._greeting: Greeting | None = None

    def run(self) -> int:
        logs.configure()
        become_subreaper()
        private_folder(environment.home)
        with ExitStack() as held:
            held.enter_context(occupy(environment.home))
            bound = held.enter_context(closing(listen(environment.host, environment.port)))
            woken = held.enter_context(_signals())
            try:
                if not self._begin(bound):
                    return 1
                while True:
                    self._look()
                    self._sleep(woken)
            except Stopped:
                return 0
            finally:
                self._end()

    def _begin(self, bound: socket.socket) -> bool:
        """Everything is started at once, for a process of ours needs seconds until it can do anything: PostgreSQL and
        whoever prepares it, and those that serve as soon as `_prepared` ends."""
        if environment.embedded:
            self._server = Server(environment.home, binaries=environment.postgres_bin)
            self._server.launch()
            self._pauses.started()
        preparing = Child("preparation", "prepare", "--demo" if self._demo else "--no-demo")
        waits, prepared = os.pipe()
        self._children += [preparing, *self._serving(bound.fileno(), waits)]
        preparing.start(output=subprocess.PIPE)
        for child in self._children[1:]:
            child.start()
        if self._server:
            self._server.wait()
        lines = preparing.finish()
        self._children.remove(preparing)
        if preparing.status:
            return False  # it has said why
        os.close(prepared)
        self._greeting = Greeting(bound, url(bound), lines)
        return True

    @staticmethod
    def _serving(listening: int, waits: int) -> list[Child]:
        number = environment.web_processes or min(max(os.cpu_count() or 1, LEAST_WEB), MOST_WEB)
        after = ("--after", str(waits))
        web = ("web", "--inherited", str(listening), *after)
        return [
            *(Child(f"web {each}", *web, inherits=(listening, waits)) for each in range(1, number + 1)),
            Child("worker", "worker", *after, inherits=(waits,)),
        ]

    def _look(self) -> None:
        """Start again what has died. PostgreSQL first: the others need it."""
        self._look_at_postgres()
        for child in self._children:
            self._look_at(child)
        end_strangers(self._known())

    def _look_at_postgres(self) -> None:
        server = self._server
        if server is None or server.running:
            return
        if server.pid:
            log.warning("PostgreSQL died; starting it again")
            server.forget()
            self._pauses.died()
        if self._pauses.over:
            try:
                server.launch(patience=0.0)
                self._pauses.started()
            except (MaitreError, OSError) as error:
                log.error("PostgreSQL cannot be started: %s", error)
                self._pauses.died()

    def _look_at(self, child: Child) -> None:
        if child.running:
            return
        if child.pid:
            log.warning(
                "%s (process %s) died with status %s; starting another", child.name, child.pid, child.status
            )
            child.forget()
            child.pauses.died()
            if self._greeting and not self._greeting.said and child.pauses.deaths >= HOPELESS:
                raise Failed(f"The {child.name} process does not stay alive; what it said stands above.")
        if child.pauses.over:
            child.start()

    def _known(self) -> set[int]:
        mine = {child.pid for child in self._children} | {self._server.pid if self._server else None}
        return {number for number in mine if number}

    def _sleep(self, woken: socket.socket) -> None:
        """Until a signal (a child died), an answer to the greeting, or the next moment something is due."""
        waiting = [each.pauses for each in self._children if not each.running]
        if self._server and not self._server.running:
            waiting.append(self._pauses)
        now = time.monotonic()
        pause = min([PULSE, *(max(each.due - now, 0.0) for each in waiting)])
        greeting = self._greeting
        listening: list[socket.socket | Greeting] = [
            woken,
            *([greeting] if greeting and not greeting.said else []),
        ]
        ready, _, _ = select.select(listening, [], [], pause)
        if woken in ready:
            with suppress(BlockingIOError):
                woken.recv(4096)
        if greeting and greeting in ready:
            greeting.answered()

    def _end(self) -> None:
        """Nothing stays: first who uses the database, then the database, then whatever else is below us."""
        for which in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(which, signal.SIG_IGN)
        for child in self._children:
            child.send(signal.SIGTERM)
        end = time.monotonic() + GRACE
        for child in self._children:
            if not child.wait(end):
                log.warning("%s did not stop in time; ending it", child.name)
                child.send(signal.SIGKILL)
                child.wait(time.monotonic() + GRACE)
        if self._server:
            self._server.stop()
        end_strangers(set())


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """A socket that becomes readable at each signal. TERM, INT and HUP raise Stopped where we are."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    reading, writing = socket.socketpair()
    with reading, writing:
        reading.setblocking(False)
        writing.setblocking(False)
        signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for which in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(which, stop)
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(-1)
