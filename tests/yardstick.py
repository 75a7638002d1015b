"""What something costs beside a yardstick taken in the same moments: so a test judges the product, never the machine.

Together with tests/patience.py the only place of the tests that reads a clock; tests/architecture holds that.
"""

from collections.abc import Callable
from statistics import median
from time import process_time

from playwright.sync_api import Page

TURNS = 5


def times_dearer(act: Callable[[], object], yardstick: Callable[[], object]) -> float:
    """How many times the processor time of `yardstick` this process needs for `act`: side by side."""
    return median(_taken(act) / max(_taken(yardstick), 1e-9) for _ in range(TURNS))


def _taken(act: Callable[[], object]) -> float:
    began = process_time()
    act()
    return process_time() - began


LOOP = """() => { let x = 0; for (let i = 0; i < 2e6; i++) x = (x * 31 + i) % 1000003; return x; }"""
"""Some milliseconds of a browser's work, by which its own speed is known."""


class PageWork:
    """What the main thread of a page works, in its own processor time: others on the machine do not add to it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def loops(self, act: Callable[[], object]) -> float:
        """How many loops of the yardstick the page could have run in what it worked during `act`."""
        loop = min(self._during(lambda: self._page.evaluate(LOOP)) for _ in range(3))
        return self._during(act) / max(loop, 1e-6)

    def _during(self, act: Callable[[], object]) -> float:
        before = self._worked()
        act()
        return self._worked() - before

    def _worked(self) -> float:
        told = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in told if each["name"] == "TaskDuration"))
