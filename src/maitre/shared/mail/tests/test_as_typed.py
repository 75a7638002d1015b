"""What people typed stands in a letter as text, whatever it looks like: read back from a real server, byte by byte."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from maitre.shared.mail.actions import new_letter
from maitre.shared.mail.actions.dialog import Dialog
from maitre.shared.mail.notices import message_of
from maitre.shared.mail.rules import (
    AsWritten,
    Content,
    Security,
    Server,
    ascii_address,
    one_line,
    read_sender,
    text_value,
)
from maitre.shared.organisation.models import Person
from tests import rfc5322
from tests.post import Post, free_port, serving

HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("List-Unsubscribe", "In-Reply-To", "References", "MIME-Version", "Content-Type", "Content-Language"),
]
ATTACK = "=?utf-8?q?a=0D=0AX-Evil:_1=0D=0A=0D=0Abody?="
PIECES = st.sampled_from(
    [
        *(
            ATTACK,
            "=?utf-8?b?DQpYLUV2aWw6IDE=?=",
            "=?us-ascii?Q?x?=",
            "=?",
            "?=",
            "=?utf-8?q?=?=",
            "_",
            "=20",
        ),
        *("\r\nBcc: all@harbour.example", "\n", "\r", "\r\n\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\x00"),
        *('"', "\\", "<evil@harbour.example>", ",", ";", ":", "(a comment)", "@", "'", ".", "\u202e", "\t"),
        *(
            "שלום",
            "مرحبا",
            "Grüße",
            "打印机",
            "🖨️",
            "e\u0301",
            "\u200f",
            "\u00ad",
            "a" * 400,
            "ü" * 120,
            "  ",
            " ",
        ),
    ]
)
TYPED = st.lists(PIECES | st.text(st.characters(blacklist_categories=("Cs",)), max_size=20), max_size=8).map(
    "".join
)


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    post = Post(free_port())
    with serving(post):
        yield post


@pytest.fixture(autouse=True)
def sender(settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_SENDER = read_sender("Gäste-Service <desk@bücher.example>")
    settings.BASE_URL = "https://desk.harbour.example"


def arrived(server: Post, subject: str, name: str, to: str = "rita@harbour.example") -> bytes:
    """The letter as the server got it."""
    letter = new_letter("test", None, to, at=timezone.now(), about={}, record=None)
    letter.person = Person(email=to, name=name)
    content = Content(subject, "Hello\n", "<p>Hello</p>", record=7)
    message = message_of(letter, content, at=timezone.now())
    with Dialog(Server("127.0.0.1", server.port, Security.NONE), "harbour.example") as dialog:
        dialog.deliver("desk@harbour.example", ascii_address(to), message, before_text=lambda: None)
    return server.raw[-1]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(ATTACK, ATTACK)
@example("[INC-1] " + ATTACK, f'"{ATTACK}" <evil@harbour.example>, other@harbour.example')
@example("Two  blanks =?utf-8?q?stay?=", "O'Neill, Bob (IT)")
@given(TYPED, TYPED)
def test_what_was_typed_arrives_literally_and_the_headers_are_exactly_ours(
    server: Post, subject: str, name: str
) -> None:
    raw = arrived(server, subject, name)
    fields, body = rfc5322.read(raw)
    assert [field for field, _ in fields] == HEADERS
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    found = dict(fields)
    assert rfc5322.text(found["Subject"]).strip() == one_line(subject)
    assert rfc5322.mailbox(found["To"]) == (one_line(name, 200), "rita@harbour.example")
    assert rfc5322.mailbox(found["From"]) == ("Gäste-Service", "desk@xn--bcher-kva.example")
    assert b"X-Evil" not in body
    assert body.startswith(b"--===")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
def test_other_readers_of_headers_find_the_same(server: Post, subject: str) -> None:
    """Python's two: the old one decodes encoded words once, the new one at reading only."""
    raw = arrived(server, subject, subject)
    old = message_from_bytes(raw)
    assert sorted(old.keys()) == sorted(HEADERS)
    assert str(make_header(decode_header(old["Subject"].replace("\r\n", "")))).strip() == one_line(subject)
    assert sorted(message_from_bytes(raw, policy=policy.default).keys()) == sorted(HEADERS)


def test_blanks_marks_of_direction_and_the_end_of_a_long_title_are_not_lost(server: Post) -> None:
    title = "Zwei  Leerzeichen, \u200fRTL\u00a0und " + "ü" * 250
    found = dict(rfc5322.read(arrived(server, f"[INC-1234567] {title}", title[:200]))[0])
    assert rfc5322.text(found["Subject"]) == f"[INC-1234567] {title}"
    assert rfc5322.mailbox(found["To"])[0] == title[:200]


def test_what_an_operator_called_the_sender_is_a_name_and_no_structure(server: Post, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_SENDER = read_sender(f'"{ATTACK} (a), b" <desk@harbour.example>')
    fields, _ = rfc5322.read(arrived(server, "Hello", "Rita"))
    assert [field for field, _ in fields] == HEADERS
    assert rfc5322.mailbox(dict(fields)["From"]) == (f"{ATTACK} (a), b", "desk@harbour.example")


def test_an_address_of_another_script_arrives_as_utf8_with_the_same_headers(server: Post) -> None:
    fields, _ = rfc5322.read(arrived(server, ATTACK, "Jürgen, IT", to="jürgen@harbour.example"))
    assert [field for field, _ in fields] == HEADERS
    assert rfc5322.mailbox(dict(fields)["To"]) == ("Jürgen, IT", "jürgen@harbour.example")
    assert rfc5322.text(dict(fields)["Subject"]) == ATTACK


@pytest.mark.parametrize("local", ["a(b)", "a,b", "a:b", 'a"b', "a\\b", "a[b", "a<b", "a b", "a\nb"])
def test_an_address_with_signs_that_mean_something_is_refused_before_anything_is_sent(local: str) -> None:
    """`a(b)@…` would be handed over as `a@…`: to somebody else."""
    with pytest.raises(ValueError, match="is no e-mail address"):
        ascii_address(f"{local}@harbour.example")


@pytest.mark.parametrize("text", ["half \ud83d", "\udc80"])
def test_a_lone_surrogate_is_no_text(text: str) -> None:
    with pytest.raises(UnicodeError):
        text_value(text)


@pytest.mark.parametrize(
    "value", ["a\nBcc: b", "a\r\nBcc: b", "a\r\n\r\nbody", "a\r", "a\r\n ", "a\r\n \r\nb", "a\n b", "\0"]
)
def test_a_value_that_would_end_its_header_is_no_value(value: str) -> None:
    with pytest.raises(ValueError, match="would end its header"):
        AsWritten().header_store_parse("Subject", value)
