"""Handing letters over to a real server: nothing lost, nothing doubled, and what nobody knows is shown as that."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import connect

from maitre.shared.audit.models import AuditEvent
from maitre.shared.mail.actions import (
    again,
    drop_outdated,
    hand_over,
    hand_over_waiting,
    leave,
    new_letter,
    settle,
)
from maitre.shared.mail.actions.hand_over import _LOCKS
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import Class, Content, Security, Server, Status, declare_class
from tests.cast import Cast
from tests.post import Post, free_port, serving

pytestmark = pytest.mark.django_db(transaction=True)

HELLO = Content("Hello", "Hello\n", "<p>Hello</p>")


@pytest.fixture(autouse=True)
def classes() -> None:
    declare_class(Class("hello", lambda letter: HELLO, again=False))
    declare_class(Class("harmless", lambda letter: HELLO, again=True))
    declare_class(Class("pointless", lambda letter: "nobody wants it", again=False))


def letter(to: str = "rita@harbour.example", kind: str = "hello") -> Letter:
    made = new_letter(kind, None, to, at=timezone.now(), about={}, record=None)
    made.save()
    return made


def fresh(old: Letter) -> Letter:
    return Letter.objects.get(pk=old.pk)


def pauses_pass() -> None:
    Letter.objects.update(due_at=timezone.now())


def test_a_letter_is_handed_over_once_and_the_row_keeps_the_answer(post: Post) -> None:
    one = letter()
    hand_over([one.pk, one.pk])
    hand_over_waiting()
    assert post.to == ["rita@harbour.example"]
    assert post.taken[0]["Message-ID"] == one.message_id
    found = fresh(one)
    assert (found.status, found.attempts, found.answer) == (Status.SENT, 1, "250 OK, kept")


def test_a_server_that_is_down_for_a_while_loses_nothing_and_nothing_comes_twice(
    post: Post, settings
) -> None:  # type: ignore[no-untyped-def]
    down = Post(free_port())
    settings.MAIL_SERVER = Server("127.0.0.1", down.port, Security.NONE)
    letters = [letter(f"guest{number}@harbour.example") for number in range(5)]
    for _ in range(3):
        hand_over_waiting()
        pauses_pass()
    assert {each.status for each in Letter.objects.all()} == {Status.WAITING}
    assert "ConnectionRefusedError" in Letter.objects.exclude(attempts=0)[0].answer
    with serving(down):
        hand_over_waiting()
        hand_over_waiting()
    assert sorted(down.to) == [each.address for each in letters]
    assert {each.status for each in Letter.objects.all()} == {Status.SENT}


def test_one_that_cannot_be_reached_now_is_tried_after_a_pause_that_grows(post: Post, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_SERVER = Server("127.0.0.1", free_port(), Security.NONE)
    one, pauses = letter(), []
    for _ in range(7):
        began = timezone.now()
        hand_over([one.pk])
        pauses.append((fresh(one).due_at - began).total_seconds())
        pauses_pass()
    assert [round(each, -1) for each in pauses] == [30, 60, 120, 240, 480, 600, 600]


def test_five_days_in_vain_are_shown_as_a_failure(post: Post, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_SERVER = Server("127.0.0.1", free_port(), Security.NONE)
    one = letter()
    Letter.objects.update(created_at=timezone.now() - timedelta(days=5))
    hand_over([one.pk])
    assert fresh(one).status == Status.FAILED


def test_a_refusal_for_good_is_shown_and_the_others_go_on(post: Post) -> None:
    post.refused["nobody@harbour.example"] = "550 no such mailbox"
    wrong, right = letter("nobody@harbour.example"), letter()
    hand_over([wrong.pk, right.pk])
    assert (fresh(wrong).status, fresh(wrong).answer) == (Status.FAILED, "550 no such mailbox")
    assert fresh(right).status == Status.SENT


@pytest.mark.parametrize(
    ("answer", "status"), [("451 come again later", Status.WAITING), ("554 we do not like it", Status.FAILED)]
)
def test_what_the_server_says_to_the_whole_letter_counts(post: Post, answer: str, status: Status) -> None:
    post.answer = answer
    one = letter()
    hand_over([one.pk])
    assert (fresh(one).status, fresh(one).answer) == (status, answer)
    post.answer = "250 OK, kept"
    pauses_pass()
    hand_over_waiting()
    assert len(post.taken) == (1 if status == Status.WAITING else 0)


def test_n29_a_letter_whose_answer_was_lost_is_not_sent_again_by_itself(post: Post) -> None:
    post.on_text = post.hang_up
    one = letter()
    hand_over([one.pk])
    assert fresh(one).status == Status.UNKNOWN
    post.on_text = lambda: None
    pauses_pass()
    hand_over_waiting()
    assert len(post.taken) == 1


def test_n29_who_decides_to_send_it_again_sends_the_same_message(post: Post, cast: Cast) -> None:
    post.on_text = post.hang_up
    one = letter()
    Letter.objects.update(organisation=cast.organisations["harbour"])
    hand_over([one.pk])
    post.on_text = lambda: None
    again(one.pk, by=cast.actor("ada"))
    hand_over_waiting()
    assert [each["Message-ID"] for each in post.taken] == [one.message_id] * 2
    assert fresh(one).status == Status.SENT
    assert AuditEvent.objects.filter(what="mail_sent_again").exists()


def test_n29_a_class_that_may_come_twice_is_sent_again_by_itself_as_the_same_message(post: Post) -> None:
    post.on_text = post.hang_up
    one = letter(kind="harmless")
    hand_over([one.pk])
    assert fresh(one).status == Status.WAITING
    post.on_text = lambda: None
    pauses_pass()
    hand_over_waiting()
    assert [each["Message-ID"] for each in post.taken] == [one.message_id] * 2


def test_what_is_left_is_left(post: Post, cast: Cast) -> None:
    post.answer = "554 no"
    one = letter()
    Letter.objects.update(organisation=cast.organisations["harbour"])
    hand_over([one.pk])
    leave(one.pk, by=cast.actor("ada"))
    post.answer = "250 OK"
    pauses_pass()
    hand_over_waiting()
    assert (fresh(one).status, post.taken) == (Status.LEFT, [])


def left_by_a_dead_worker(*, handed: bool) -> Letter:
    one = letter()
    now = timezone.now()
    Letter.objects.filter(pk=one.pk).update(
        status=Status.SENDING, attempts=1, taken_at=now, handed_at=now if handed else None
    )
    return one


def test_n29_what_a_dead_worker_left_is_settled_by_what_had_begun(post: Post) -> None:
    before, after = left_by_a_dead_worker(handed=False), left_by_a_dead_worker(handed=True)
    assert settle() == 2
    assert (fresh(before).status, fresh(after).status) == (Status.WAITING, Status.UNKNOWN)


@contextmanager
def another_holds(one: Letter) -> Iterator[None]:
    """A worker at another connection has the letter, and lives."""
    known = connection.get_connection_params()
    names = ("host", "port", "user", "dbname", "passfile")
    with connect(**{name: known[name] for name in names}, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [_LOCKS + one.pk])
        yield


def test_what_a_living_worker_has_is_left_to_it(post: Post) -> None:
    theirs, waiting = left_by_a_dead_worker(handed=True), letter()
    with another_holds(theirs), another_holds(waiting):
        assert settle() == 0
        hand_over([waiting.pk])
        assert post.taken == []
    assert fresh(theirs).status == Status.SENDING


def test_who_was_there_knows_better_than_who_settled_it_meanwhile(post: Post) -> None:
    """The connection to the database is lost for a moment, another worker settles the letter, then the 250 is noted."""
    one = letter()

    def settled_by_another() -> None:
        Letter.objects.filter(pk=one.pk).update(status=Status.UNKNOWN, ended_at=timezone.now())

    post.on_text = lambda: connect_and(settled_by_another)
    hand_over([one.pk])
    assert fresh(one).status == Status.SENT


def connect_and(act) -> None:  # type: ignore[no-untyped-def]
    """On the server's thread, with a connection of its own."""
    import threading

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()


