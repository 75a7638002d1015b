"""One set while it is measured: everything prepared and counted first, then case after case as it is told."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db import connections

from bench import plain, server, yardsticks
from bench.cases import CASES, Case
from bench.client import Failed, Request
from bench.inside import request as server_rows
from bench.measure import Effort, Row, timed
from bench.places import Places, say
from bench.stage import Stage
from bench.statements import Counted, count


@dataclass(slots=True)
class Job:
    """One case for one person: what is asked, and what was counted of it beforehand."""

    case: Case
    breadth: str
    requests: dict[int, Sequence[Request]]
    counted: Counted = field(default_factory=Counted)
    measured: bool = False


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
            self._held = started.pop_all()

    def yardsticks(self) -> list[Row]:
        """What does not depend on a case."""
        hello, bare = [Request("/healthz")], [Request("/bare")]
        rows = [self._ask("yardstick: hello", "-", hello, clients=clients) for clients in (1, 4)]
        return [
            *rows,
            self._ask_plain("yardstick: bare", "-", bare),
            yardsticks.pgbench(self._places, self._records),
        ]

    def measure(self, case: str, breadth: str) -> list[Row]:
        """Rows of one case, and of its yardstick in the same moments; none where there is no such case here."""
        job = self.jobs.get((case, breadth))
        if job is None or (job.case.once and job.measured):
            return []
        job.measured = True
        rows = list(self._rows(job))
        if case in plain.CASES:
            labels = self._stage.labels(breadth) if case == "record page" else ["INC-0"]
            rows.append(self._ask_plain(f"plain: {case}", breadth, plain.requests(case, breadth, labels)))
            inside = [server_rows(self._stage, case, breadth, label) for label in labels]
            rows.append(self._ask(f"plain, same server: {case}", breadth, inside, clients=1))
        return rows

    def close(self) -> None:
        """Stop the servers."""
        self._held.close()

    def told(self) -> dict[str, Any]:
        """What is to be told besides the rows, when all of them are there."""
        memory = self._server.meter.memory()
        named = {f"{case} / {breadth}": job.counted for (case, breadth), job in self.jobs.items()}
        return {
            "memory": {
                "web_mb": memory.web,
                "postgres_shared_mb": memory.shared,
                "postgres_private_mb": memory.private,
            },
            "plans": {name: counted.plans for name, counted in named.items()},
            "offences": {name: sorted(set(counted.offences)) for name, counted in named.items()},
            "absent": self._absent,
            "failed": self._failed,
        }

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
        supply = self._effort.supply
        requests = {
            clients: case.make(self._stage, breadth, supply) if case.once else counting
            for clients in case.clients
        }
        return Job(case, breadth, requests, count(self._stage, counting[0], counting[-1]))

    def _rows(self, job: Job) -> Iterator[Row]:
        few = job.case.most
        effort = replace(self._effort, warm=1, least=few) if few else self._effort
        case, breadth = job.case.name, job.breadth
        for clients, requests in job.requests.items():
            try:
                row = self._ask(case, breadth, requests, clients=clients, once=job.case.once, effort=effort)
            except Failed as fault:
                self._failed.append(f"{case} / {breadth}, {clients} clients: {fault}")
                continue
            row["statements"], row["buffers"] = job.counted.statements, job.counted.buffers
            took = f"p50 {row['p50_ms']:.1f} ms, cpu {row['cpu_ms_web']:.1f} + {row['cpu_ms_db']:.1f} ms"
            say(f"{self._records:,}: {case} / {breadth} x{clients}: {took}")
            yield row

    def _ask(self, case: str, breadth: str, requests: Sequence[Request], **how: Any) -> Row:
        port, meter = self._server.port, self._server.meter
        beside = port if how["clients"] == 1 else None
        ask = partial(timed, port=port, meter=meter, records=self._records, beside=beside)
        return ask(case, breadth, requests, **{"effort": self._effort, **how})

    def _ask_plain(self, case: str, breadth: str, requests: Sequence[Request]) -> Row:
        port, meter = self._plain
        return timed(
            case,
            breadth,
            requests,
            port=port,
            meter=meter,
            clients=1,
            records=self._records,
            effort=self._effort,
        )
