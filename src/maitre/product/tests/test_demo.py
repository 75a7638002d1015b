"""The demo company: what it shows, that it is told the same way each time, that it can be taken away again."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from maitre.kernel.errors import Invalid
from maitre.operation.incident.actions import report
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rules import CLOSE_AFTER_DAYS
from maitre.product import demo
from maitre.product.cli.verify import examine
from maitre.product.demo.load import FORMER
from maitre.product.demo.majors import began, majors
from maitre.product.demo.plots import REQUESTER
from maitre.product.demo.remove import StillNeeded
from maitre.product.demo.sign_ins import LOGINS, PASSWORD
from maitre.shared.access.models import Grant
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.audit.models import AuditEvent, AuditHead
from maitre.shared.conversation.actions import comment, link, place
from maitre.shared.conversation.models import Attachment, Draft
from maitre.shared.flow.models import Course
from maitre.shared.flow.querysets.stale import stale
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Entry, Participation, Record
from maitre.shared.reminders.models import Reminder
from maitre.shared.tasks.models import Item

A_MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
MOMENTS = [
    A_MONDAY,
    datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    datetime(2026, 8, 16, 3, 0, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo, loaded once for the tests below."""
    with django_db_blocker.unblock():
        assert demo.load()
    yield
    with django_db_blocker.unblock():
        assert demo.remove()
        AuditEvent.objects.all().delete()  # the book keeps everything; other tests begin with an empty one
        AuditHead.objects.all().delete()


pytestmark = pytest.mark.django_db
loaded = pytest.mark.usefixtures("company")


def person(email: str) -> Person:
    return Person.objects.get(email=email)


def visible(email: str) -> set[str]:
    return {str(record) for record in Record.objects.visible_to(actor_for(person(email)))}


