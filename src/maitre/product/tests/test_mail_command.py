"""`maitre mail`: the outbox in a terminal, and whether mail leaves at all."""

import json

import pytest
from django.utils import timezone

from maitre.shared.audit.models import AuditEvent
from maitre.shared.mail.actions import new_letter
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import Security, Server, Status
from tests.cast import Cast
from tests.post import Post, free_port
from tests.terminal import Terminal

pytestmark = pytest.mark.django_db(transaction=True)


def letter(to: str, status: Status, answer: str = "550 no such mailbox") -> Letter:
    made = new_letter("notice", None, to, at=timezone.now(), about={}, record=None)
    made.status, made.answer, made.attempts = status.value, answer, 3
    made.save()
    return made


def test_the_outbox_lists_what_is_to_be_decided_the_newest_first(terminal: Terminal, post: Post) -> None:
    first = letter("rita@harbour.example", Status.UNKNOWN, "the connection broke")
    letter("wanda@harbour.example", Status.SENT)
    second = letter("ben@harbour.example", Status.FAILED)
    said = terminal("mail", "outbox")
    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    assert [line.split()[:3] for line in lines[::2]] == [
        [str(second.pk), "failed", "3x"],
        [str(first.pk), "unknown", "3x"],
    ]
    assert lines[1].strip() == "550 no such mailbox"
    assert "wanda" not in said.out
    assert "wanda@harbour.example" in terminal("mail", "outbox", "--status", "sent").out
    assert terminal("mail", "outbox", "--status", "left").out == "No such letter.\n"
    assert len(terminal("mail", "outbox", "--limit", "1").out.splitlines()) == 2


def test_an_outbox_with_nothing_to_decide_says_so_and_that_mail_is_off(
    terminal: Terminal, cast: Cast
) -> None:
    said = terminal("mail", "outbox")
    assert said.status == 0
    assert said.out == "Nothing leaves by e-mail: MAITRE_SMTP_URL is not given.\nNothing to decide.\n"


def test_programs_read_the_outbox_as_json_and_never_what_a_letter_says(
    terminal: Terminal, cast: Cast
) -> None:
    one = letter("rita@harbour.example", Status.FAILED)
    said = terminal("mail", "outbox", "--json")
    (row,) = json.loads(said.out)
    assert (said.status, set(row)) == (
        0,
        {"letter", "status", "kind", "to", "attempts", "at", "message_id", "answer"},
    )
    assert (row["letter"], row["status"], row["message_id"]) == (one.pk, "failed", one.message_id)
    assert json.loads(terminal("mail", "outbox", "--json", "--status", "sent").out) == []


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["outbox", "--status", "lost"], 1, "maitre: There is no status “lost”; there are waiting, sending"),
        (["outbox", "--limit", "0"], 2, "--limit"),
        (["outbox", "--limit", "many"], 2, "--limit"),
        (["outbox", "--nonsense"], 2, "No such option"),
        (["again", "one"], 2, "mail again --help"),
        (["again"], 2, "Missing argument"),
        (["again", "424242"], 1, "maitre: There is no such letter in the outbox."),
        (["leave", "424242"], 1, "maitre: There is no such letter in the outbox."),
        (["leave", "99999999999999999999999"], 1, "maitre: There is no such letter in the outbox."),
        (["test"], 2, "Missing argument"),
        (["burn"], 2, "No such command"),
    ],
)
def test_bad_input_is_refused_on_standard_error(
    terminal: Terminal, cast: Cast, words: list[str], status: int, sentence: str
) -> None:
    said = terminal("mail", *words)
    assert (said.status, said.out) == (status, "")
    assert sentence in said.err


def test_a_letter_is_sent_again_or_left_and_the_audit_book_says_by_what(
    terminal: Terminal, cast: Cast
) -> None:
    one, other = letter("rita@harbour.example", Status.UNKNOWN), letter("ben@harbour.example", Status.FAILED)
    said = terminal("mail", "again", str(one.pk))
    assert (said.status, said.out) == (0, f"Letter {one.pk} is sent again.\n")
    said = terminal("mail", "leave", str(other.pk))
    assert (said.status, said.out) == (0, f"Letter {other.pk} stays as it is.\n")
    states = dict(Letter.objects.values_list("pk", "status"))
    assert states == {one.pk: Status.WAITING, other.pk: Status.LEFT}
    found = AuditEvent.objects.filter(by_name="maitre mail").order_by("pk").values_list("what", flat=True)
    assert list(found) == ["mail_sent_again", "mail_left"]
    decided = terminal("mail", "leave", str(other.pk))
    assert (decided.status, decided.err) == (
        1,
        "maitre: Nothing is to be decided about this letter any more.\n",
    )


def test_a_test_letter_goes_to_the_server_and_its_answer_is_printed(terminal: Terminal, post: Post) -> None:
    said = terminal("mail", "test", "you@harbour.example")
    assert (said.status, said.out) == (0, "sent: 250 OK, kept\n")
    assert post.to == ["you@harbour.example"]
    assert Letter.objects.get().status == Status.SENT


def test_a_test_letter_the_server_refuses_ends_with_1_and_its_answer(terminal: Terminal, post: Post) -> None:
    post.refused["you@harbour.example"] = "550 who is that"
    said = terminal("mail", "test", "you@harbour.example")
    assert said.status == 1
    assert "550 who is that" in said.out


def test_a_test_letter_that_reaches_no_server_is_not_tried_for_days(
    terminal: Terminal, post: Post, settings  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    settings.MAIL_SERVER = Server("127.0.0.1", free_port(), Security.NONE)
    said = terminal("mail", "test", "you@harbour.example")
    assert said.status == 1
    assert said.out.startswith("waiting: ")
    assert not Letter.objects.exists()


def test_without_a_server_there_is_nothing_to_test(terminal: Terminal, cast: Cast) -> None:
    said = terminal("mail", "test", "you@harbour.example")
    assert (said.status, said.err) == (1, "maitre: Nothing leaves by e-mail: MAITRE_SMTP_URL is not given.\n")
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["you", "", "you@", "two words@harbour.example", "a,b@harbour.example", "x" * 300 + "@harbour.example"],
)
def test_a_test_letter_goes_to_an_address(terminal: Terminal, post: Post, address: str) -> None:
    said = terminal("mail", "test", address)
    assert (said.status, said.out) == (1, "")
    assert "is no e-mail address" in said.err
    assert not Letter.objects.exists()
