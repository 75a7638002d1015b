"""Places on a page that others fill: a practice adds a panel to every record page and the page knows nothing of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Panel:
    """What a slot shows. `html` is safe; `name` is its anchor on the page."""

    name: str
    title: str
    html: Markup
    count: int | None = None


Fill = Callable[[HttpRequest, Any], Panel | None]

_slots: dict[str, list[tuple[int, Fill]]] = {}


def fill(slot: str, make: Fill, *, order: int) -> None:
    """Add to a slot, from a room's contributions. `make` gets the request and what the page is about, and may pass."""
    _slots.setdefault(slot, []).append((order, make))
    _slots[slot].sort(key=lambda each: each[0])


def panels(slot: str, request: HttpRequest, about: Any) -> list[Panel]:
    """What everybody has put into a slot, in order."""
    made = (make(request, about) for _, make in _slots.get(slot, []))
    return [panel for panel in made if panel is not None]
