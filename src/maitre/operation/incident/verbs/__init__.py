"""The verbs of incidents, each said once; every door is made of this. The likeliest stand first.

Who may take them and what must be true stands in `lifecycle.py`.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy

from maitre.kit.rest.shapes import Reason
from maitre.operation.incident import actions
from maitre.operation.incident.verbs.given import (
    ConfidentialityIn,
    DeclarationIn,
    MergerIn,
    PauseIn,
    ProposalIn,
    ResolutionIn,
    UpdateIn,
)
from maitre.shared.assignment import verbs as assignment
from maitre.shared.practice.rules import BOTH, Verb
from maitre.shared.relationships import verbs as relationships
from maitre.shared.workflow import verbs as workflow

VERBS = (
    assignment.TAKE,
    workflow.RESUME,
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
    replace(
        workflow.RESOLVE,
        takes=ResolutionIn,
        order=("solution", "code", "cause"),
        children=relationships.RESOLVE_CHILDREN,
    ),
    replace(workflow.REOPEN, children=relationships.REOPEN_CHILDREN),
    replace(workflow.PAUSE, takes=PauseIn),
    assignment.ASSIGN,
    assignment.HAND_BACK,
    workflow.CLOSE,
    workflow.PRIORITISE,
    workflow.EDIT,
    replace(workflow.CONFIDE, takes=ConfidentialityIn),
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
        asks=workflow.reason_asked(gettext_lazy("Why it is none"), rows=3),
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
        useless=lambda incident, actor: True,  # its button stands on the page of the review
        own_doors=BOTH,
        quiet=True,
    ),
    replace(workflow.CANCEL, button=gettext_lazy("Cancel incident")),
    replace(
        relationships.MERGE,
        takes=MergerIn,
        about="It closes, `merged_into` says where work goes on, and that incident is the answer.",
    ),
    relationships.UNMERGE,
)
