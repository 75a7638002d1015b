"""Who wants to know when somebody leaves: rooms above say so here, and what they do is done with the leaving itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maitre.shared.organisation.models import Person

Farewell = Callable[["Person"], None]

_farewells: list[Farewell] = []


def on_leaving(farewell: Farewell) -> None:
    """Declare what has to happen when a person is deactivated; it runs in the same transaction."""
    _farewells.append(farewell)


def farewells() -> tuple[Farewell, ...]:
    return tuple(_farewells)