@loaded
@pytest.mark.parametrize("email", LOGINS)
def test_each_demo_person_signs_in(email: str) -> None:
    answer = Client().post("/sign-in", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302


@loaded
def test_nobody_else_has_a_password() -> None:
    others = Person.objects.exclude(email__in=list(LOGINS))
    assert len(others) >= 30
    assert not any(other.has_usable_password() for other in others)


@loaded
def test_a_second_load_changes_nothing() -> None:
    def state() -> list[object]:
        return [
            Person.objects.count(),
            Entry.objects.count(),
            Grant.objects.count(),
            AuditEvent.objects.count(),
        ]

    before = state()
    assert demo.load() is None
    assert state() == before


@loaded
def test_incidents_stand_in_every_state() -> None:
    group = Record.objects.filter(kind="incident").exclude(organisation__key="marien-clinic")
    states = Counter(group.values_list("state", flat=True))
    assert set(states) == {"new", "assigned", "in_progress", "pending", "resolved", "closed", "cancelled"}
    assert 20 <= group.open().count() <= 35
    assert len(group) >= 170
    assert Incident.objects.filter(reopened__gt=0).count() >= 5
    waiting = set(Incident.objects.filter(record__state="pending").values_list("pause_reason", flat=True))
    assert {"requester", "supplier", "change"} <= waiting
    assert 12 <= Record.objects.filter(organisation__key="marien-clinic").count() <= 18


@loaded
def test_the_requester_finds_requests_in_different_states() -> None:
    states = Counter(Record.objects.filter(requester__email=REQUESTER).values_list("state", flat=True))
    assert set(states) >= {"new", "in_progress", "pending", "resolved", "closed", "cancelled"}


@loaded
def test_the_agent_finds_work_of_each_kind() -> None:
    own = Record.objects.filter(assignee__email="agent@demo.example")
    assert {"in_progress", "pending", "resolved", "closed"} <= set(own.values_list("state", flat=True))
    assert own.open().count() >= 5


@loaded
@pytest.mark.parametrize("email", ["agent@demo.example", "lead@demo.example"])
def test_desks_have_tasks_reminders_and_texts_not_sent_yet(email: str) -> None:
    of = actor_for(person(email))
    own = Record.objects.filter(kind="task", assignee__email=email)
    assert own.open().count() >= 2
    assert Reminder.objects.of(of).waiting().count() >= 2
    assert Draft.objects.of(of).exists()
    unassigned = Record.objects.filter(kind="task", assignee=None).visible_to(of)
    assert unassigned.open().count() >= 2


@loaded
def test_tasks_stand_at_different_places_and_one_is_late() -> None:
    tasks = Record.objects.filter(kind="task")
    assert {"open", "in_progress", "done"} <= set(tasks.values_list("state", flat=True))
    assert tasks.open().filter(next_deadline__lt=timezone.now()).count() == 1
    assert Item.objects.filter(ticked_at__isnull=False).count() == 2


@loaded
def test_what_nobody_objected_to_has_closed_by_itself() -> None:
    left = Incident.objects.filter(record__state="resolved")
    assert left
    assert all(incident.closes_at and incident.closes_at > timezone.now() for incident in left)
    by_itself = Entry.objects.filter(verb="close", by_id=None)
    assert by_itself.count() >= 50
    first = by_itself.order_by("record_id")[0]
    resolved = Entry.objects.filter(record=first.record, verb="resolve").latest("seq")
    assert first.at - resolved.at >= timedelta(days=CLOSE_AFTER_DAYS)


@loaded
def test_what_happened_of_late_was_done_here_and_the_rest_was_brought_along() -> None:
    brought = Record.objects.filter(imported_life__isnull=False)
    here = Entry.objects.exclude(record__in=brought)
    assert not here.filter(sealed__contains='"source"').exists()
    assert not Entry.objects.filter(record__in=brought).exclude(sealed__contains=FORMER).exists()
    assert not Entry.objects.filter(at__gt=timezone.now()).exists()
    assert 1_500 <= brought.count() <= 3_000
    assert 60 <= Record.objects.exclude(pk__in=brought).count() <= 130
    assert not brought.open().exists()


@loaded
def test_six_months_hold_everything_that_happens_to_incidents() -> None:
    brought = Entry.objects.filter(record__imported_life__isnull=False)
    verbs = Counter(brought.values_list("verb", flat=True))
    assert set(verbs) == {
        "report", "edit", "assign", "take", "comment", "note", "pause", "resume", "prioritise", "resolve", "close",
        "reopen", "cancel",
    }  # fmt: skip
    assert all(amount >= 40 for amount in verbs.values()), verbs
    courses = Course.objects.filter(record__imported_life__isnull=False)
    assert courses.filter(hand_offs__gt=0).count() >= 100
    assert courses.filter(returns__gt=0).count() >= 30
    assert courses.filter(reopenings__gt=0).count() >= 30
    assert courses.filter(grown=True).count() >= 30


@loaded
def test_major_incidents_took_in_what_others_reported_and_were_reviewed() -> None:
    declared = Incident.objects.filter(major="declared")
    assert declared.count() == 3
    merged = Incident.objects.filter(merged_into__in=declared)
    assert merged.count() == 7
    assert Incident.objects.filter(parent__in=declared).count() == 2
    verbs = Counter(Entry.objects.filter(record__in=declared.values("pk")).values_list("verb", flat=True))
    assert verbs["update_stakeholders"] == 9
    assert verbs["finish_review"] == 3
    assert not Course.objects.filter(record__in=merged.values("pk"), counted=True).exists()
    assert not Record.objects.filter(pk__in=declared.values("pk")).open().exists()


@pytest.mark.parametrize("now", MOMENTS)
def test_bad_days_are_over(now: datetime) -> None:
    for major in majors():
        assert now - timedelta(days=184) <= began(major, now) < now - timedelta(days=18), major["title"]


@loaded
def test_every_record_of_the_demo_is_measured() -> None:
    assert Course.objects.count() == Record.objects.filter(kind="incident").count()
    assert stale(["incident"], 10, everything=True) == []


@loaded
def test_everything_verifies() -> None:
    for each in examine():
        assert each.good, each
    asked = set(Record.objects.exclude(requester=None).values_list("pk", "requester_id"))
    roles = Participation.objects.filter(role="requester").values_list("record_id", "person_id")
    assert asked == set(roles)


@loaded
def test_the_clinic_and_the_group_see_nothing_of_each_other() -> None:
    clinic, group = visible("agent@clinic.example"), visible("admin@demo.example")
    assert clinic
    assert group
    assert not clinic & group


@loaded
def test_only_the_circle_sees_the_hr_cases() -> None:
    cases = {str(record) for record in Record.objects.filter(circle__key="linden-hr-cases")}
    assert len(cases) == 3
    assert cases <= visible("owner@demo.example")
    for email in ("agent@demo.example", "lead@demo.example", "manager@demo.example", "admin@demo.example"):
        assert not cases & visible(email), email


@loaded
def test_an_agent_of_one_team_sees_that_team_only() -> None:
    cook = person("anouk.janssen@demo.example")
    teams = {record.team.key for record in Record.objects.visible_to(actor_for(cook)) if record.team}
    assert teams == {"linden-kitchen"}


@loaded
def test_attached_files_can_be_opened() -> None:
    names = set(Attachment.objects.values_list("name", flat=True))
    assert names == {"label-with-stripes.png", "wifi-room.txt"}
    picture = Attachment.objects.filter(name="label-with-stripes.png")[0]
    with default_storage.open(place(picture.sha256)) as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"


@loaded
def test_its_calendar_knows_the_holidays_of_three_years() -> None:
    calendar = Organisation.objects.get(key="linden-hotels").calendar
    assert calendar
    this_year = timezone.now().year
    assert {day for day in calendar.exceptions if day.endswith("-10-03")} == {
        f"{year}-10-03" for year in (this_year - 1, this_year, this_year + 1)
    }


# --- the password, and the way out -------------------------------------------------------------------------------


@loaded
def test_the_password_stands_until_every_account_has_another() -> None:
    assert demo.passwords_stand()
    for each in Person.objects.filter(email__in=list(LOGINS))[1:]:
        each.set_unusable_password()
        each.save()
    assert demo.passwords_stand(), "one is left"
    Person.objects.filter(email__in=list(LOGINS)).update(is_active=False)
    assert not demo.passwords_stand()


@loaded
def test_without_the_demo_no_password_stands_and_nobody_is_offered() -> None:
    assert demo.remove()
    assert not demo.passwords_stand()
    assert demo.demo_people() == []
    assert demo.remove() is None


@loaded
def test_the_terminal_names_each_account_once() -> None:
    lines = "\n".join(demo.sign_in_lines())
    assert PASSWORD in lines
    assert all(lines.count(email) == 1 for email in LOGINS)


@loaded
def test_removing_leaves_nothing_but_a_line_in_the_audit_book() -> None:
    agent = actor_for(person("agent@demo.example"))
    talked_about = Record.objects.visible_to(agent).open()[0]
    comment(talked_about, "Tried out after loading.", by=agent)
    were = sorted(Record.objects.values_list("pk", flat=True))
    gone = demo.remove()
    assert gone
    assert gone.records == len(were)
    assert not Record.objects.exists()
    assert not Entry.objects.exists()
    assert not Organisation.objects.filter(key__startswith="linden").exists()
    assert not Team.objects.filter(key__startswith="linden").exists()
    assert not Person.objects.filter(email__endswith="demo.example").exists()
    event = AuditEvent.objects.latest("seq")
    assert event.what == "demo_removed"
    assert json.loads(event.sealed)["detail"]["records"] == were
    assert demo.load()


@pytest.fixture
def own() -> tuple[Person, Record]:
    """Somebody of the installation itself, and a record of theirs."""
    home = found_organisation("acme", "Acme")
    dana = welcome_person("dana@acme.test", "Dana Acme", home)
    incident = report(by=SYSTEM_ACTOR, title="Mine", requester=dana, organisation=home)
    return dana, incident.record


@loaded
def test_removing_keeps_what_is_not_of_the_demo(own: tuple[Person, Record]) -> None:
    dana, record = own
    linden = Organisation.objects.get(key="linden-hotels")
    Grant.objects.create(person=dana, role=Role.ADMIN, organisation=linden)
    assert demo.remove()
    assert list(Record.objects.all()) == [record]
    assert Entry.objects.filter(record=record).count() == 1
    assert person("dana@acme.test").grants.count() == 0


def watched(dana: Person, record: Record) -> None:
    Participation.objects.create(record=record, person=person("agent@demo.example"), role="watcher")


def assigned(dana: Person, record: Record) -> None:
    Record.objects.filter(pk=record.pk).update(assignee=person("agent@demo.example"))


def linked(dana: Person, record: Record) -> None:
    link(record, Record.objects.exclude(pk=record.pk)[0], "relates", by=SYSTEM_ACTOR)


def employed(dana: Person, record: Record) -> None:
    Person.objects.filter(pk=dana.pk).update(organisation=Organisation.objects.get(key="linden-spree"))


def founded(dana: Person, record: Record) -> None:
    found_organisation("bistro", "Bistro Dana", parent=Organisation.objects.get(key="linden-hotels"))


@loaded
@pytest.mark.parametrize(
    ("tie", "named"),
    [
        (watched, "INC-"),
        (assigned, "INC-"),
        (linked, "INC-"),
        (employed, "Dana Acme"),
        (founded, "Bistro Dana"),
    ],
)
def test_removing_is_refused_while_something_else_hangs_on_it(
    own: tuple[Person, Record], tie: object, named: str
) -> None:
    tie(*own)  # type: ignore[operator]
    before = Record.objects.count()
    with pytest.raises(StillNeeded) as refused, transaction.atomic():
        demo.remove()
    assert named in refused.value.errors[0].message
    assert Record.objects.count() == before
    assert demo.passwords_stand()


@loaded
def test_loading_is_refused_while_somebody_else_has_one_of_its_names() -> None:
    assert demo.remove()
    found_organisation("linden-spree", "Somebody else's")
    with pytest.raises(Invalid, match="linden-spree"), transaction.atomic():
        demo.load()
    assert not Record.objects.exists()
