"""What is said on an incident that was merged goes on where the work goes on; the merged one stays merged (N20)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.states import Phase
from maitre.operation.incident.actions.edit import confide
from maitre.operation.incident.actions.kin import locked
from maitre.operation.incident.actions.report import report
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rules import Channel
from maitre.shared.access.rules import REQUESTER, SYSTEM_ACTOR, Actor
from maitre.shared.conversation.actions import link
from maitre.shared.lifecycle.actions import Line, append, follow
from maitre.shared.lifecycle.rules import Happening, Why
from maitre.shared.notifications.models import Notification
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.querysets import reads_internal, standing

KIND = "incident"
REPLIED_THROUGH = {"page": Channel.PORTAL, "rest": Channel.API, "mail": Channel.MAIL}
"""Door of a reply to the channel of the incident it becomes."""


def lock_ahead(record: Record, by: Actor) -> None:
    """Before something is said on a merged incident: lock it and where it goes on, in the order of their ids."""
    if record.kind != KIND or record.phase != Phase.CLOSED:
        return
    merged = Incident.objects.select_related("record").filter(pk=record.pk, merged_into__isnull=False).first()
    if merged is not None:
        locked(lambda: {record.pk, *(each.pk for each in [_goes_on(merged, by)] if each)})


def carry_on(happening: Happening) -> None:
    """Follower of what is said: on a merged incident it is said on the survivor as well, by the same person.

    Who may not see the survivor keeps reading their own, and what they say becomes an incident of its own, linked:
    merging never opens anything to anybody.
    """
    record, by = happening.record, happening.by
    if record.kind != KIND or record.phase != Phase.CLOSED or happening.visibility != Visibility.PUBLIC:
        return
    merged = Incident.objects.select_related("record").filter(pk=record.pk, merged_into__isnull=False).first()
    if merged is None or by.is_system:
        return
    if (there := _goes_on(merged, by)) is not None:
        _say_there(there.record, happening)
    elif REQUESTER in standing(by, record) or not reads_internal(standing(by, record)):
        _follow_up(merged, happening)


def _goes_on(merged: Incident, by: Actor) -> Incident | None:
    """Where what this person says on a merged incident is heard: the survivor, else what they reported since then."""
    survivor = Incident.objects.survivor_of(merged)
    if standing(by, survivor.record):
        return survivor
    since = Incident.objects.select_related("record").filter(
        record__links_out__target=merged.record_id,
        record__links_out__kind="relates",
        record__requester_id=by.person_id,
        record__phase__in=[Phase.QUEUED, Phase.ACTIVE, Phase.WAITING, Phase.DONE],
    )
    return since.order_by("-pk").first()


def _say_there(record: Record, happening: Happening) -> None:
    """Once more where it is read; whoever heard of it on the merged one is not told again."""
    told = Notification.objects.filter(record_id=happening.record.pk, seq=happening.seq)
    heard = frozenset(told.values_list("person_id", flat=True))
    if happening.verb == "attach":
        named = (None, f"took_in {happening.record.label}")
        line = Line("arrive", Visibility.INTERNAL, change={"link": named})
    else:
        why = Why("incident.said_on_merged")
        line = Line("comment", private={"text": happening.text}, why=why)
    entry = append(record, line, by=happening.by, at=timezone.now())
    said = Happening(record, line.verb, happening.by, entry.seq, line.visibility, happening.text, heard=heard)
    follow(said)


def _follow_up(merged: Incident, happening: Happening) -> None:
    """Their reply, or that there are files, as a new incident under the title they know: in the same circle, linked."""
    files = _("New files on %(number)s") % {"number": merged.record.label}
    person = Person.objects.select_related("organisation").get(pk=happening.by.person_id or 0)
    made = report(
        by=happening.by,
        title=merged.record.title,
        requester=person,
        organisation=person.organisation,
        description=happening.text or files,
        impact=merged.impact,
        urgency=merged.urgency,
        kind=merged.kind,
        location=merged.location,
        channel=REPLIED_THROUGH.get(happening.by.via, ""),
    )
    if merged.record.circle is not None:
        confide(made, merged.record.circle, by=SYSTEM_ACTOR)
    link(made.record, merged.record, "relates", by=SYSTEM_ACTOR)
