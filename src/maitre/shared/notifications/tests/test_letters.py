"""Letters about what one hears of: to whom, when, what they say, and what never leaves the house."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from maitre.kernel.errors import NotAllowed
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import comment, watch
from maitre.shared.lifecycle.rules import Happening
from maitre.shared.mail.actions import answers_to, hand_over_waiting
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import Status
from maitre.shared.notifications.actions import (
    choose,
    choose_reach,
    choose_team_mail,
    gathered,
    let_hear,
    mark_read,
    write_due,
    write_now,
)
from maitre.shared.notifications.models import Notification
from maitre.shared.records.models import Visibility
from tests.cast import Cast
from tests.post import Post

pytestmark = pytest.mark.django_db(transaction=True)
INTERNAL = Visibility.INTERNAL
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def an_empty_queue(db: None) -> None:
    """What the tests before asked for is none of ours; these rows are not Django's, which it empties itself."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def incident(cast: Cast, post: Post) -> Incident:
    """Rita asked for it, Wanda and Leo watch it, Agnes has it. Nobody is written to about how it came to that."""
    found = cast.incident()
    watch(found.record, cast.person("wanda"), by=SYSTEM_ACTOR)
    watch(found.record, cast.person("leo"), by=SYSTEM_ACTOR)
    actions.assign(found, by=cast.actor("leo"), assignee=cast.person("agnes"))
    actions.take(found, by=cast.actor("agnes"))
    forget()
    return found


def forget() -> None:
    Notification.objects.update(mail_due=None)
    ProcrastinateJob.objects.all()._raw_delete("default")


def work() -> None:
    """Do what the workers do: first what is asked for at once, then what is due by the minute."""
    for job in list(ProcrastinateJob.objects.filter(task_name="notifications.write").order_by("pk")):
        write_now(job.args["record"], job.args["seq"])
        ProcrastinateJob.objects.filter(pk=job.pk)._raw_delete("default")
    write_due()
    hand_over_waiting()


def by_name(post: Post) -> dict[str, int]:
    found: dict[str, int] = {}
    for address in post.to:
        name = address.partition("@")[0]
        found[name] = found.get(name, 0) + 1
    return found


def only(post: Post) -> EmailMessage:
    [found] = post.taken
    return found


def says(letter: EmailMessage, kind: str = "plain") -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_reply_reaches_who_takes_part_and_never_who_wrote_it(
    cast: Cast, incident: Incident, post: Post
) -> None:
    comment(incident.record, "We are on it", by=cast.actor("agnes"))
    work()
    assert by_name(post) == {"rita": 1, "wanda": 1, "leo": 1}
    work()
    assert len(post.to) == 3


def test_a_letter_speaks_its_reader_s_language_and_clock(cast: Cast, incident: Incident, post: Post) -> None:
    person = cast.person("rita")
    person.language, person.zone = "de", "Asia/Kolkata"
    person.save()
    for other in ("wanda", "leo"):
        choose({}, by=cast.actor(other), paces={"watching": "never"})
    comment(incident.record, "Neues **Kabel** <script>alert(1)</script>", by=cast.actor("agnes"))
    work()
    letter = only(post)
    assert letter["Subject"] == f"[{incident.record.label}] The till does not print"
    assert letter["Content-Language"] == "de"
    assert "(Asia/Kolkata)" in says(letter)
    assert "Antwort" in says(letter)
    assert "Agnes" in says(letter)
    assert f"https://desk.harbour.example/{incident.record.label}" in says(letter)
    html = says(letter, "html")
    assert "<strong>Kabel</strong>" in html
    assert "<script>" not in html
    assert "<img" not in html
    assert "src=" not in html


def test_letters_about_a_record_are_one_thread_and_can_be_answered(
    cast: Cast, incident: Incident, post: Post
) -> None:
    for text in ("First", "Second"):
        comment(incident.record, text, by=cast.actor("agnes"))
        work()
    first, second = (letter for letter, to in zip(post.taken, post.to, strict=True) if to.startswith("rita@"))
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Subject"] == second["Subject"]
    local = str(second["Reply-To"]).partition("@")[0]
    assert answers_to(local.partition("+")[2]) == (incident.pk, cast.person("rita").pk)


def test_n31_an_internal_note_reaches_by_mail_only_who_reads_notes(
    cast: Cast, incident: Incident, post: Post
) -> None:
    comment(incident.record, "zqsecret", by=cast.actor("carla"), visibility=INTERNAL)
    work()
    assert by_name(post) == {"agnes": 1, "leo": 1}
    comment(incident.record, "And this is public", by=cast.actor("carla"))
    work()
    for address in ("rita@harbour.example", "wanda@harbour.example"):
        assert "public" in post.text_to(address)
        assert "zqsecret" not in post.text_to(address)


