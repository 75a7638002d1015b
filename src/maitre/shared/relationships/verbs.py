"""These verbs, each said once. A practice takes them as they are, or with what is its own (`dataclasses.replace`)."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from maitre.kernel.states import OPEN_PHASES, Phase
from maitre.kit.rest.shapes import Given, Reason, Reference, Text
from maitre.shared.fields.rules import Ask, FieldType
from maitre.shared.practice.rules import ForChildren, Verb
from maitre.shared.relationships import actions
from maitre.shared.relationships.notices import children_in
from maitre.shared.workflow.verbs import reason_asked
from maitre.shared.workflow.verbs.given import REQUESTER_READS


class MergerIn(Given):
    """What it is merged into; where that was merged itself, into what lives on."""

    into: Annotated[Reference, Ask(label=_("In which one it goes on"), type=FieldType.RECORD)]
    message: Text = Field("", description="What its requester hears with it, once")
    let_follow: bool = Field(
        False,
        strict=True,
        description="Let those who take part follow the other one; they see it from then on",
    )
    cancel_tasks: bool = Field(
        False, strict=True, description="Cancel its open tasks, which go along otherwise"
    )


MERGE = Verb(
    name="merge",
    label=_("Merge"),
    icon="git-merge",
    noun="merger",
    takes=MergerIn,
    act=actions.merge,
    own_doors=frozenset({"page"}),
    bulk=True,
    intro=_(
        "It closes, and work goes on in the other one. What was said here is shown there, and not sent again."
    ),
    summary="Merge",
    about="It closes, `merged_into` says where work goes on, and that one is the answer.",
)
UNMERGE = Verb(
    name="unmerge",
    useless=lambda subject, actor: subject.merged_into_id is None,
    label=_("Undo merging"),
    icon="split",
    noun="merger",
    method="DELETE",
    page="merger/undone",
    takes=Reason,
    asks=reason_asked(_("Reason"), REQUESTER_READS),
    act=actions.unmerge,
    intro=_("It was another trouble after all: work on it goes on under its own number."),
    summary="Undo merging",
    about="Back to work under its own number, in the days in which one may reopen.",
)
RESOLVE_CHILDREN = ForChildren(
    count=lambda subject, actor: children_in(subject, actor, *OPEN_PHASES),
    act=actions.resolve_children,
    done=_("Resolved"),
)
REOPEN_CHILDREN = ForChildren(
    count=lambda subject, actor: children_in(subject, actor, Phase.DONE, Phase.CLOSED),
    act=actions.reopen_children,
    done=_("Reopened"),
)
