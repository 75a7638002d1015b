"""Plays beats through the ordinary actions, each at its time and by its person: it shows only what can happen."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property

from maitre.operation.incident.actions import (
    assign,
    cancel,
    close,
    confide,
    edit,
    pause,
    reopen,
    report,
    resolve,
    resume,
    take,
)
from maitre.operation.incident.models import Incident
from maitre.product.demo.beats import Beat
from maitre.product.demo.clock import standing_at
from maitre.product.demo.company import cast, company
from maitre.product.demo.files import FILES
from maitre.product.demo.plots import Plot
from maitre.shared.access.models import Circle
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor
from maitre.shared.conversation.actions import attach, comment
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Category, Visibility

TIMETABLE_STEP = timedelta(minutes=5)
"""How long after its moment the timetable notices that something is to be closed, at most."""


class Stage:
    """The cast, looked up once."""

    def __init__(self) -> None:
        known = Person.objects.filter(email__in=list(cast())).select_related("organisation")
        self.people = {person.email: person for person in known}
        self.actors = {email: actor_for(person) for email, person in self.people.items()}

    @cached_property
    def teams(self) -> Mapping[str, Team]:
        return {team.key: team for team in Team.objects.filter(key__in=list(company()["teams"]))}

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        return {each.key: each for each in Category.objects.filter(key__in=list(company()["categories"]))}

    @cached_property
    def organisations(self) -> Mapping[str, Organisation]:
        return {
            each.key: each for each in Organisation.objects.filter(key__in=list(company()["organisations"]))
        }

    @cached_property
    def circles(self) -> Mapping[str, Circle]:
        return {each.key: each for each in Circle.objects.filter(key__in=list(company()["circles"]))}

    def play(self, plot: Plot, told: list[Beat], now: datetime) -> Incident:
        """One incident from its report to where it stands now."""
        first, *rest = told
        with standing_at(first.at):
            incident = self._reported(plot, first)
        for beat in rest:
            at = self._moment(incident, beat)
            if at <= now:
                with standing_at(at):
                    ACTS[beat.verb](self, incident, plot, beat)
        return incident

    def actor(self, beat: Beat) -> Actor:
        return self.actors[beat.by] if beat.by else SYSTEM_ACTOR

    @staticmethod
    def _moment(incident: Incident, beat: Beat) -> datetime:
        """A lapse comes when the incident says so, not when the plot does."""
        if beat.verb == "lapse" and incident.closes_at:
            return incident.closes_at + TIMETABLE_STEP
        return beat.at

    def _reported(self, plot: Plot, beat: Beat) -> Incident:
        story, words = plot.story, plot.words
        return report(
            by=self.actor(beat),
            title=beat.what,
            requester=self.people[plot.requester],
            organisation=self.organisations[plot.site],
            description=beat.text,
            impact=story.impact,
            urgency=story.urgency,
            kind=story.kind,
            category=self.categories[story.category] if plot.sorted_at_once else None,
            service=story.service if plot.sorted_at_once else "",
            item=story.item.format_map(words) if plot.sorted_at_once else "",
        )


Act = Callable[[Stage, Incident, Plot, Beat], object]


def _triage(stage: Stage, incident: Incident, plot: Plot, beat: Beat) -> None:
    """What requesters do not know: the category, the names of service and device."""
    fields = {
        "category_id": stage.categories[plot.story.category].pk,
        "service": plot.story.service,
        "item": plot.story.item.format_map(plot.words),
    }
    edit(incident, fields, by=stage.actor(beat))


def _reply(stage: Stage, incident: Incident, plot: Plot, beat: Beat) -> None:
    """A reply of the requester may end the waiting, behind the back of the incident we hold."""
    waited = bool(incident.pause_reason)
    comment(incident.record, beat.text, by=stage.actor(beat))
    if waited:
        incident.refresh_from_db(fields=["pause_reason", "wakes_at"])


ACTS: Mapping[str, Act] = {
    "attach": lambda stage, incident, plot, beat: attach(
        incident.record, [FILES[beat.what]()], by=stage.actor(beat)
    ),
    "triage": _triage,
    "assign": lambda stage, incident, plot, beat: assign(
        incident, by=stage.actor(beat), team=stage.teams[plot.story.team]
    ),
    "take": lambda stage, incident, plot, beat: take(incident, by=stage.actor(beat)),
    "confide": lambda stage, incident, plot, beat: confide(
        incident, stage.circles[plot.story.circle], by=stage.actor(beat)
    ),
    "reply": _reply,
    "note": lambda stage, incident, plot, beat: comment(
        incident.record, beat.text, by=stage.actor(beat), visibility=Visibility.INTERNAL
    ),
    "pause": lambda stage, incident, plot, beat: pause(
        incident, by=stage.actor(beat), reason=beat.what, text=beat.text
    ),
    "resume": lambda stage, incident, plot, beat: resume(incident, by=stage.actor(beat)),
    "resolve": lambda stage, incident, plot, beat: resolve(
        incident, by=stage.actor(beat), code=plot.story.code, cause=plot.story.cause, solution=beat.text
    ),
    "confirm": lambda stage, incident, plot, beat: close(incident, by=stage.actor(beat)),
    "lapse": lambda stage, incident, plot, beat: close(
        incident, by=SYSTEM_ACTOR, why=Why("workflow.nobody_objected")
    ),
    "reopen": lambda stage, incident, plot, beat: reopen(incident, by=stage.actor(beat), reason=beat.text),
    "cancel": lambda stage, incident, plot, beat: cancel(incident, by=stage.actor(beat), reason=beat.text),
}
