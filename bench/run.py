"""One run over one set, in its order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db import connections

from bench import server, yardsticks
from bench.cases import CASES, Case
from bench.client import Failed, Request
from bench.company import BREADTHS
from bench.measure import Effort, Row, timed
from bench.places import Places, say
from bench.processes import Memory
from bench.stage import Stage
from bench.statements import Counted, count


@dataclass(slots=True)
class Job:
    """One case for one person: what is asked, and what was counted of it beforehand."""

    case: Case
    breadth: str
    requests: dict[int, Sequence[Request]]
    counted: Counted = field(default_factory=Counted)


class Run:
    def __init__(self, places: Places, records: int, effort: Effort, only: Sequence[str]) -> None:
        self._places, self._records, self._effort = places, records, effort
        self._cases = [case for case in CASES if not only or any(word in case.name for word in only)]
        self._stage = Stage(records)
        self._absent: list[str] = []
        self._failed: list[str] = []

    def all(self) -> dict[str, Any]:
        """Rows, plans, memory, and which cases do not exist in this set or failed."""
        jobs = list(self._jobs())
        labels = {breadth: self._stage.labels(breadth) for breadth in BREADTHS}
        connections.close_all()
        with server.running(self._places, self._records) as running:
            run = partial(timed, records=self._records, effort=self._effort)
            ask = partial(run, port=running.port, meter=running.meter)
            rows = [
                ask("yardstick: hello", "-", [Request("/healthz")], clients=clients) for clients in (1, 4)
            ]
            for job in jobs:
                rows += self._rows(job, ask)
            memory = running.meter.memory()
            asked: dict[str, list[str]] = {}
            for job in jobs:
                asked.setdefault(job.case.name, []).append(job.breadth)
            rows += yardsticks.rows(self._places, self._records, labels, asked, run)
        rows.append(yardsticks.pgbench(self._places, self._records))
        return {
            "rows": rows,
            "memory": _told(memory),
            "plans": {f"{job.case.name} / {job.breadth}": job.counted.plans for job in jobs},
            "offences": {
                f"{job.case.name} / {job.breadth}": sorted(set(job.counted.offences)) for job in jobs
            },
            "absent": self._absent,
            "failed": self._failed,
        }

    def _jobs(self) -> Iterator[Job]:
        """Everything that is asked, and its statements counted."""
        for case in self._cases:
            for breadth in case.breadths:
                try:
                    yield self._job(case, breadth)
                except _NotThere:
                    self._absent.append(f"{case.name} / {breadth}")
                except Failed as fault:
                    self._failed.append(f"{case.name} / {breadth}: {fault}")
            say(f"{self._records:,}: counted {case.name}")

    def _job(self, case: Case, breadth: str) -> Job:
        supply = self._effort.supply
        counting = list(case.make(self._stage, breadth, 2))
        if not counting:
            raise _NotThere
        requests = {
            clients: case.make(self._stage, breadth, supply) if case.once else counting
            for clients in case.clients
        }
        return Job(case, breadth, requests, count(self._stage, counting[0], counting[-1]))

    def _rows(self, job: Job, ask: Any) -> list[Row]:
        found = []
        few = job.case.most
        effort = replace(self._effort, warm=1, least=few) if few else self._effort
        for clients, requests in job.requests.items():
            try:
                row: Row = ask(
                    job.case.name, job.breadth, requests, clients=clients, once=job.case.once, effort=effort
                )
            except Failed as fault:
                self._failed.append(f"{job.case.name} / {job.breadth}, {clients} clients: {fault}")
                continue
            row["statements"], row["buffers"] = job.counted.statements, job.counted.buffers
            found.append(row)
            say(
                f"{self._records:,}: {job.case.name} / {job.breadth} x{clients}: p50 {row['p50_ms']:.1f} ms,"
                f" cpu {row['cpu_ms_web']:.1f} + {row['cpu_ms_db']:.1f} ms"
            )
        return found


class _NotThere(Exception):
    """A case that this set has nothing for."""


def _told(memory: Memory) -> dict[str, Any]:
    return {"web_mb": memory.web, "postgres_shared_mb": memory.shared, "postgres_private_mb": memory.private}
