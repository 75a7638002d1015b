"""One set while it is measured: everything prepared and counted first, then case after case as it is told."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection, connections

from bench import plain, server, yardsticks
from bench.cases import CASES, Case
from bench.client import Failed, Request
from bench.inside import request as server_rows
from bench.places import Places, say
from bench.series import SMALL, Effort, Figures, Series, whole
from bench.stage import Stage
from bench.statements import Counted, count
from bench.table import Row
from bench.written import WRITES_BETWEEN, WRITES_OF_A_SMALL_RUN, touched, write

IDLE_WITHIN = 10.0
"""Seconds the worker is waited for."""
_WAITING = """
    SELECT EXISTS (SELECT 1 FROM procrastinate_jobs
                    WHERE status IN ('todo', 'doing') AND coalesce(scheduled_at, now()) <= now())
"""


@dataclass(slots=True)
class Job:
    """One case for one person: what is asked, what was counted of it beforehand, and its series while it is asked."""

    case: Case
    breadth: str
    requests: Sequence[Request]
    counted: Counted = field(default_factory=Counted)
    series: Series | None = None


class Run:
    def __init__(self, places: Places, records: int, effort: Effort, only: Sequence[str]) -> None:
        self._places, self._records, self._effort = places, records, effort
        self._cases = [case for case in CASES if not only or any(word in case.name for word in only)]
        self._stage = Stage(records)
        self._absent: list[str] = []
        self._failed: list[str] = []
        self.jobs = {(job.case.name, job.breadth): job for job in self._prepared()}
        connections.close_all()
        with ExitStack() as started:
            self._server = started.enter_context(server.running(places, records))
            self._plain = started.enter_context(yardsticks.plain_server(places, records))
            self._started = self._server.meter.read().web / len(self._server.meter.memory().web)
            self._held = started.pop_all()

    def yardsticks(self) -> list[Row]:
        """What does not depend on a case."""
        hello, bare = [Request("/healthz")], [Request("/bare")]
        rows = [
            self._named("yardstick: hello", "-", whole(self._asking(hello, clients=clients)), clients=clients)
            for clients in (1, 4)
        ]
        return [
            *rows,
            self._named("yardstick: bare", "-", self._from_plain(bare)),
            yardsticks.pgbench(self._places, self._records),
        ]

    def begin(self, case: str, breadth: str) -> bool:
        """Get ready for the bursts of one case; False where there is no such case here."""
        job = self.jobs.get((case, breadth))
        if job is None:
            return False
        with self._noting_faults(job):
            job.series = self._series(job, clients=1)
        return job.series is not None

    def burst(self, case: str, breadth: str) -> None:
        job = self.jobs[case, breadth]
        with self._noting_faults(job):
            if job.series:
                job.series.burst()
        self._until_idle()

    def end(self, case: str, breadth: str) -> list[Row]:
        """Rows of one case: of its bursts, of as many clients at once as it is for, and of its yardstick."""
        job = self.jobs[case, breadth]
        rows: list[Row] = []
        with self._noting_faults(job):
            if job.series:
                rows.append(self._row(job, job.series.ended(), clients=1))
            for clients in job.case.clients:
                if clients > 1:
                    series = self._series(job, clients=clients)
                    rows.append(self._row(job, whole(series), clients=clients))
                    self._until_idle()
        job.series = None
        return [*rows, *self._plain_rows(case, breadth)]

    def close(self) -> None:
        """Stop the servers."""
        self._held.close()

    def told(self) -> dict[str, Any]:
        """What is to be told besides the rows, when all of them are there."""
        memory = self._server.meter.memory()
        named = {f"{case} / {breadth}": job.counted for (case, breadth), job in self.jobs.items()}
        return {
            "touched": self._touched(),
            "memory": {
                "web_started_s": self._started,
                "web_mb": memory.web,
                "postgres_shared_mb": memory.shared,
                "postgres_private_mb": memory.private,
            },
            "plans": {name: counted.plans for name, counted in named.items()},
            "offences": {name: sorted(set(counted.offences)) for name, counted in named.items()},
            "absent": self._absent,
            "failed": self._failed,
        }

    def _touched(self) -> dict[str, Any]:
        """By case and person: pages before all writes, and after them; how many writes, under no name."""
        writes = WRITES_OF_A_SMALL_RUN if self._effort == SMALL else WRITES_BETWEEN
        write(self._stage, writes)
        counted = {key: job.counted for key, job in self.jobs.items()}
        asked = [(case, breadth, job.requests[-1]) for (case, breadth), job in self.jobs.items()]
        found = touched(self._stage, counted, asked)
        return {"": writes, **{name: [*each, each.dear] for name, each in found.items()}}

    def _prepared(self) -> Iterator[Job]:
        """Everything that is asked, and its statements counted."""
        for case in self._cases:
            for breadth in case.breadths:
                try:
                    job = self._job(case, breadth)
                except Failed as fault:
                    self._failed.append(f"{case.name} / {breadth}: {fault}")
                    continue
                if job:
                    yield job
                else:
                    self._absent.append(f"{case.name} / {breadth}")
            say(f"{self._records:,}: counted {case.name}")

    def _job(self, case: Case, breadth: str) -> Job | None:
        counting = list(case.make(self._stage, breadth, 2))
        if not counting:
            return None
        return Job(case, breadth, counting, count(self._stage, counting[0], counting[-1]))

    @contextmanager
    def _noting_faults(self, job: Job) -> Iterator[None]:
        """A case that is not answered as it should be is told in the end, and not gone on with."""
        try:
            yield
        except Failed as fault:
            self._failed.append(f"{job.case.name} / {job.breadth}: {fault}")
            job.series = None

    def _series(self, job: Job, *, clients: int) -> Series:
        """Warmed up. What can be asked only once is made anew for each."""
        case, few = job.case, job.case.most
        effort = replace(self._effort, warm=1, least=few) if few else self._effort
        requests = case.make(self._stage, job.breadth, self._effort.supply) if case.once else job.requests
        series = self._asking(requests, clients=clients, effort=effort, once=case.once)
        self._until_idle()
        return series

    def _until_idle(self) -> None:
        """What was asked for may have left work to the worker: it is done before anything else is measured."""
        end = time.monotonic() + IDLE_WITHIN
        while time.monotonic() < end:
            with connection.cursor() as cursor:
                cursor.execute(_WAITING)
                if not cursor.fetchone()[0]:
                    return
            time.sleep(0.02)

    def _asking(self, requests: Sequence[Request], *, clients: int, **how: Any) -> Series:
        port, meter = self._server.port, self._server.meter
        beside = port if clients == 1 else None
        how = {"effort": self._effort, **how}
        return Series(requests, port=port, meter=meter, clients=clients, beside=beside, **how)

    def _row(self, job: Job, figures: Figures, *, clients: int) -> Row:
        case, breadth, counted = job.case.name, job.breadth, job.counted
        row = self._named(case, breadth, figures, clients=clients)
        took = f"p50 {row['p50_ms']:.1f} ms, cpu {row['cpu_ms_web']:.1f} + {row['cpu_ms_db']:.1f} ms"
        say(f"{self._records:,}: {case} / {breadth} x{clients}: {took}")
        return row | {"statements": counted.statements, "buffers": counted.buffers}

    def _plain_rows(self, case: str, breadth: str) -> Iterator[Row]:
        """The same rows as text: from a server of their own, and from the one under test."""
        if case in plain.CASES:
            labels = self._stage.labels(breadth) if case == "record page" else ["INC-0"]
            asked = plain.requests(case, breadth, labels)
            yield self._named(f"plain: {case}", breadth, self._from_plain(asked))
            inside = [server_rows(self._stage, case, breadth, label) for label in labels]
            figures = whole(self._asking(inside, clients=1))
            yield self._named(f"plain, same server: {case}", breadth, figures)

    def _from_plain(self, requests: Sequence[Request]) -> Figures:
        port, meter = self._plain
        return whole(Series(requests, port=port, meter=meter, clients=1, effort=self._effort))

    def _named(self, case: str, breadth: str, figures: Figures, *, clients: int = 1) -> dict[str, Any]:
        """A row as CONTRACT says."""
        return {"case": case, "breadth": breadth, "records": self._records, "clients": clients, **figures}