def test_n31_a_right_that_is_lost_before_the_letter_leaves_takes_it_along(
    cast: Cast, incident: Incident, post: Post
) -> None:
    post.answer = "451 later"
    comment(incident.record, "zqsecret", by=cast.actor("carla"), visibility=INTERNAL)
    work()
    Grant.objects.filter(person=cast.person("agnes")).delete()
    post.answer = "250 OK"
    Letter.objects.update(due_at=timezone.now())
    hand_over_waiting()
    assert by_name(post) == {"leo": 1}
    withdrawn = Letter.objects.get(status=Status.WITHDRAWN)
    assert withdrawn.person == cast.person("agnes")


def test_who_left_is_not_written_to(cast: Cast, incident: Incident, post: Post) -> None:
    comment(incident.record, "Hello", by=cast.actor("agnes"))
    cast.person("wanda").__class__.objects.filter(pk=cast.person("wanda").pk).update(is_active=False)
    work()
    assert "wanda" not in by_name(post)


def test_n31_of_a_record_of_a_circle_only_its_number_leaves(cast: Cast, post: Post) -> None:
    found = cast.incident("zqtitle", requester="ben", description="zqtext")
    actions.confide(found, cast.circles["board"], by=SYSTEM_ACTOR)
    actions.assign(found, by=SYSTEM_ACTOR, assignee=cast.person("carla"))
    forget()
    comment(found.record, "zqreply", by=cast.actor("ben"))
    comment(found.record, "zqnote", by=SYSTEM_ACTOR, visibility=INTERNAL)
    work()
    assert set(by_name(post)) == {"carla"}
    everything = post.text_to("carla@harbour.example")
    assert found.record.label in everything
    assert "zq" not in everything
    assert "Ben" not in everything


def test_a_record_that_became_confidential_meanwhile_is_named_by_its_number_only(
    cast: Cast, incident: Incident, post: Post
) -> None:
    comment(incident.record, "zqreply", by=cast.actor("agnes"))
    actions.confide(cast.fresh(incident), cast.circles["board"], by=SYSTEM_ACTOR)
    work()
    assert by_name(post) == {"rita": 1, "wanda": 1, "leo": 1}
    assert "zqreply" not in post.text_to("rita@harbour.example")
    assert "till" not in post.text_to("rita@harbour.example")


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


NIGHT = datetime(2026, 11, 19, 23, 0, tzinfo=BERLIN)
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=BERLIN)


def nine_to_five(cast: Cast, key: str, *, urgent: bool = True) -> None:
    person = cast.person(key)
    person.zone = "Europe/Berlin"
    person.save()
    choose_reach(by=cast.actor(key), hours="own", start=time(9), end=time(17), weekends=False, urgent=urgent)


