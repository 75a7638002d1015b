"""These verbs, each said once. A practice takes them as they are, or with what is its own (`dataclasses.replace`)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from maitre.kit.rest.shapes import Reason
from maitre.shared.fields.rules import Ask
from maitre.shared.practice.rules import BOTH, Subject, Verb
from maitre.shared.workflow import actions
from maitre.shared.workflow.verbs.given import (
    REQUESTER_READS,
    CancellationIn,
    ConfidentialityIn,
    PauseIn,
    PriorityIn,
)


def reason_asked(label: Any, help: Any = "", rows: int = 4) -> Mapping[str, Ask]:
    """How the reason of a verb is asked for."""
    return {"reason": Ask(label=label, help=help, rows=rows)}


def _levels(subject: Subject) -> Mapping[str, Any]:
    return {"impact": subject.impact, "urgency": subject.urgency, "override": subject.override}


RESUME = Verb(
    name="resume",
    bulk=True,
    label=_("Resume"),
    icon="play",
    noun="pause",
    method="DELETE",
    act=actions.resume,
    summary="Go on working",
)
RESOLVE = Verb(
    name="resolve",
    bulk=True,
    label=_("Resolve"),
    icon="check",
    noun="resolution",
    act=actions.resolve,
    intro=_("The requester hears of it now and can say if it is not solved."),
    summary="Resolve",
    about="It is over: how it ended, what caused it, and what was done.",
)
"""A practice says what it is given: how records end is its own."""
REOPEN = Verb(
    name="reopen",
    bulk=True,
    label=_("Reopen"),
    icon="rotate-ccw",
    noun="resolution",
    method="DELETE",
    page="reopening",
    takes=Reason,
    asks=reason_asked(_("Reason"), REQUESTER_READS),
    act=actions.reopen,
    summary="Reopen",
    about="It is not over: back to work with the same number. The reason comes in the body or as a parameter.",
)
PAUSE = Verb(
    name="pause",
    bulk=True,
    label=_("Wait for…"),
    icon="pause",
    noun="pause",
    takes=PauseIn,
    act=actions.pause,
    heading=_("Wait"),
    intro=_("While it waits for somebody, say whom you asked and when you look again. The date wakes it up."),
    summary="Wait",
    about="For the requester (who is asked `body`), a supplier, a change or a date.",
)
CLOSE = Verb(
    name="close",
    bulk=True,
    label=_("Close"),
    icon="lock",
    noun="closure",
    act=actions.close,
    summary="Close",
    about="The resolution holds.",
)
PRIORITISE = Verb(
    name="prioritise",
    bulk=True,
    label=_("Set priority"),
    icon="flag",
    noun="priority",
    takes=PriorityIn,
    initial=_levels,
    act=actions.prioritise,
    summary="Set priority",
    about="Judge impact and urgency anew, or set another priority than they propose, with a reason.",
)
EDIT = Verb(name="edit", label=_("Edit"), icon="pencil", act=actions.edit, own_doors=BOTH)
CONFIDE = Verb(
    name="confide",
    bulk=True,
    label=_("Make confidential"),
    icon="eye-off",
    noun="confidentiality",
    takes=ConfidentialityIn,
    initial=lambda subject: {"circle": subject.record.circle_id},
    act=actions.confide,
    button=_("Save"),
    summary="Make it confidential",
    about="Only members of the circle, and those who take part, know of it then.",
)
CANCEL = Verb(
    name="cancel",
    bulk=True,
    label=_("Cancel"),
    icon="x",
    noun="cancellation",
    takes=CancellationIn,
    asks=reason_asked(_("Reason"), REQUESTER_READS),
    act=actions.cancel,
    summary="Cancel",
    about="It was none, or is not wanted any more. Final.",
)
