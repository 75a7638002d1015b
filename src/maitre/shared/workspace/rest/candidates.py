"""Who could take an incident."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import NotAllowed
from maitre.operation.incident.notices.candidates import suggestions
from maitre.operation.incident.rest.loading import incident_in
from maitre.shared.access.rest.references import team_named
from maitre.shared.records.querysets import works_inside

router = Router(tags=["Incidents"])


class CandidateOut(BaseModel):
    email: str
    name: str
    team: str
    score: int = Field(description="The sum of the weights of the reasons; the best comes first")
    reasons: list[dict[str, Any]] = Field(description="What speaks for and against: code, weight, figures")


@router.get(
    "/{number}/candidates",
    response={200: list[CandidateOut], 403: None},
    operation_id="incidents_candidates",
    summary="Who could take it",
)
def candidates(
    request: HttpRequest, number: str, team: Annotated[str, Query(max_length=60)] = ""
) -> list[CandidateOut]:
    """People of the team (`team` by key, else the one it has) and people with the skill, the best first."""
    incident, actor, _seen = incident_in(request, number)
    if not works_inside(actor, incident.record):
        raise NotAllowed("Who could take it is for those who work on it.")
    asked = team_named(team, actor, "team") if team else None
    return [
        CandidateOut(
            email=each.candidate.email,
            name=each.candidate.name,
            team=each.candidate.team_name,
            score=each.score,
            reasons=[
                {"code": reason.code, "weight": reason.weight, **reason.params} for reason in each.reasons
            ],
        )
        for each in suggestions(incident.record, actor, team=asked)
    ]
