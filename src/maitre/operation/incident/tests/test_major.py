"""Major incidents: who declares one, what is owed when, who hears, what stays when it is over."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from maitre.kernel.business_time import add_business_days
from maitre.kernel.errors import AlreadyChanged, IllegalTransition, Invalid, NotAllowed, NotReady
from maitre.operation.incident import actions
from maitre.operation.incident.actions import duties
from maitre.operation.incident.models import Duty, ExpectedImpact, Incident, MajorIncident, Review
from maitre.operation.incident.rules.major import Obligation, Part
from maitre.operation.incident.tests.steps import END
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.notifications.models import Notification
from maitre.shared.notifications.rules import Reason
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Body, Entry
from maitre.shared.records.querysets import listing_of

if TYPE_CHECKING:
    from tests.cast import Cast

WHY = {"criteria": ["data"], "reason": "Cards of guests were seen elsewhere."}


def declared(cast: "Cast", **more: object) -> Incident:
    incident = cast.incident()
    actions.declare_major(incident, by=cast.actor("leo"), **WHY, **more)  # type: ignore[arg-type]
    return cast.fresh(incident)


def open_duties(incident: Incident) -> dict[str, Duty]:
    return {duty.obligation: duty for duty in Duty.objects.filter(major=incident.pk).open()}


def told(incident: Incident, verb: str) -> set[str]:
    heard = Notification.objects.filter(record=incident.pk, verb=verb).select_related("person")
    return {each.person.email.split("@")[0] for each in heard}


def test_a_proposal_owes_nothing_and_tells_the_leads(cast: "Cast") -> None:
    incident = cast.incident()
    actions.propose_major(incident, by=cast.actor("agnes"), **WHY)  # type: ignore[arg-type]
    assert cast.fresh(incident).major == "proposed"
    assert told(incident, "propose_major") == {"leo"}
    assert Notification.objects.get(record=incident.pk, verb="propose_major").reason == Reason.DUTY
    assert open_duties(incident) == {}


@pytest.mark.parametrize("verb", ["propose_major", "declare_major"])
def test_it_needs_a_criterion_and_a_reason(cast: "Cast", verb: str) -> None:
    act = getattr(actions, verb)
    incident = cast.incident()
    for lacking in ({"criteria": []}, {"criteria": ["loud"]}, {"reason": " "}):
        with pytest.raises(NotReady):
            act(incident, by=cast.actor("leo"), **(WHY | lacking))
    assert cast.fresh(incident).major == ""
    assert not MajorIncident.objects.exists()


def test_an_agent_proposes_and_does_not_declare(cast: "Cast") -> None:
    incident = cast.incident()
    with pytest.raises(NotAllowed):
        actions.declare_major(incident, by=cast.actor("agnes"), **WHY)  # type: ignore[arg-type]
    assert cast.fresh(incident).major == ""


def test_declaring_owes_a_manager_in_15_minutes_and_two_words_in_30(cast: "Cast") -> None:
    incident = declared(cast)
    at = MajorIncident.objects.get(pk=incident.pk).declared_at
    assert at is not None
    due = {name: duty.due_at - at for name, duty in open_duties(incident).items()}
    assert due == {
        "manager": timedelta(minutes=15),
        "management": timedelta(minutes=30),
        "update": timedelta(minutes=30),
    }


def test_whoever_manages_it_from_the_start_owes_no_manager(cast: "Cast") -> None:
    incident = declared(cast, manager=cast.person("leo"))
    assert set(open_duties(incident)) == {"management", "update"}
    duty = Duty.objects.get(major=incident.pk, obligation="manager")
    assert (duty.done_by_id, duty.done_at is not None) == (cast.person("leo").pk, True)


def test_only_one_of_two_who_declare_at_once_does(cast: "Cast") -> None:
    incident = cast.incident()
    mine, theirs = cast.fresh(incident), cast.fresh(incident)
    actions.declare_major(mine, by=cast.actor("leo"), **WHY)  # type: ignore[arg-type]
    with pytest.raises(AlreadyChanged):
        actions.declare_major(theirs, by=cast.actor("ada"), **WHY)  # type: ignore[arg-type]
    assert Duty.objects.filter(major=incident.pk).count() == 3


@pytest.mark.parametrize("before", ["propose_major", "declare_major"])
@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_it_is_never_demoted_without_a_reason(cast: "Cast", before: str, reason: str) -> None:
    incident = cast.incident()
    getattr(actions, before)(incident, by=cast.actor("leo"), **WHY)
    marked = cast.fresh(incident)
    with pytest.raises(NotReady):
        actions.demote_major(marked, by=cast.actor("leo"), reason=reason)
    assert cast.fresh(incident).major == marked.major != ""


def test_demoting_says_why_and_ends_what_was_owed(cast: "Cast") -> None:
    incident = declared(cast)
    entry = actions.demote_major(incident, by=cast.actor("leo"), reason="Only one till after all.")
    assert cast.fresh(incident).major == "demoted"
    assert open_duties(incident) == {}
    assert "Only one till" in (Body.objects.get(record=incident.pk, seq=entry.seq).text or "")
    assert entry.visibility == "internal"


def test_what_was_demoted_can_be_declared_again(cast: "Cast") -> None:
    incident = declared(cast)
    actions.demote_major(incident, by=cast.actor("leo"), reason="Over")
    actions.declare_major(cast.fresh(incident), by=cast.actor("leo"), **WHY)  # type: ignore[arg-type]
    assert set(open_duties(incident)) == {"manager", "management", "update"}


def test_parts_are_given_to_people_who_hear_of_it(cast: "Cast") -> None:
    incident = declared(cast)
    parts = {Part.MANAGER: cast.person("leo"), Part.SCRIBE: cast.person("agnes")}
    actions.appoint(incident, parts, by=cast.actor("leo"))
    major = MajorIncident.objects.get(pk=incident.pk)
    assert (major.manager, major.scribe, major.communications) == (*parts.values(), None)
    assert told(incident, "appoint") == {"agnes"}, "nobody hears of what they did themselves"
    assert "manager" not in open_duties(incident)


def test_a_part_goes_only_to_somebody_who_may_work_on_it(cast: "Cast") -> None:
    incident = declared(cast)
    for who in ("fiona", "rita"):
        with pytest.raises(Invalid):
            actions.appoint(incident, {Part.SCRIBE: cast.person(who)}, by=cast.actor("leo"))
    assert not Entry.objects.filter(record=incident.pk, verb="appoint").exists()


def test_a_manager_who_is_taken_off_is_owed_again(cast: "Cast") -> None:
    incident = declared(cast, manager=cast.person("leo"))
    actions.appoint(incident, {Part.MANAGER: None}, by=cast.actor("leo"))
    assert "manager" in open_duties(incident)


def test_telling_management_fulfils_its_duty(cast: "Cast") -> None:
    incident = declared(cast)
    actions.inform_management(incident, by=cast.actor("agnes"), text="Called the director")
    duty = Duty.objects.get(major=incident.pk, obligation="management")
    assert (duty.done_by_id, duty.lapsed_at) == (cast.person("agnes").pk, None)


def test_an_update_is_public_and_promises_the_next(cast: "Cast") -> None:
    incident = declared(cast)
    before = timezone.now()
    entry = actions.update_stakeholders(
        incident, by=cast.actor("leo"), text="Nothing new yet.", next_within=60
    )
    assert entry.visibility == "public"
    assert told(incident, "update_stakeholders") == {"rita"}
    due = open_duties(incident)["update"].due_at
    assert before + timedelta(minutes=60) <= due <= timezone.now() + timedelta(minutes=60)
    assert Duty.objects.filter(major=incident.pk, obligation="update", done_at__isnull=False).count() == 1
    major = MajorIncident.objects.get(pk=incident.pk)
    assert (major.updates, major.update_seq) == (1, entry.seq)


def test_an_update_needs_words_also_when_nothing_changed(cast: "Cast") -> None:
    incident = declared(cast)
    with pytest.raises(NotReady):
        actions.update_stakeholders(incident, by=cast.actor("leo"), text=" ")
    with pytest.raises(Invalid):
        actions.update_stakeholders(incident, by=cast.actor("leo"), text="Soon", next_within=7)


def resolved(cast: "Cast") -> Incident:
    incident = declared(cast)
    actions.take(incident, by=cast.actor("agnes"))
    actions.resolve(incident, by=cast.actor("agnes"), **END)
    return cast.fresh(incident)


def test_resolving_stops_the_clock_and_owes_a_review_in_five_business_days(cast: "Cast") -> None:
    incident = resolved(cast)
    major = MajorIncident.objects.get(pk=incident.pk)
    assert major.ended_at is not None
    calendar = calendar_of(incident.record.organisation)
    assert {name: duty.due_at for name, duty in open_duties(incident).items()} == {
        "management": Duty.objects.get(major=major, obligation="management").due_at,
        "review": add_business_days(major.ended_at, 5, calendar),
    }


def test_five_business_days_pass_over_the_weekend(cast: "Cast") -> None:
    """Friday noon in Vienna, before the clocks change: due on the next Friday noon, wall time."""
    zone = ZoneInfo("Europe/Vienna")
    calendar = calendar_of(cast.organisations["harbour"])
    start = datetime(2026, 3, 20, 12, 0, tzinfo=ZoneInfo("UTC"))
    assert add_business_days(start, 5, calendar).astimezone(zone) == datetime(2026, 3, 27, 13, 0, tzinfo=zone)


def test_reopening_owes_a_word_again_and_no_review_yet(cast: "Cast") -> None:
    incident = resolved(cast)
    actions.reopen(incident, by=cast.actor("agnes"), reason="Again")
    assert set(open_duties(incident)) == {"management", "update"}
    assert MajorIncident.objects.get(pk=incident.pk).ended_at is None


def test_cancelling_ends_what_is_owed(cast: "Cast") -> None:
    incident = declared(cast)
    actions.cancel(incident, by=cast.actor("leo"), reason="A drill")
    assert open_duties(incident) == {}


def test_overdue_duties_are_called_to_mind_once_and_to_whom_they_concern(cast: "Cast") -> None:
    incident = declared(cast)
    actions.appoint(incident, {Part.COMMUNICATIONS: cast.person("carla")}, by=cast.actor("leo"))
    soon = timezone.now() + timedelta(minutes=20)
    assert duties.remind(soon, limit=10) == 1, "only the manager is overdue after 20 minutes"
    assert duties.remind(soon, limit=10) == 0
    assert told(incident, "remind") == {"leo"}
    later = timezone.now() + timedelta(minutes=31)
    assert duties.remind(later, limit=10) == 2
    assert told(incident, "remind") == {"leo", "carla"}
    assert Entry.objects.filter(record=incident.pk, verb="remind", visibility="internal").count() == 3


def test_nobody_is_reminded_of_what_is_done(cast: "Cast") -> None:
    incident = declared(cast, manager=cast.person("leo"))
    actions.inform_management(incident, by=cast.actor("leo"))
    actions.update_stakeholders(incident, by=cast.actor("leo"), text="We look into it")
    assert duties.remind(timezone.now() + timedelta(minutes=29), limit=10) == 0


def test_a_confidential_one_reminds_only_leads_of_its_circle(cast: "Cast") -> None:
    grant(cast.person("carla"), Role.LEAD, cast.organisations["harbour"], by=SYSTEM_ACTOR)
    incident = declared(cast)
    actions.confide(incident, cast.circles["board"], by=cast.actor("carla"))
    duties.remind(timezone.now() + timedelta(minutes=16), limit=10)
    assert told(incident, "remind") == {"carla"}


def test_a_review_is_written_by_several_and_finished_once(cast: "Cast") -> None:
    incident = resolved(cast)
    actions.write_review(incident, {"what_happened": "A disk"}, by=cast.actor("agnes"))
    with pytest.raises(NotReady):
        actions.finish_review(incident, by=cast.actor("leo"))
    actions.write_review(incident, {"actions": "Two disks"}, by=cast.actor("leo"))
    with pytest.raises(NotAllowed):
        actions.finish_review(incident, by=cast.actor("agnes"))
    entry = actions.finish_review(incident, by=cast.actor("leo"))
    assert "Two disks" in (Body.objects.get(record=incident.pk, seq=entry.seq).text or "")
    assert "review" not in open_duties(incident)
    with pytest.raises(AlreadyChanged):
        actions.write_review(incident, {"actions": "Three"}, by=cast.actor("leo"))
    with pytest.raises(NotReady):
        actions.finish_review(incident, by=cast.actor("leo"))
    assert Review.objects.get(pk=incident.pk).actions == "Two disks"


def test_two_who_write_the_review_at_once_lose_nothing(cast: "Cast") -> None:
    incident = resolved(cast)
    actions.write_review(incident, {"went_well": "Fast"}, by=cast.actor("agnes"))
    seen = Review.objects.get(pk=incident.pk).version
    actions.write_review(incident, {"went_well": "Very fast"}, by=cast.actor("leo"), version=seen)
    with pytest.raises(AlreadyChanged):
        actions.write_review(incident, {"went_well": "Slow"}, by=cast.actor("agnes"), version=seen)
    assert Review.objects.get(pk=incident.pk).went_well == "Very fast"


def test_there_is_no_review_before_it_is_over(cast: "Cast") -> None:
    with pytest.raises(IllegalTransition):
        actions.write_review(declared(cast), {"actions": "Later"}, by=cast.actor("leo"))


def test_priority_one_on_a_critical_service_proposes_itself(cast: "Cast") -> None:
    ExpectedImpact.objects.create(key="booking", words=["booking"], impact=1, urgency=1, critical=True)
    incident = cast.incident(service="Booking engine")
    now = cast.fresh(incident)
    assert (now.record.priority, now.major) == (1, "proposed")
    entry = Entry.objects.get(record=incident.pk, verb="propose_major")
    assert entry.by_id is None
    assert "major.critical_service" in entry.sealed
    assert told(incident, "propose_major") == {"leo"}


def test_what_becomes_priority_one_later_is_proposed_then_and_once_only(cast: "Cast") -> None:
    ExpectedImpact.objects.create(key="booking", words=["booking"], impact=2, critical=True)
    incident = cast.incident(service="Booking engine")
    assert cast.fresh(incident).major == ""
    actions.prioritise(incident, by=cast.actor("agnes"), impact=1, urgency=1)
    assert cast.fresh(incident).major == "proposed"
    actions.demote_major(cast.fresh(incident), by=cast.actor("leo"), reason="No")
    actions.prioritise(cast.fresh(incident), by=cast.actor("agnes"), impact=2)
    actions.prioritise(cast.fresh(incident), by=cast.actor("agnes"), impact=1)
    assert cast.fresh(incident).major == "demoted"


def test_priority_one_elsewhere_proposes_nothing(cast: "Cast") -> None:
    ExpectedImpact.objects.create(key="booking", words=["booking"], impact=1, critical=True)
    assert cast.fresh(cast.incident(impact=1, urgency=1, service="Lobby screen")).major == ""


@pytest.mark.parametrize(
    ("query", "found"),
    [("major:yes", {"declared"}), ("major:no", {"proposed", "plain"}), ("major:proposed", {"proposed"})],
)
def test_lists_can_be_asked_for_major_incidents(cast: "Cast", query: str, found: set[str]) -> None:
    named = {"declared": declared(cast), "proposed": cast.incident(), "plain": cast.incident()}
    actions.propose_major(named["proposed"], by=cast.actor("agnes"), **WHY)  # type: ignore[arg-type]
    rows = {row.id for row in listing_of("incident", cast.actor("agnes"), query=query).rows}
    assert {key for key, each in named.items() if each.pk in rows} == found


def test_each_obligation_is_spoken_for() -> None:
    assert {each.value for each in Obligation} == {"manager", "management", "update", "review"}