def test_a_letter_that_has_nothing_left_to_say_is_withdrawn(post: Post) -> None:
    one = letter(kind="pointless")
    hand_over([one.pk])
    assert (fresh(one).status, fresh(one).answer, post.taken) == (Status.WITHDRAWN, "nobody wants it", [])


def test_an_address_that_is_none_is_refused_here(post: Post) -> None:
    one = letter("rita@harbour.example\nBcc: all@harbour.example")
    hand_over([one.pk])
    assert fresh(one).status == Status.FAILED
    assert post.taken == []


def test_without_a_server_the_outbox_stands_still(settings) -> None:  # type: ignore[no-untyped-def]
    one, asked = letter(), ProcrastinateJob.objects.count()
    hand_over_waiting()
    assert (fresh(one).status, fresh(one).attempts) == (Status.WAITING, 0)
    assert ProcrastinateJob.objects.count() == asked


def test_the_password_is_in_no_log_and_no_answer(post: Post, settings, caplog) -> None:  # type: ignore[no-untyped-def]
    caplog.set_level(logging.DEBUG)
    settings.MAIL_SERVER = Server("127.0.0.1", post.port, Security.NONE, user="desk", password="hunter2")
    one = letter()
    hand_over([one.pk])
    assert fresh(one).status == Status.WAITING
    assert "hunter2" not in caplog.text + fresh(one).answer + repr(settings.MAIL_SERVER)


def test_a_server_without_starttls_gets_nothing_where_it_is_required(post: Post, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_SERVER = Server("127.0.0.1", post.port, Security.REQUIRED)
    one = letter()
    hand_over([one.pk])
    assert "STARTTLS" in fresh(one).answer
    assert post.taken == []


def test_letters_that_came_to_an_end_a_month_ago_are_forgotten_and_no_other(post: Post) -> None:
    old, undecided, new = letter(), letter(), letter()
    long_ago = timezone.now() - timedelta(days=31)
    Letter.objects.filter(pk=old.pk).update(status=Status.SENT, ended_at=long_ago)
    Letter.objects.filter(pk=undecided.pk).update(status=Status.UNKNOWN, ended_at=long_ago)
    assert drop_outdated() == 1
    assert set(Letter.objects.values_list("pk", flat=True)) == {undecided.pk, new.pk}
