"""How tests lead an incident through its life, and how they ask for each verb with everything it needs."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import Actor

if TYPE_CHECKING:
    from tests.cast import Cast

Act = Callable[[Incident, Actor], object]

END = {"code": "fixed", "cause": "hardware", "solution": "A new ribbon."}
PATHS: Mapping[str, tuple[str, ...]] = {
    "new": (),
    "assigned": ("assign",),
    "in_progress": ("take",),
    "pending": ("take", "pause"),
    "resolved": ("take", "resolve"),
    "closed": ("take", "resolve", "close"),
    "cancelled": ("cancel",),
}
"""The verbs that lead to each state."""


def acts(cast: "Cast") -> dict[str, Act]:
    """Every verb of the table as the action that takes it, given all it needs."""
    return {
        "take": lambda it, by: actions.take(it, by=by),
        "assign": lambda it, by: actions.assign(it, by=by, team=cast.teams["desk"]),
        "pause": lambda it, by: actions.pause(it, by=by, reason="supplier", text="Waits for a part"),
        "resume": lambda it, by: actions.resume(it, by=by),
        "resolve": lambda it, by: actions.resolve(it, by=by, **END),
        "close": lambda it, by: actions.close(it, by=by),
        "reopen": lambda it, by: actions.reopen(it, by=by, reason="It happened again"),
        "prioritise": lambda it, by: actions.prioritise(it, by=by, impact=2),
        "edit": lambda it, by: actions.edit(it, {"title": "Two tills do not print"}, by=by),
        "confide": lambda it, by: actions.confide(it, None, by=by),
        "cancel": lambda it, by: actions.cancel(it, by=by, reason="Was none"),
        "merge": lambda it, by: actions.merge(it, cast.incident("The same trouble"), by=by),
    }


def incident_in(cast: "Cast", state: str, **more: Any) -> Incident:
    """An incident of Rita's in this state, led there by the lead."""
    incident = cast.incident(**more)
    for verb in PATHS[state]:
        acts(cast)[verb](incident, cast.actor("leo"))
    return cast.fresh(incident)
