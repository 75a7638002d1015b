"""How tests lead an incident through its life, and how they ask for each verb with everything it needs."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from maitre.operation.incident import actions
from maitre.operation.incident.lifecycle import MAJOR_VERBS
from maitre.operation.incident.models import Incident, MajorIncident, Review
from maitre.operation.incident.rules.major import Part
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step

if TYPE_CHECKING:
    from tests.cast import Cast

Act = Callable[[Incident, Actor], object]

END = {"code": "fixed", "cause": "hardware", "solution": "A new ribbon."}
MARK: Mapping[str, Any] = {"criteria": ["data"], "reason": "Cards of guests were seen elsewhere"}
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
        "hand_back": lambda it, by: actions.hand_back(it, by=by, reason="Not ours"),
        "propose_major": lambda it, by: actions.propose_major(it, by=by, **MARK),
        "declare_major": lambda it, by: actions.declare_major(it, by=by, **MARK),
        "demote_major": lambda it, by: actions.demote_major(it, by=by, reason="One till only"),
        "appoint": lambda it, by: actions.appoint(it, {Part.SCRIBE: cast.person("carla")}, by=by),
        "inform_management": lambda it, by: actions.inform_management(it, by=by),
        "update_stakeholders": lambda it, by: actions.update_stakeholders(it, by=by, text="Nothing new"),
        "remind": lambda it, by: step(it, "remind", by=by),
        "write_review": lambda it, by: actions.write_review(it, {"went_well": "Fast"}, by=by),
        "finish_review": lambda it, by: actions.finish_review(it, by=by),
        "merge": lambda it, by: actions.merge(it, cast.incident("The same trouble"), by=by),
    }


NEEDS_MAJOR = MAJOR_VERBS - {"propose_major", "declare_major"} | {"remind"}


def made_ready(cast: "Cast", incident: Incident, verb: str) -> Incident:
    """What must stand beside the state before `verb` can be taken at all: a declared major incident, a team it left."""
    own = Incident.objects.filter(pk=incident.pk)
    if verb in NEEDS_MAJOR:
        own.update(major="declared")
        major = MajorIncident.objects.create(incident=incident, declared_at=incident.record.created_at)
        if verb == "finish_review":
            Review.objects.create(major=major, what_happened="A ribbon", actions="Another ribbon")
    if verb == "hand_back":
        own.update(came_from=cast.teams["desk"])
    return cast.fresh(incident)


def incident_in(cast: "Cast", state: str, **more: Any) -> Incident:
    """An incident of Rita's in this state, led there by the lead."""
    incident = cast.incident(**more)
    for verb in PATHS[state]:
        acts(cast)[verb](incident, cast.actor("leo"))
    return cast.fresh(incident)
