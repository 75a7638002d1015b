"""How many statements a request takes, and what the database reads for them: within this process, apart from all
timing, so that counting costs the figures nothing. Each statement is explained once more, with its own parameters."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.client import Request
from bench.plans import buffers, offences
from bench.stage import Stage

_NOT_COUNTED = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b")
_READS = re.compile(r"\s*(SELECT|WITH|\()", re.IGNORECASE)
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|WITH \w+ AS \((INSERT|UPDATE|DELETE))", re.IGNORECASE)
LONGEST_PLAN = "30s"


@dataclass(slots=True)
class Counted:
    """Statements of one request; pages of 8 kB its reading ones touched; bytes of the answer; faults of the plans."""

    statements: int = 0
    size: int = 0
    buffers: int = 0
    offences: list[str] = field(default_factory=list)
    plans: list[dict[str, Any]] = field(default_factory=list, repr=False)
    texts: list[str] = field(default_factory=list, repr=False)


def count(stage: Stage, first: Request, second: Request) -> Counted:
    """`first` warms what is kept between requests; `second` is counted."""
    stage.ask(first)
    with CaptureQueriesContext(connection) as captured:
        answer = stage.ask(second)
    found = Counted(size=len(answer.content))
    for query in captured.captured_queries:
        text = query["sql"]
        if _NOT_COUNTED.match(text):
            continue
        found.statements += 1
        found.texts.append(text)
        for plan in _explained(text):
            found.buffers += buffers(plan)
            wrong = list(offences(plan))
            found.offences += wrong
            found.plans.append({"sql": text, "buffers": buffers(plan), "offences": wrong, "plan": plan})
    return found


def _explained(text: str) -> Iterator[dict[str, Any]]:
    """The plan, run again for a reading statement; nothing of it stays."""
    writes = _WRITES.match(text)
    if not (writes or _READS.match(text)):
        return
    how = "FORMAT JSON" if writes else "ANALYZE, BUFFERS, FORMAT JSON"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_PLAN}'")
        cursor.execute(f"EXPLAIN ({how}) {text}", None)
        row = cursor.fetchone()[0]
        transaction.set_rollback(True)
    yield (json.loads(row) if isinstance(row, str) else row)[0]["Plan"]
