"""Who could take a record."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import NotAllowed
from maitre.shared.access.rest.references import team_named
from maitre.shared.assignment.notices import suggestions
from maitre.shared.assignment.rules import Suggestion
from maitre.shared.practice.rules import Practice
from maitre.shared.records.querysets import works_inside
from maitre.shared.workspace.rest.nouns import subject_in


class CandidateOut(BaseModel):
    email: str
    name: str
    team: str
    score: int = Field(description="The sum of the weights of the reasons; the best comes first")
    reasons: list[dict[str, Any]] = Field(description="What speaks for and against: code, weight, figures")


def candidates_router(practice: Practice) -> Router:
    router = Router(tags=[practice.plural.capitalize()])

    @router.get(
        "/{number}/candidates",
        response={200: list[CandidateOut], 403: None},
        operation_id=f"{practice.plural}_candidates",
        summary="Who could take it",
    )
    def candidates(
        request: HttpRequest, number: str, team: Annotated[str, Query(max_length=60)] = ""
    ) -> list[CandidateOut]:
        """People of the team (`team` by key, else the one it has) and people with the skill, the best first."""
        subject, actor, _seen = subject_in(request, practice, number)
        if not works_inside(actor, subject.record):
            raise NotAllowed("Who could take it is for those who work on it.")
        asked = team_named(team, actor, "team") if team else None
        return [_out(each) for each in suggestions(subject.record, actor, team=asked)]

    return router


def _out(each: Suggestion) -> CandidateOut:
    reasons = [{"code": reason.code, "weight": reason.weight, **reason.params} for reason in each.reasons]
    return CandidateOut(
        email=each.candidate.email,
        name=each.candidate.name,
        team=each.candidate.team_name,
        score=each.score,
        reasons=reasons,
    )