def test_n12_what_happens_at_eleven_at_night_is_written_at_nine(
    cast: Cast, incident: Incident, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    nine_to_five(cast, "agnes")
    at(monkeypatch, NIGHT)
    comment(incident.record, "It is broken again", by=cast.actor("rita"))
    work()
    assert "agnes" not in by_name(post)
    assert Notification.objects.get(person=cast.person("agnes"), mail_due__isnull=False).mail_due == MORNING
    at(monkeypatch, MORNING - timedelta(minutes=1))
    work()
    assert "agnes" not in by_name(post)
    at(monkeypatch, MORNING)
    work()
    assert by_name(post)["agnes"] == 1


def test_n12_unless_it_is_urgent_and_its_reader_wants_that(
    cast: Cast, incident: Incident, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    nine_to_five(cast, "agnes")
    nine_to_five(cast, "leo", urgent=False)
    actions.prioritise(cast.fresh(incident), by=cast.actor("agnes"), impact=1, urgency=1)
    forget()
    at(monkeypatch, NIGHT)
    comment(incident.record, "Everything stands still", by=cast.actor("rita"))
    work()
    assert by_name(post) == {"agnes": 1, "wanda": 1}


def test_what_waited_for_the_morning_comes_in_one_letter_without_what_was_read(
    cast: Cast, incident: Incident, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [cast.incident(f"No. {number}") for number in range(3)]
    for other in others:
        actions.assign(other, by=cast.actor("leo"), assignee=cast.person("agnes"))
    forget()
    nine_to_five(cast, "agnes")
    at(monkeypatch, NIGHT)
    for each in (incident, *others):
        comment(each.record, "Psst", by=cast.actor("rita"))
    work()
    at(monkeypatch, MORNING - timedelta(hours=1))
    mark_read(by=cast.actor("agnes"), label=others[0].record.label)
    at(monkeypatch, MORNING)
    work()
    assert by_name(post)["agnes"] == 1
    letter = post.taken[post.to.index("agnes@harbour.example")]
    assert letter["Subject"] == "News about 3 records"
    assert letter["References"] is None
    assert others[0].record.label not in says(letter)


def test_many_verbs_at_once_make_one_letter_a_reader(
    cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [cast.incident(f"No. {number}") for number in range(12)]
    forget()
    with gathered():
        for each in found:
            actions.assign(each, by=cast.actor("leo"), assignee=cast.person("agnes"))
    assert not ProcrastinateJob.objects.filter(task_name="notifications.write").exists()
    work()
    assert post.to == []
    at(monkeypatch, timezone.now() + timedelta(minutes=2))
    work()
    assert by_name(post) == {"agnes": 1}
    assert all(each.record.label in says(only(post)) for each in found)


def test_who_chose_a_digest_gets_one_in_the_morning(
    cast: Cast, incident: Incident, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose({}, by=cast.actor("rita"), paces={"asked": "day"})
    for text in ("First", "Second"):
        comment(incident.record, text, by=cast.actor("agnes"))
    work()
    assert "rita" not in by_name(post)
    at(monkeypatch, timezone.now() + timedelta(days=1))
    work()
    assert by_name(post)["rita"] == 1
    assert "First" in post.text_to("rita@harbour.example")
    assert "Second" in post.text_to("rita@harbour.example")


def test_who_wants_no_letters_gets_none_and_still_hears_in_the_bell(
    cast: Cast, incident: Incident, post: Post
) -> None:
    choose({}, by=cast.actor("rita"), paces={"asked": "never"})
    comment(incident.record, "Hello", by=cast.actor("agnes"))
    work()
    assert "rita" not in by_name(post)
    assert Notification.objects.of(cast.actor("rita")).unread().filter(verb="comment").exists()


def test_who_wants_letters_only_is_not_told_by_the_bell(cast: Cast, incident: Incident, post: Post) -> None:
    choose({"asked": False}, by=cast.actor("rita"))
    mark_read(by=cast.actor("rita"))
    comment(incident.record, "Hello", by=cast.actor("agnes"))
    work()
    assert by_name(post)["rita"] == 1
    assert not Notification.objects.of(cast.actor("rita")).unread().exists()


def test_a_team_says_what_its_members_get_and_each_may_say_otherwise(cast: Cast, post: Post) -> None:
    lead = cast.actor("leo")
    choose_team_mail(
        cast.teams["desk"], by=lead, mailbox="", hours="always", urgent=True, paces={"team": "now"}
    )
    choose({}, by=lead, paces={"team": "never"})
    found = cast.incident()
    forget()
    actions.assign(found, by=cast.actor("carla"), team=cast.teams["desk"])
    work()
    assert by_name(post) == {"agnes": 1}


def test_a_team_s_mailbox_hears_of_work_nobody_has_taken_while_that_is_so(cast: Cast, post: Post) -> None:
    box = "netops@harbour.example"
    choose_team_mail(
        cast.teams["network"], by=cast.actor("leo"), mailbox=box, hours="always", urgent=True, paces={}
    )
    first, second, third = (cast.incident(f"Switch {number}") for number in range(3))
    forget()
    for each in (first, second, third):
        actions.assign(each, by=cast.actor("leo"), team=cast.teams["network"])
    comment(first.record, "zqnote", by=cast.actor("leo"), visibility=INTERNAL)
    actions.take(cast.fresh(second), by=cast.actor("tess"))
    actions.confide(cast.fresh(third), cast.circles["board"], by=SYSTEM_ACTOR)
    work()
    assert [to for to in post.to if to == box] == [box]
    assert "Switch 0" in post.text_to(box)
    assert "zqnote" not in post.text_to(box)


def test_only_who_leads_says_how_a_team_is_written_to(cast: Cast, post: Post) -> None:
    for key in ("agnes", "fiona", "rita"):
        with pytest.raises(NotAllowed):
            choose_team_mail(
                cast.teams["desk"], by=cast.actor(key), mailbox="", hours="always", urgent=True, paces={}
            )


@pytest.mark.parametrize(
    ("prepare", "statements"),
    [
        (lambda cast: None, 3),
        (lambda cast: [choose({}, by=cast.actor(each), paces={"watching": "never", "asked": "day"})
                       for each in ("rita", "wanda", "leo")], 2),
    ],
    ids=["one more where somebody is written to at once", "none where nobody is"],
)  # fmt: skip
def test_letters_cost_a_verb_at_most_one_statement(
    cast: Cast,
    incident: Incident,
    django_assert_num_queries: Any,
    prepare: Callable[[Cast], object],
    statements: int,
) -> None:
    prepare(cast)
    happening = Happening(incident.record, "comment", cast.actor("agnes"), 3, Visibility.PUBLIC)
    with transaction.atomic(), django_assert_num_queries(statements):
        let_hear(happening)


def test_what_was_rolled_back_is_written_to_nobody(cast: Cast, incident: Incident, post: Post) -> None:
    with transaction.atomic():
        comment(incident.record, "Never said", by=cast.actor("agnes"))
        transaction.set_rollback(True)
    work()
    assert post.to == []


def test_what_happened_days_ago_as_in_a_demo_is_no_news(cast: Cast, incident: Incident, post: Post) -> None:
    incident.record.updated_at -= timedelta(days=2)
    let_hear(Happening(incident.record, "comment", cast.actor("agnes"), 3, Visibility.PUBLIC))
    assert Notification.objects.filter(person=cast.person("rita"), verb="comment").exists()
    assert not Notification.objects.filter(mail_due__isnull=False).exists()
