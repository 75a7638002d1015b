"""What incidents add elsewhere: life cycle, words for timeline entries, followers, jobs, fields to ask by."""

from django.utils.translation import gettext_lazy

from maitre.kit.web.slots import fill
from maitre.operation.incident import imports, jobs  # noqa: F401  (declare the reception and the jobs)
from maitre.operation.incident.actions import duties, report
from maitre.operation.incident.actions.definitions import EXPECTED_IMPACTS
from maitre.operation.incident.actions.leave import free_parts
from maitre.operation.incident.actions.macros import STEPS, incident_of
from maitre.operation.incident.actions.major import propose_where_computable
from maitre.operation.incident.actions.recur import RecurringIncident, report_again
from maitre.operation.incident.lifecycle import LIFECYCLE, PENDING
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import ENDING, FAMILY, SENTENCES, STATES, WAITING, about, why
from maitre.operation.incident.notices.dimensions import GROUPING
from maitre.operation.incident.notices.sheet import SHEET
from maitre.operation.incident.pages.major_banner import major_banner
from maitre.operation.incident.pages.major_panel import major_panel
from maitre.operation.incident.querysets import facets
from maitre.operation.incident.rest.shapes import IncidentOut, incident_outs
from maitre.operation.incident.rules import Channel, PauseReason
from maitre.operation.incident.rules.fields import FIELDS
from maitre.operation.incident.verbs import VERBS
from maitre.operation.incident.verbs.facts import CHANGES, CREATES
from maitre.shared.access.rules import Actor
from maitre.shared.declarations.rules import declare
from maitre.shared.exports.rules import offer_sheet
from maitre.shared.flow.rules import Fields, Measured, measure, offer_grouping
from maitre.shared.lifecycle.rules import Happening, on, register
from maitre.shared.macros.rules import offer_steps
from maitre.shared.organisation.models import Person
from maitre.shared.organisation.rules import on_leaving
from maitre.shared.practice.rules import Families, Practice, offer
from maitre.shared.records.notices import speaks
from maitre.shared.records.rules import offer_fields
from maitre.shared.recurrence.rules import Maker, can_make
from maitre.shared.relationships.rules import lives_elsewhere
from maitre.shared.search.rules import describes


def propose_by_rule(happening: Happening) -> None:
    """What has just become priority 1 may be a major incident; nothing is asked for anything less."""
    record = happening.record
    if record.kind != LIFECYCLE.kind or record.priority != 1 or not record.is_open:
        return
    if incident := Incident.objects.filter(pk=record.pk, major="").first():
        incident.record = record
        propose_where_computable(incident)


def follow_up(merged: Incident, *, requester: Person, text: str, by: Actor) -> Incident:
    """What somebody said on a merged incident, as one of their own: it is as bad as that was."""
    return report(
        by=by,
        title=merged.record.title,
        requester=requester,
        organisation=requester.organisation,
        description=text,
        impact=merged.impact,
        urgency=merged.urgency,
        kind=merged.kind,
        location=merged.location,
        channel=REPLIED_THROUGH.get(by.via, ""),
    )


REPLIED_THROUGH = {"page": Channel.PORTAL, "rest": Channel.API, "mail": Channel.MAIL}
"""Door of a reply to the channel of the incident it becomes."""
STOPS_CLOCK = frozenset({PauseReason.REQUESTER.value, PauseReason.SCHEDULED.value})


def clock_paused(fields: Fields) -> bool:
    """Waiting for the requester or for a date stops the clock; for a supplier or a change it does not."""
    return fields.get("state") == PENDING and fields.get("pause_reason") in STOPS_CLOCK


TAKE_FIRST = {"resolve": gettext_lazy("Resolve: take it first")}
RESOLVE_FIRST = {"close": gettext_lazy("Close: resolve first")}

FAMILIES = Families(
    phrases=FAMILY,
    goes_along=("impact", "urgency", "override", "kind", "service", "item", "location", "channel"),
    follow_up=follow_up,
)

offer(
    Practice(
        lifecycle=LIFECYCLE,
        model=Incident,
        plural="incidents",
        many=gettext_lazy("Incidents"),
        stage=gettext_lazy("Operation"),
        phrases=about.PHRASES,
        views=about.VIEWS,
        states=STATES,
        fields=about.FIELDS,
        values=about.VALUES,
        properties=about.properties,
        situation=about.situation,
        marks=about.marks,
        badges=about.badges,
        waiting=WAITING,
        ending=ENDING,
        families=FAMILIES,
        silent={"take", "report"},
        why=why,
        out=IncidentOut,
        outs=incident_outs,
        summaries=about.SUMMARIES,
        creates=CREATES,
        changes=CHANGES,
        verbs=VERBS,
        moves=("take", "assign", "pause", "resume", "resolve", "cancel"),
        before={
            "new": TAKE_FIRST,
            "assigned": TAKE_FIRST,
            "in_progress": RESOLVE_FIRST,
            "pending": RESOLVE_FIRST,
            "open_tasks": {"resolve": gettext_lazy("Resolve: finish its tasks first")},
        },
    )
)
register(LIFECYCLE)
can_make(
    LIFECYCLE.kind,
    Maker(
        RecurringIncident, report_again, {"category": "category", "team": "team", "tasks": "task_template"}
    ),
)
measure(
    Measured(
        LIFECYCLE.kind,
        LIFECYCLE.states,
        paused=clock_paused,
        left_out=lives_elsewhere,
        facets=facets,
        counted="-state:cancelled -family:merged",
    )
)
offer_grouping(GROUPING)
offer_fields(LIFECYCLE, FIELDS)
speaks(LIFECYCLE.kind, SENTENCES)
for _verb in ("report", "prioritise", "edit"):
    on(_verb, propose_by_rule)
on("resolve", duties.restored)
for _verb in ("reopen", "unmerge"):
    on(_verb, duties.broken_again)
for _verb in ("cancel", "merge"):
    on(_verb, duties.ended_otherwise)
on_leaving(free_parts)
describes(LIFECYCLE.kind, Incident.objects.descriptions)
offer_sheet(SHEET)
offer_steps(LIFECYCLE.kind, incident_of, STEPS)
fill("record", major_panel, order=5)
fill("portal.banners", major_banner, order=10)
declare(EXPECTED_IMPACTS)
