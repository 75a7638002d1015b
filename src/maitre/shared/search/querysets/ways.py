"""Whose records a question is asked of: the branches of what a person may see, as conditions that the index knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from maitre.shared.access.rules import Actor, Branch, branches

FEW = 40
"""Organisations whose parts are counted, to see whether they are few."""
SPELT_LIKE = 300
"""Records of a branch, the newest, whose titles and descriptions give the words that a misspelt one may have meant."""
LEAST_OF_EACH = 10
"""Of those, of each organisation, however many there are."""

_TAKEN_PART_IN = """
    SELECT record_id AS id FROM records_participation
     WHERE person_id = %s AND record_id < %s AND record_id >= %s ORDER BY record_id DESC
"""
_OF_CIRCLES = """
    SELECT id FROM records_record WHERE circle_id = ANY(%s) AND id < %s AND id >= %s ORDER BY id DESC"""
# The team as a range that leads the order: only its own index has it.
_OF_TEAM = """
    SELECT id FROM records_record
     WHERE team_id BETWEEN %s AND %s AND id < %s AND id >= %s ORDER BY team_id, id DESC
"""
# A part of a record is open to the team that has that one.
_OF_HOST = """ OR (r.host_id IS NOT NULL AND EXISTS
    (SELECT 1 FROM records_record host WHERE host.id = r.host_id AND host.team_id = %s))"""

_NEWEST = f"SELECT id FROM records_record ORDER BY id DESC LIMIT {SPELT_LIKE}"
_NEWEST_TAKEN_PART_IN = (
    "SELECT record_id AS id FROM records_participation WHERE person_id = %s"
    f" ORDER BY record_id DESC LIMIT {SPELT_LIKE}"
)
# One by one, as their indexes are: for all at once everybody's records would be walked.
_NEWEST_OF_CIRCLES = f"""
    SELECT own.id FROM unnest(%s::bigint[]) one (id) CROSS JOIN LATERAL (
        SELECT r.id FROM records_record r WHERE r.circle_id BETWEEN one.id AND one.id
         ORDER BY r.circle_id, r.id DESC LIMIT {SPELT_LIKE}) own ORDER BY own.id DESC LIMIT {SPELT_LIKE}
"""
_NEWEST_OF_ORGANISATIONS = """
    SELECT own.id FROM unnest(%s::bigint[]) one (id) CROSS JOIN LATERAL (
        SELECT r.id FROM records_record r WHERE r.organisation_id BETWEEN one.id AND one.id
         ORDER BY r.organisation_id, r.id DESC LIMIT {each}) own ORDER BY own.id DESC LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Way:
    """One branch as conditions on records, and organisations the index itself can narrow to. `opens`: an expression for
    whether internal parts of a record are open. `own` names the records of a branch by their ids, newest first, where
    an index has them; their parts may be read by the key. `few_own`: they are few enough to be asked for besides the
    words. `newest`: the newest records that may be of the branch, `newest_of` whom."""

    conditions: str = ""
    parameters: tuple[Any, ...] = ()
    organisations: tuple[int, ...] = ()
    opens: str = "true"
    opened_by: tuple[Any, ...] = ()
    own: str = ""
    whose: tuple[Any, ...] = ()
    few_own: bool = False
    newest: str = _NEWEST
    newest_of: tuple[Any, ...] = ()


def ways(actor: Actor) -> Iterator[Way]:
    for branch in branches(actor):
        yield _way(branch, actor)


def _way(branch: Branch, actor: Actor) -> Way:
    if branch.participant is not None:
        one = (branch.participant,)
        return Way(
            opens="false",
            own=_TAKEN_PART_IN,
            whose=one,
            few_own=True,
            newest=_NEWEST_TAKEN_PART_IN,
            newest_of=one,
        )
    if branch.circles:
        circles = list(branch.circles)
        works, where = _works_there(actor)
        return Way(
            " AND r.circle_id = ANY(%s)",
            (circles,),
            opens=works,
            opened_by=where,
            own=_OF_CIRCLES,
            whose=(circles,),
            few_own=True,
            newest=_NEWEST_OF_CIRCLES,
            newest_of=(circles,),
        )
    if branch.organisations is None:
        return Way()
    reach = sorted(branch.organisations)
    conditions = " AND r.organisation_id = ANY(%s) AND r.circle_id IS NULL"
    narrow = tuple(reach) if len(reach) <= FEW else ()
    if branch.team is None:
        return Way(conditions, (reach,), narrow, newest=_newest_of(reach), newest_of=(reach,))
    team = branch.team
    return Way(
        f"{conditions} AND (r.team_id = %s{_OF_HOST})",
        (reach, team, team),
        narrow,
        own=_OF_TEAM,
        whose=(team, team),
        newest=_newest_of(reach),
        newest_of=(reach,),
    )


def _newest_of(organisations: list[int]) -> str:
    """Of many organisations fewer each, so that what is read stays bounded."""
    each = max(LEAST_OF_EACH, min(SPELT_LIKE, 4 * SPELT_LIKE // max(len(organisations), 1)))
    return _NEWEST_OF_ORGANISATIONS.format(each=each, most=SPELT_LIKE)


def _works_there(actor: Actor) -> tuple[str, tuple[object, ...]]:
    """Being in a circle opens a record; its internal notes take a grant over it besides."""
    conditions = "false"
    parameters: tuple[object, ...] = ()
    for scope in actor.scopes:
        conditions += " OR (r.organisation_id = ANY(%s)" + (" AND r.team_id = %s)" if scope.team else ")")
        parameters += (
            (sorted(scope.organisations), scope.team) if scope.team else (sorted(scope.organisations),)
        )
    return conditions, parameters
