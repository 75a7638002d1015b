"""These verbs, each said once. A practice takes them as they are, or with what is its own (`dataclasses.replace`)."""

from typing import Annotated

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from maitre.kernel.states import Phase
from maitre.kit.rest.shapes import Given, Reason, Reference, Text
from maitre.shared.access.rules import Actor
from maitre.shared.assignment import actions
from maitre.shared.fields.rules import Ask, FieldType
from maitre.shared.practice.rules import Subject, Verb
from maitre.shared.workflow.verbs import reason_asked


class AssignmentIn(Given):
    """A team, a person, or both."""

    team: Annotated[
        Reference | None, Ask(label=gettext_lazy("Team"), type=FieldType.TEAM, empty=gettext_lazy("As it is"))
    ] = Field(None, examples=["network"])
    assignee: Annotated[
        Reference | None,
        Ask(
            label=gettext_lazy("Person"),
            type=FieldType.PERSON,
            staff=True,
            help=gettext_lazy("Name or e-mail address; empty: nobody yet."),
        ),
    ] = None
    reason: Annotated[Text, Ask(label=gettext_lazy("What they need to know"), rows=3)] = Field(
        "", description="What they need to know; read only by those who work on it"
    )


def _name_the_team(form: forms.Form, subject: Subject, actor: Actor) -> None:
    if subject.came_from:
        words = {"team": subject.came_from.name}
        form.fields["reason"].label = _("Why %(team)s shall go on with it") % words


def _is_theirs(subject: Subject, actor: Actor) -> bool:
    """Somebody has it already, and works on it."""
    record = subject.record
    return bool(record.assignee_id == actor.person_id and record.phase == Phase.ACTIVE)


TAKE = Verb(
    name="take",
    useless=_is_theirs,
    bulk=True,
    label=gettext_lazy("Take"),
    icon="user-plus",
    noun="taking",
    act=actions.take,
    summary="Take it yourself",
    about="It is yours, and work begins.",
)
ASSIGN = Verb(
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
)
HAND_BACK = Verb(
    name="hand_back",
    bulk=True,
    label=gettext_lazy("Hand back"),
    icon="corner-down-right",
    noun="return",
    takes=Reason,
    asks=reason_asked(
        gettext_lazy("Why it is theirs"),
        gettext_lazy("What you found out, and what they need to go on."),
    ),
    adapt=_name_the_team,
    act=actions.hand_back,
    summary="Hand back",
    about="To the team it came from, with the reason.",
    quiet=True,
)
