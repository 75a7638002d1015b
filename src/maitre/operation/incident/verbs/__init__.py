"""The verbs of incidents, each said once; every door is made of this. The likeliest stand first.

Who may take them and what must be true stands in `lifecycle.py`.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.states import OPEN_PHASES
from maitre.kit.rest.shapes import Reason
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES
from maitre.operation.incident.verbs.given import (
    REQUESTER_READS,
    AssignmentIn,
    CancellationIn,
    ConfidentialityIn,
    DeclarationIn,
    MergerIn,
    PauseIn,
    PriorityIn,
    ProposalIn,
    ResolutionIn,
    UpdateIn,
)
from maitre.shared.access.rules import Actor
from maitre.shared.fields.rules import Ask
from maitre.shared.practice.rules import BOTH, ForChildren, Verb


def _reason(label: Any, help: Any = "", rows: int = 4) -> Mapping[str, Ask]:
    return {"reason": Ask(label=label, help=help, rows=rows)}


def _levels(incident: Incident) -> Mapping[str, Any]:
    return {"impact": incident.impact, "urgency": incident.urgency, "override": incident.override}


def _name_the_team(form: forms.Form, incident: Incident, actor: Actor) -> None:
    if incident.came_from:
        words = {"team": incident.came_from.name}
        form.fields["reason"].label = _("Why %(team)s shall go on with it") % words


def _open_children(incident: Incident, actor: Actor) -> int:
    return _children(incident, actor, tuple(OPEN_PHASES))


def _ended_children(incident: Incident, actor: Actor) -> int:
    return _children(incident, actor, ("done", "closed"))


def _children(incident: Incident, actor: Actor, phases: tuple[str, ...]) -> int:
    """How many children in these phases the person sees; no statement for what is no parent."""
    if not incident.child_count:
        return 0
    return Incident.objects.children_of(incident, actor).filter(record__phase__in=phases).count()


VERBS = (
    Verb(
        name="take",
        bulk=True,
        label=gettext_lazy("Take"),
        icon="user-plus",
        noun="taking",
        act=actions.take,
        summary="Take it yourself",
        about="It is yours, and work begins.",
    ),
    Verb(
        name="resume",
        bulk=True,
        label=gettext_lazy("Resume"),
        icon="play",
        noun="pause",
        method="DELETE",
        act=actions.resume,
        summary="Go on working",
    ),
    Verb(
        name="update_stakeholders",
        label=gettext_lazy("Update stakeholders"),
        icon="send",
        noun="major/updates",
        tag="Major incidents",
        takes=UpdateIn,
        act=actions.update_stakeholders,
        button=gettext_lazy("Tell everybody affected"),
        summary="Update stakeholders",
        about="Everybody affected reads it, and is promised the next word.",
        quiet=True,
    ),
    Verb(
        name="write_review",
        label=gettext_lazy("Write the review"),
        icon="book-open",
        act=actions.write_review,
        own_doors=BOTH,
        quiet=True,
    ),
    Verb(
        name="resolve",
        bulk=True,
        label=gettext_lazy("Resolve"),
        icon="check",
        noun="resolution",
        takes=ResolutionIn,
        order=("solution", "code", "cause"),
        act=actions.resolve,
        children=ForChildren(count=_open_children, act=actions.resolve_children, done=STATES["resolved"]),
        intro=gettext_lazy("The requester hears of it now and can say if it is not solved."),
        summary="Resolve",
        about="It is over: how it ended, what caused it, and what was done.",
    ),
    Verb(
        name="reopen",
        bulk=True,
        label=gettext_lazy("Reopen"),
        icon="rotate-ccw",
        noun="resolution",
        method="DELETE",
        page="reopening",
        takes=Reason,
        asks=_reason(gettext_lazy("Reason"), REQUESTER_READS),
        act=actions.reopen,
        children=ForChildren(
            count=_ended_children, act=actions.reopen_children, done=gettext_lazy("Reopened")
        ),
        summary="Reopen",
        about="It is not over: back to work with the same number. The reason comes in the body or as a parameter.",
    ),
    Verb(
        name="pause",
        bulk=True,
        label=gettext_lazy("Wait for…"),
        icon="pause",
        noun="pause",
        takes=PauseIn,
        act=actions.pause,
        heading=gettext_lazy("Wait"),
        intro=gettext_lazy(
            "While it waits for somebody, say whom you asked and when you look again. The date wakes it up."
        ),
        summary="Wait",
        about="For the requester (who is asked `body`), a supplier, a change or a date.",
    ),
    Verb(
        name="assign",
        bulk=True,
        label=gettext_lazy("Assign"),
        icon="arrow-right",
        noun="assignment",
        takes=AssignmentIn,
        act=actions.assign,
        own_doors=frozenset({"page"}),
        summary="Assign",
        about="Give it to a team, a person, or both. A person named alone brings a team of theirs along.",
    ),
    Verb(
        name="hand_back",
        bulk=True,
        label=gettext_lazy("Hand back"),
        icon="corner-down-right",
        noun="return",
        takes=Reason,
        asks=_reason(
            gettext_lazy("Why it is theirs"),
            gettext_lazy("What you found out, and what they need to go on."),
        ),
        adapt=_name_the_team,
        act=actions.hand_back,
        summary="Hand back",
        about="To the team it came from, with the reason.",
        quiet=True,
    ),
    Verb(
        name="close",
        bulk=True,
        label=gettext_lazy("Close"),
        icon="lock",
        noun="closure",
        act=actions.close,
        summary="Close",
        about="The resolution holds.",
    ),
    Verb(
        name="prioritise",
        bulk=True,
        label=gettext_lazy("Set priority"),
        icon="flag",
        noun="priority",
        takes=PriorityIn,
        initial=_levels,
        act=actions.prioritise,
        summary="Set priority",
        about="Judge impact and urgency anew, or set another priority than they propose, with a reason.",
    ),
    Verb(
        name="edit",
        label=gettext_lazy("Edit"),
        icon="pencil",
        act=actions.edit,
        own_doors=BOTH,
    ),
    Verb(
        name="confide",
        bulk=True,
        label=gettext_lazy("Make confidential"),
        icon="eye-off",
        noun="confidentiality",
        takes=ConfidentialityIn,
        initial=lambda incident: {"circle": incident.record.circle_id},
        act=actions.confide,
        button=gettext_lazy("Save"),
        summary="Make it confidential",
        about="Only members of the circle, and those who take part, know of it then.",
    ),
    Verb(
        name="appoint",
        label=gettext_lazy("Appoint people"),
        icon="users",
        act=actions.appoint,
        own_doors=BOTH,
        quiet=True,
    ),
    Verb(
        name="inform_management",
        label=gettext_lazy("Management informed"),
        icon="building-2",
        act=actions.inform_management,
        own_doors=BOTH,
        quiet=True,
    ),
    Verb(
        name="propose_major",
        label=gettext_lazy("Propose as major"),
        icon="megaphone",
        noun="major/proposal",
        tag="Major incidents",
        takes=ProposalIn,
        act=actions.propose_major,
        heading=gettext_lazy("Propose as a major incident"),
        button=gettext_lazy("Propose"),
        intro=gettext_lazy("The leads hear of it at once and decide. Nothing else changes until they do."),
        summary="Propose as a major incident",
        about="The leads hear of it and decide.",
        quiet=True,
    ),
    Verb(
        name="declare_major",
        label=gettext_lazy("Declare major incident"),
        icon="siren",
        noun="major/declaration",
        tag="Major incidents",
        takes=DeclarationIn,
        act=actions.declare_major,
        own_doors=frozenset({"page"}),
        summary="Declare a major incident",
        about=(
            "From then on a manager, top management's knowledge and the first word to everybody affected are owed."
        ),
        quiet=True,
    ),
    Verb(
        name="demote_major",
        label=gettext_lazy("Take the mark off"),
        icon="bell-off",
        noun="major/demotion",
        tag="Major incidents",
        takes=Reason,
        asks=_reason(gettext_lazy("Why it is none"), rows=3),
        act=actions.demote_major,
        intro=gettext_lazy("It stays an incident like others. What was done stays in its history."),
        summary="Take the mark off",
        about="Declines a proposal, or takes a declaration back; with the reason.",
        quiet=True,
    ),
    Verb(
        name="finish_review",
        label=gettext_lazy("Finish the review"),
        icon="circle-check",
        act=actions.finish_review,
        own_doors=BOTH,
        quiet=True,
    ),
    Verb(
        name="cancel",
        bulk=True,
        label=gettext_lazy("Cancel"),
        icon="x",
        noun="cancellation",
        takes=CancellationIn,
        asks=_reason(gettext_lazy("Reason"), REQUESTER_READS),
        act=actions.cancel,
        button=gettext_lazy("Cancel incident"),
        summary="Cancel",
        about="It was none, or is not wanted any more. Final.",
    ),
    Verb(
        name="merge",
        label=gettext_lazy("Merge"),
        icon="git-merge",
        noun="merger",
        takes=MergerIn,
        act=actions.merge,
        own_doors=frozenset({"page"}),
        bulk=True,
        summary="Merge",
        about="It closes, `merged_into` says where work goes on, and that incident is the answer.",
    ),
    Verb(
        name="unmerge",
        label=gettext_lazy("Undo merging"),
        icon="split",
        noun="merger",
        method="DELETE",
        page="merger/undone",
        takes=Reason,
        asks=_reason(gettext_lazy("Reason"), REQUESTER_READS),
        act=actions.unmerge,
        intro=gettext_lazy("It was another trouble after all: work on it goes on under its own number."),
        summary="Undo merging",
        about="Back to work under its own number, in the days in which one may reopen.",
    ),
)
