"""What pages say of other records of a family."""

from typing import Any

from maitre.kernel.states import OPEN_PHASES, Phase
from maitre.kit.web.addresses import address_of
from maitre.shared.access.rules import Actor
from maitre.shared.practice.rules import Subject, practice_of
from maitre.shared.records.querysets import standing


def line(subject: Subject, removal: str = "") -> dict[str, Any]:
    """One record as a line of a panel; `removal` takes it out of its family."""
    record = subject.record
    return {
        "number": record.label,
        "title": record.title,
        "phase": record.phase,
        "state": str(practice_of(record.kind).states[record.state]),
        "url": address_of(f"{record.kind}:show", record.label),
        "removal": removal,
    }


def own_page(subject: Subject) -> str:
    """The page of a merged record itself: its usual address leads on to where work goes on."""
    return f"{address_of(f'{subject.record.kind}:show', subject.record.label)}?merged=show"


def merged_into(subject: Subject, actor: Actor) -> dict[str, Any] | None:
    """What a merged record says of where it goes on; without a number for whom that is not open."""
    if subject.merged_into_id is None:
        return None
    survivor = practice_of(subject.record.kind).rows().survivor_of(subject)
    return line(survivor) if standing(actor, survivor.record) else {"number": ""}


def children_in(subject: Subject, actor: Actor, *phases: str) -> int:
    """How many children in these phases the person sees; no statement for what is no parent."""
    if not subject.child_count:
        return 0
    children = practice_of(subject.record.kind).rows().children_of(subject, actor)
    count: int = children.filter(record__phase__in=phases).count()
    return count


def open_children(subject: Subject, actor: Actor) -> int:
    """Children the person sees that are not over: what is said to all goes to them."""
    return children_in(subject, actor, *OPEN_PHASES, Phase.DONE)


def split_url(subject: Subject) -> str:
    """Where a reply is taken out; its place in the timeline follows."""
    return address_of(f"{subject.record.kind}:split", subject.record.label, 0).removesuffix("0")
