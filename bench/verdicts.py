"""What the figures of a run must show, and whether they do. Each verdict is one line, and names what misses it."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from bench.table import Row, cpu, times_as_long

LISTS = ("queue", "all by", "view", "portal list")
PAGES = (*LISTS, "record page")
OTHERS = "page: "
"""What the names of all other pages begin with; they are read from the application's addresses."""
SINGLE = {
    "create over REST": 6.0,
    "comment over REST": 5.0,
    "search: rare": 20.0,
    "search: two words": 20.0,
    "hints": 20.0,
}
"""Cases with a budget of their own, CPU ms."""
PAGE_BUDGET, HELLO_TIMES = 8.0, 25
GROWTH, BREADTH, DEEP = 1.3, 2.0, 1.3
LAST = 1.5
STARTED_S = 2.0
FULL = 0.9
"""Share of the bytes of a page from which on another page is as full."""
NOISE_MS = 1.0
"""Differences below are the machine's."""
PLAIN_TIMES, STATEMENTS, LIST_BYTES = 8.0, 12, 25_000
WEB_MB, THROUGHPUT = 200.0, 1.7
SHARED_MB, PRIVATE_MB = 256 * 1.15 + 16, 32.0
"""shared_buffers as the launcher configures them, with what else is shared; what one process may hold for itself."""


class Figures:
    """The rows of one run, asked by case and person; one client where not said otherwise."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.sizes = sorted({row["records"] for row in rows})

    def of(self, records: int, *names: str, clients: int = 1) -> list[Row]:
        """Rows whose case begins with one of these names; no yardsticks."""
        return [
            row
            for row in self._rows
            if row["records"] == records and row["clients"] == clients and row["case"].startswith(names)
        ]

    def cases(self, records: int) -> list[Row]:
        """What is judged by name: neither yardsticks nor the other pages."""
        apart = ("yardstick", "plain", OTHERS)
        return [row for row in self.of(records, "") if not row["case"].startswith(apart)]

    def one(self, records: int, case: str, breadth: str, clients: int = 1) -> Row | None:
        return next(
            (
                row
                for row in self.of(records, case, clients=clients)
                if (row["case"], row["breadth"]) == (case, breadth)
            ),
            None,
        )


def verdicts(rows: Sequence[Row], measured: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    """One line each, in the order of the issue; for the largest set that was measured."""
    figures = Figures(rows)
    records = figures.sizes[-1]
    failed = [f"at {size:,}: {what}" for size, each in measured.items() for what in each["failed"]]
    yield _line("0 every case was answered", failed)
    yield _line(f"1 budgets of CPU at {records:,}", _over_budget(figures, records))
    if len(figures.sizes) > 1:
        yield _line(f"2 p50 within {GROWTH} x of {figures.sizes[0]:,}", _grown(figures, records))
    yield _line(f"2 no list differs by more than {BREADTH:.0f} x between people", _uneven(figures, records))
    yield _line(f"2 deep pages within {DEEP} x of the first", _slower_deep(figures, records))
    yield _line(
        f"3 p50 within {PLAIN_TIMES:.0f} x plain SQL from the same server", _over_plain(figures, records)
    )
    yield _line(f"3 lists and records in {STATEMENTS} statements", _talkative(figures, records))
    yield _line(f"3 lists within {LIST_BYTES // 1000} kB as sent", _heavy(figures, records))
    yield _line(f"3 the last turn within {LAST} x of the quietest, by hellos", _dearer_last(figures, records))
    yield _line("4 memory", _large(measured[records]["memory"]))
    yield _line(
        f"4 a web process is there in {STARTED_S:.0f} s of its own", _late(figures, measured[records])
    )
    yield _throughput(figures, records)
    offences = {where: ", ".join(what) for where, what in measured[records]["offences"].items() if what}
    named = [f"{where}: {what}" for where, what in offences.items() if not where.startswith(OTHERS)]
    yield _line("plans without walks, in bounds", named)
    yield from _after_writes(measured)
    yield from _of_others(figures, records)
    others = [f"{where}: {what}" for where, what in offences.items() if where.startswith(OTHERS)]
    yield _line("5 other pages without walks, in bounds", others)


def _after_writes(measured: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    """Pages touched by one request, before all writes and after them; what has grown most stands first."""
    for records, each in measured.items():
        found = dict(each.get("touched", {}))
        writes = found.pop("", 0)
        if found:
            dear = [name for name in found if found[name][-1]]
            ordered = sorted(found, key=lambda name: -found[name][1] / max(1, found[name][0]))
            shown = [name for name in ordered if name in dear or name.startswith("search")]
            lines = [f"{name}: {found[name][0]:,} pages, then {found[name][1]:,}" for name in shown]
            head = f"6 pages touched after {writes:,} writes within 1.3 x of before, at {records:,}"
            yield f"{'MISS' if dear else 'good'}  {head}\n" + "\n".join(f"        {line}" for line in lines)


def _dearer_last(figures: Figures, records: int) -> list[str]:
    """Beside the hello of its own moments, where both have one: another turn may have met a slower machine."""
    found = []
    for row in figures.cases(records):
        last, hello, hello_last = (
            row.get(each) for each in ("cpu_ms_last", "cpu_ms_hello", "cpu_ms_hello_last")
        )
        if last and hello and hello_last and _exceeds(last * hello / hello_last, LAST * cpu(row)):
            found.append(f"{_name(row)}: {last:.1f} ms in the last turn, {cpu(row):.1f} in the quietest")
    return found


def _late(figures: Figures, measured: Mapping[str, Any]) -> list[str]:
    """More where this machine's hello takes more, as for every budget."""
    seconds, hello = (
        measured["memory"].get("web_started_s", 0.0),
        figures.of(figures.sizes[-1], "yardstick: hello"),
    )
    budget = STARTED_S * (_slower(figures, hello[0]) if hello else 1.0)
    return [f"{seconds:.1f} s, budget {budget:.1f}"] if seconds > budget else []


