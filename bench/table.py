"""The table of a run: a line for each case, person and number of clients, beside the last run and the small set."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

Row = Mapping[str, Any]
Key = tuple[str, str, int, int]
"""Case, breadth, records, clients."""

COLUMNS = (
    "case", "breadth", "clients", "p50 ms", "p95 ms", "req/s", "web ms", "db ms", "cpu ms", "x hello",
    "stmts", "buffers", "kB", "x last", "x small",
)  # fmt: skip


def key(row: Row) -> Key:
    return row["case"], row["breadth"], row["records"], row["clients"]


def cpu(row: Row) -> float:
    """Processor time a request, web and database together, ms."""
    return float(row["cpu_ms_web"] + row["cpu_ms_db"])


def times_as_long(row: Row, other: Row) -> float:
    """How many times as long `row` took: by the median over bursts asked within the same seconds, where known."""
    pairs = zip(row.get("bursts_ms", ()), other.get("bursts_ms", ()), strict=False)
    times = [one / another for one, another in pairs] or [row["p50_ms"] / other["p50_ms"]]
    return float(median(times))


def by_key(rows: Iterable[Row]) -> dict[Key, Row]:
    return {key(row): row for row in rows}


def table(rows: Sequence[Row], earlier: Mapping[Key, Row]) -> str:
    """Text, one block a set. "x last" compares CPU time with the last run, "x small" p50 with the smallest set."""
    known = by_key(rows)
    sizes = sorted({row["records"] for row in rows})
    blocks = []
    for records in sizes:
        lines = [_line(row, known, earlier, sizes[0]) for row in rows if row["records"] == records]
        blocks.append(f"\n{records:,} incidents\n" + _aligned([COLUMNS, *lines]))
    return "\n".join(blocks)


def _line(row: Row, known: Mapping[Key, Row], earlier: Mapping[Key, Row], smallest: int) -> tuple[str, ...]:
    case, breadth, records, clients = key(row)
    last = earlier.get(key(row))
    small = known.get((case, breadth, smallest, clients)) if records != smallest else None
    return (
        case, breadth, str(clients), _number(row["p50_ms"]), _number(row["p95_ms"]), _number(row["rps"]),
        _number(row["cpu_ms_web"]), _number(row["cpu_ms_db"]), _number(cpu(row)),
        f"{cpu(row) / row['cpu_ms_hello']:.1f}" if row.get("cpu_ms_hello") else "", _whole(row["statements"]),
        _whole(row.get("buffers")), "" if row["bytes"] is None else f"{row['bytes'] / 1000:.1f}",
        f"{cpu(row) / cpu(last):.2f}" if last and cpu(last) else "",
        f"{times_as_long(row, small):.2f}" if small else "",
    )  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def _whole(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _aligned(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    left = 2
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
