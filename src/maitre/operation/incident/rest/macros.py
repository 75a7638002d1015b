"""Macros of a caller: which there are for an incident, what one would do, and running it."""

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from maitre.kit.rest.shapes import Given, Reference
from maitre.kit.rest.versions import IfMatch
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rest.loading import incident_in, told
from maitre.operation.incident.rest.shapes import IncidentOut
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.access.rules import Actor
from maitre.shared.macros.actions import look_ahead, run_macro
from maitre.shared.macros.models import Macro

router = Router(tags=["Incidents"])


class MacroStepOut(BaseModel):
    """A step as it would go now; `blocked` says what stands in its way and is empty when nothing does."""

    verb: str
    told: str
    text: str
    blocked: str


class MacroOut(BaseModel):
    id: int
    key: str | None
    name: str
    steps: list[MacroStepOut]
    open: bool


class MacroIn(Given):
    macro: Reference = Field(description="Its id or key", examples=["absent"])


@router.get(
    "/{number}/macros", response=list[MacroOut], operation_id="incidents_macros", summary="Your macros here"
)
def macros(request: HttpRequest, number: str) -> list[MacroOut]:
    """Your own and those of your teams, each with what it would do to this incident as it is now."""
    actor = actor_of(request)
    label = Incident.objects.labelled(number, actor).record.label
    found = []
    for macro in Macro.objects.of_kind("incident").open_to(actor)[:50]:
        ahead = look_ahead(macro, label, by=actor)
        steps = [MacroStepOut(verb=s.verb, told=s.told, text=s.text, blocked=s.blocked) for s in ahead.steps]
        found.append(MacroOut(id=macro.pk, key=macro.key, name=macro.name, steps=steps, open=ahead.is_open))
    return found


@router.post(
    "/{number}/macros", response=IncidentOut, operation_id="incidents_run_macro", summary="Run a macro"
)
def run(request: HttpRequest, number: str, body: MacroIn, if_match: IfMatch = None) -> HttpResponse:
    """Every step, or none: the first that is refused takes all of them back, and its problem is the answer."""
    incident, actor, seen = incident_in(request, number)
    run_named(incident, body, actor, seen)
    return told(incident, actor)


def run_named(incident: Incident, body: MacroIn, actor: Actor, seen: int | None) -> None:
    """Run the macro the caller names, among those that are theirs to use."""
    macro = Macro.objects.open_to(actor).one("incident", body.macro)
    incident.record = run_macro(macro, incident.record.label, by=actor, seen=seen).record