def _of_others(figures: Figures, records: int) -> Iterator[str]:
    """Pages nobody named: in as few statements as lists, and what they take beside the machine's own hello."""
    rows = figures.of(records, OTHERS)
    talkative = [f"{row['case']}: {row['statements']}" for row in rows if row["statements"] > STATEMENTS]
    yield _line(f"5 {len(rows)} other pages in {STATEMENTS} statements", talkative)
    slow = []
    for row in rows:
        budget = PAGE_BUDGET * _slower(figures, row)
        if cpu(row) > budget:
            slow.append(f"{row['case']}: {cpu(row):.1f} ms, budget {budget:.1f}")
    yield _line(f"5 other pages within {PAGE_BUDGET:.0f} ms of CPU, or {HELLO_TIMES} x hello", slow)


def _line(name: str, misses: Sequence[str]) -> str:
    if not misses:
        return f"good  {name}"
    return f"MISS  {name}\n" + "\n".join(f"        {each}" for each in misses)


def _over_budget(figures: Figures, records: int) -> list[str]:
    """So many ms, or where this machine is slower, as much more as its own hello took in the same moments."""
    found = []
    for row in figures.cases(records):
        slower = _slower(figures, row)
        budget = SINGLE.get(row["case"], 0.0) * slower
        if row["case"].startswith(PAGES):
            plain = figures.one(records, f"plain: {row['case'].removesuffix(', deep')}", row["breadth"])
            share = plain["cpu_ms_db"] if plain and slower > 1 else 0.0
            budget = PAGE_BUDGET * slower + share
        if budget and cpu(row) > budget:
            how = f", on a machine {slower:.2f} x slower" if slower > 1 else ""
            found.append(f"{_name(row)}: {cpu(row):.1f} ms, budget {budget:.1f}{how}")
    return found


def _slower(figures: Figures, row: Row) -> float:
    """How many times slower this machine was, in the moments of this row, than one whose 25 hellos are a page's
    budget; 1 where it was quicker."""
    general = figures.one(row["records"], "yardstick: hello", "-")
    hello = row.get("cpu_ms_hello") or (cpu(general) if general else 0.0)
    return float(max(1.0, HELLO_TIMES * hello / PAGE_BUDGET))


