"""Waiting for something in a real page."""

from time import monotonic

from playwright.sync_api import Page

PATIENCE = 10.0
"""Seconds."""


def wait_until(page: Page, holds: str, arg: object = None) -> None:
    """Until an expression, or a function of `arg`, is true in the page. Asked from outside each time: what waits within
    a page, as wait_for_function does, evaluates text there, which our pages forbid from the second time on."""
    end = monotonic() + PATIENCE
    while not page.evaluate(holds, arg):
        assert monotonic() < end, f"never true: {holds}"
        page.wait_for_timeout(20)
