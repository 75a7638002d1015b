"""Declare a job by name, and ask for one to run later. The row is written in the caller's transaction."""

from collections.abc import Callable
from typing import ParamSpec

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from maitre.shared.jobs.rules import Lane

P = ParamSpec("P")

_lanes: dict[str, Lane] = {}


def job(
    name: str, lane: Lane, *, priority: int = 0, lock: str | None = None
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Declare a function of some room's jobs.py as the job `name`. It stays callable as it is.

    Within its lane a higher `priority` goes first, and of jobs with one `lock` only one runs at a time.
    """

    def declare(function: Callable[P, None]) -> Callable[P, None]:
        _lanes[name] = lane
        app.task(name=name, queue=lane.value, pass_context=False, priority=priority, lock=lock)(function)
        return function

    return declare


def later(name: str, **arguments: JSONValue) -> None:
    """Defer job `name`; it starts after the caller's transaction is committed, or never."""
    if name not in _lanes:
        raise LookupError(f"no job is declared as {name!r}")
    app.configure_task(name, queue=_lanes[name].value).defer(**arguments)


def declared() -> dict[str, Lane]:
    """Every declared job and its lane."""
    return dict(_lanes)