def _grown(figures: Figures, records: int) -> list[str]:
    """Against the same row of the smallest set, whose lists are as full."""
    found = []
    for row in figures.cases(records):
        small = figures.one(figures.sizes[0], row["case"], row["breadth"])
        if small is None:
            found.append(f"{_name(row)}: not there at {figures.sizes[0]:,}")
            continue
        times, there = times_as_long(row, small), small["p50_ms"]
        if _exceeds(times * there, GROWTH * there):
            by_cpu = cpu(row) / max(cpu(small), 0.001)
            found.append(
                f"{_name(row)}: {times:.2f} x ({row['p50_ms']:.1f} ms, {there:.1f} there; {by_cpu:.2f} x by CPU)"
            )
    return found


def _uneven(figures: Figures, records: int) -> list[str]:
    """The slowest person of a list against the quickest whose page is as full (by its bytes)."""
    found = []
    for case in dict.fromkeys(row["case"] for row in figures.of(records, *LISTS)):
        rows = [row for row in figures.of(records, case) if row["case"] == case]
        full = max(row["bytes"] for row in rows)
        quickest = min(row["p50_ms"] for row in rows if row["bytes"] >= FULL * full)
        slowest = max(rows, key=lambda row: float(row["p50_ms"]))
        if _exceeds(slowest["p50_ms"], BREADTH * quickest):
            found.append(f"{_name(slowest)}: {slowest['p50_ms']:.1f} ms against {quickest:.1f}")
    return found


def _slower_deep(figures: Figures, records: int) -> list[str]:
    found = []
    for row in figures.cases(records):
        if row["case"].endswith(", deep"):
            first = figures.one(records, row["case"].removesuffix(", deep"), row["breadth"])
            if first and _exceeds(row["p50_ms"], DEEP * first["p50_ms"]):
                found.append(f"{_name(row)}: {row['p50_ms']:.1f} ms, the first {first['p50_ms']:.1f}")
    return found


def _over_plain(figures: Figures, records: int) -> list[str]:
    found = []
    for row in figures.cases(records):
        plain = figures.one(records, f"plain, same server: {row['case']}", row["breadth"])
        if plain and row["p50_ms"] > PLAIN_TIMES * plain["p50_ms"]:
            times, by_cpu = row["p50_ms"] / plain["p50_ms"], cpu(row) / max(cpu(plain), 0.001)
            found.append(f"{_name(row)}: {times:.1f} x by time, {by_cpu:.1f} x by CPU")
    return found


def _talkative(figures: Figures, records: int) -> list[str]:
    rows = figures.of(records, *PAGES)
    return [f"{_name(row)}: {row['statements']}" for row in rows if row["statements"] > STATEMENTS]


def _heavy(figures: Figures, records: int) -> list[str]:
    rows = [row for row in figures.of(records, *LISTS) if "REST" not in row["case"]]
    return [
        f"{_name(row)}: {row['bytes'] / 1000:.1f} kB ({row['bytes_gzip'] / 1000:.1f} compressed)"
        for row in rows
        if row["bytes"] > LIST_BYTES
    ]


def _large(memory: Mapping[str, Any]) -> list[str]:
    found = [f"a web process holds {each:.0f} MB" for each in memory["web_mb"] if each > WEB_MB]
    if memory["postgres_shared_mb"] > SHARED_MB:
        found.append(f"PostgreSQL shares {memory['postgres_shared_mb']:.0f} MB")
    found += [
        f"a PostgreSQL process holds {each:.0f} MB"
        for each in memory["postgres_private_mb"]
        if each > PRIVATE_MB
    ]
    return found


def _throughput(figures: Figures, records: int) -> str:
    """Requests a second of four clients against one: the median over reading cases."""
    found = []
    for row in figures.of(records, *PAGES):
        four = figures.one(records, row["case"], row["breadth"], clients=4)
        if four:
            found.append(four["rps"] / row["rps"])
    if not found:
        return "good  4 throughput: not measured in this run"
    text = f"4 throughput of four clients: {median(found):.2f} x of one (from {min(found):.2f} to {max(found):.2f})"
    return f"good  {text}" if median(found) >= THROUGHPUT else f"MISS  {text}"


def _exceeds(value: float, limit: float) -> bool:
    return value > limit and value - limit > NOISE_MS / 2


def _name(row: Row) -> str:
    return f"{row['case']} / {row['breadth']}"
