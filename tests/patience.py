"""How long a test waits for anything: long enough for the slowest machine, so that only what hangs is ended by it.

Nothing is judged by it. What must be quick is counted, or held against a yardstick (tests/yardstick.py).
"""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

from playwright.sync_api import Page

Seen = TypeVar("Seen")

PATIENCE = 120.0
"""Seconds."""
PATIENCE_MS = PATIENCE * 1000


def until(see: Callable[[], Seen]) -> Seen:
    """What `see` returns once it is true; the last of it when patience ends."""
    end = monotonic() + PATIENCE
    while not (seen := see()) and monotonic() < end:
        sleep(0.02)
    return seen


def wait_until(page: Page, holds: str, arg: object = None) -> None:
    """Until an expression, or a function of `arg`, is true in the page. Asked from outside each time: what waits within
    a page, as wait_for_function does, evaluates text there, which our pages forbid from the second time on."""
    assert until(lambda: page.evaluate(holds, arg)), f"never true: {holds}"
