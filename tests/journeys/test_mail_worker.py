"""Letters through real worker processes: one killed at the worst moment, and many that leave room for one said now."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from maitre.operation.incident.actions import assign
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import comment
from maitre.shared.jobs.actions import later
from maitre.shared.mail.actions import again
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import Status
from maitre.shared.notifications.models import Notification
from maitre.shared.organisation.models import Person
from tests.journeys.test_lanes import TABLES, sql, worker
from tests.patience import until
from tests.post import Post

if TYPE_CHECKING:
    from maitre.operation.incident.models import Incident
    from tests.cast import Cast

MANY = 10_000
OVERTAKEN = MANY // 20
"""Letters of the many that may leave between a reply and its own."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue(db: None) -> Iterator[None]:
    """Empty before and after: these tables are none of Django's own, which it empties itself."""
    sql(f"TRUNCATE {TABLES} CASCADE")
    yield
    sql(f"TRUNCATE {TABLES} CASCADE")


@contextmanager
def mailing(home: Path, post: Post, monkeypatch: pytest.MonkeyPatch) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker that hands letters to this test's server."""
    monkeypatch.setenv("MAITRE_SMTP_URL", f"smtp://127.0.0.1:{post.port}?tls=none")
    monkeypatch.setenv("MAITRE_MAIL_FROM", "Service desk <desk@harbour.example>")
    monkeypatch.setenv("MAITRE_BASE_URL", "https://desk.harbour.example")
    with worker(home) as process:
        yield process


@pytest.fixture
def incident(cast: "Cast", post: Post) -> "Incident":
    """Rita's, with Agnes; nobody is written to about how it came to that."""
    found = cast.incident()
    assign(found, by=SYSTEM_ACTOR, assignee=cast.person("agnes"))
    Notification.objects.update(mail_due=None)
    sql(f"TRUNCATE {TABLES} CASCADE")
    return found


def test_n29_a_worker_killed_after_the_server_took_the_letter_leaves_it_unknown_and_unsent(
    home: Path, cast: "Cast", incident: "Incident", post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailing(home, post, monkeypatch) as process:
        # The server has the whole letter, and its worker is gone before anything about it is written down.
        post.on_text = lambda: os.kill(process.pid, signal.SIGKILL)
        comment(incident.record, "We are on it", by=cast.actor("agnes"))
        assert until(lambda: process.poll() is not None)
        assert process.returncode == -signal.SIGKILL
    post.on_text = lambda: None
    assert post.to == ["rita@harbour.example"]
    assert Letter.objects.get().status == Status.SENDING

    with mailing(home, post, monkeypatch):
        later("mail.hand_over_waiting")
        assert until(lambda: Letter.objects.get().status != Status.SENDING)
        letter = Letter.objects.get()
        assert (letter.status, letter.attempts) == (Status.UNKNOWN, 1)
        assert "worker was gone" in letter.answer
        assert len(post.taken) == 1, "nobody asked for a second one"

        Letter.objects.update(organisation=cast.organisations["harbour"])
        again(letter.pk, by=cast.actor("ada"))
        assert until(lambda: Letter.objects.get().status == Status.SENT)
    assert [each["Message-ID"] for each in post.taken] == [letter.message_id] * 2


def ten_thousand_guests(cast: "Cast", incident: "Incident") -> None:
    """A bulk verb that concerns as many people: each has something to hear, and the letters are due now."""
    home = cast.organisations["harbour"]
    people = Person.objects.bulk_create(
        Person(email=f"guest{number}@guests.example", name=f"Guest {number}", organisation=home)
        for number in range(MANY)
    )
    sql(
        "INSERT INTO records_participation (record_id, person_id, role)"
        " SELECT %s, id, 'watcher' FROM organisation_person WHERE email LIKE 'guest%%@guests.example'",
        incident.pk,
    )
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(
            person=person,
            record=incident.record,
            seq=1,
            verb="report",
            reason="watching",
            at=now,
            mail_due=now,
        )
        for person in people
    )


def letters_before(cast: "Cast", post: Post, text: str) -> int:
    """A reply on a record of its own; how many letters of the many left until its own was at the server."""
    other = cast.incident(f"About {text}", requester="ben")
    before = of_the_many(post)
    comment(other.record, text, by=cast.actor("agnes"))
    assert until(lambda: any(each.startswith("ben@") and text in post.text_to(each) for each in post.to))
    return of_the_many(post) - before


def of_the_many(post: Post) -> int:
    return sum(to.startswith("guest") for to in post.to)


def test_ten_thousand_notices_of_one_bulk_verb_do_not_delay_a_reply(
    home: Path, cast: "Cast", incident: "Incident", post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    ten_thousand_guests(cast, incident)
    post.slow = 0.01
    with mailing(home, post, monkeypatch):
        later("notifications.write_due")
        assert until(lambda: len(post.to) > 20), "the many themselves stand still"
        overtaken = [letters_before(cast, post, f"zqreply{number}") for number in range(7)]
        many = of_the_many(post)
    assert many < MANY, "nothing waited any more, so nothing was shown"
    assert max(overtaken) <= OVERTAKEN, overtaken
