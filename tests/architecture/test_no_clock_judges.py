"""Tests judge the product, never the machine: none reads a clock but the helpers that wait or compare, and what only
ends a hung test is generous."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

HELPERS = {"tests/yardstick.py", "tests/patience.py"}
CLOCKS = {
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "thread_time",
    "clock_gettime",
}
IN_A_PAGE = re.compile(r"performance\.now|PerformanceObserver")
NOW = {"now", "utcnow"}
LEAST_PATIENCE = 60.0
PAUSE = 0.5
"""So short a wait paces a loop; nothing is given up after it."""


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "tests").rglob("*.py"))
    yield from sorted(path for path in (ROOT / "src").rglob("*.py") if "tests" in path.parts)
    yield ROOT / "conftest.py"


def findings(text: str) -> list[str]:
    """What judges time in the source of a test, with its line."""
    tree = ast.parse(text)
    found = [f"{node.lineno}: reads a clock" for node in ast.walk(tree) if _reads_a_clock(node)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and _compares_with_now(node.test):
            found.append(f"{node.lineno}: judges how long ago something was")
        if isinstance(node, ast.Call):
            found += [f"{node.lineno}: gives up after {given} s" for given in _impatient(node)]
    return found


def _reads_a_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in CLOCKS or (node.attr == "time" and getattr(node.value, "id", "") == "time")
    if isinstance(node, ast.ImportFrom):
        return node.module == "time" and bool({alias.name for alias in node.names} & (CLOCKS | {"time"}))
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(IN_A_PAGE.search(node.value))
    )


def _compares_with_now(test: ast.expr) -> bool:
    """`now() - begun < ...`; a moment that lies before or after now is a fact, not a judgement."""
    differences = [
        each for each in ast.walk(test) if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Sub)
    ]
    return isinstance(test, ast.Compare) and any(
        _is_now(side) for each in differences for side in (each.left, each.right)
    )


def _is_now(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NOW


def _impatient(call: ast.Call) -> Iterator[float]:
    """Seconds after which a process, a connection or a future is given up. Playwright counts milliseconds."""
    given = [each.value for each in call.keywords if each.arg == "timeout"]
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("wait", "result", "join") and call.args:
        given.append(call.args[0])
    for each in given:
        if isinstance(each, ast.Constant) and isinstance(each.value, int | float):
            seconds = each.value / 1000 if each.value >= 1000 else each.value
            if PAUSE < seconds < LEAST_PATIENCE:
                yield seconds


def test_no_test_reads_a_clock_or_gives_up_early() -> None:
    found = [
        f"{name}:{each}"
        for path in sources()
        if (name := path.relative_to(ROOT).as_posix())
        not in HELPERS | {Path(__file__).relative_to(ROOT).as_posix()}
        for each in findings(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "judging",
    [
        "began = time.monotonic()\nassert work() is None",
        "from time import perf_counter",
        "assert time.time() - began < 2",
        "assert timezone.now() - began < timedelta(seconds=2)",
        "page.evaluate('performance.now() - begun')",
        "process.wait(10)",
        "expect(state).to_have_text('Saved', timeout=15_000)",
    ],
)
def test_the_rule_bites(judging: str) -> None:
    assert findings(judging)


@pytest.mark.parametrize(
    "innocent",
    [
        "assert incident.closes_at > timezone.now()",
        "assert wakes_at == now - timedelta(days=1)",
        "until(lambda: ready())",
        "process.wait(PATIENCE)",
        "assert len(asked) <= 12",
    ],
)
def test_the_rule_lets_facts_be(innocent: str) -> None:
    assert findings(innocent) == []
