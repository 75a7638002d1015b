"""The message that leaves: nothing typed becomes a header, every letter belongs to its thread, answers are signed."""

from email import message_from_bytes, policy

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maitre.shared.mail.actions import new_letter
from maitre.shared.mail.notices import message_of
from maitre.shared.mail.rules import (
    Content,
    Security,
    one_line,
    read_reply_token,
    read_sender,
    read_server,
    reply_address,
    reply_token,
)

KEY = b"a key of the installation"
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted"),
    *(
        "X-Auto-Response-Suppress",
        "List-Unsubscribe",
        "In-Reply-To",
        "References",
        "MIME-Version",
        "Content-Type",
    ),
}


@pytest.fixture(autouse=True)
def sender(settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_SENDER = read_sender("Gäste-Service <desk@bücher.example>")
    settings.BASE_URL = "https://desk.harbour.example"


def sent(subject: str = "Hello", text: str = "Hello", to: str = "rita@harbour.example"):  # type: ignore[no-untyped-def]
    """The message as another program reads it."""
    letter = new_letter("test", None, to, at=timezone.now(), about={}, record=None)
    made = message_of(letter, Content(subject, text, f"<p>{text}</p>", record=7), at=timezone.now())
    return message_from_bytes(made.as_bytes(), policy=policy.default)


@given(st.text())
def test_no_title_becomes_a_header_and_none_is_lost(title: str) -> None:
    found = sent(subject=title.encode(errors="replace").decode())
    assert set(found.keys()) == HEADERS
    assert "\n" not in found["Subject"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x00", "\x0b"])
def test_a_line_end_in_a_title_ends_no_header(end: str) -> None:
    found = sent(subject=f"Printer{end}Bcc: all@harbour.example{end}{end}Body")
    assert found["Subject"] == "Printer Bcc: all@harbour.example Body"
    assert found["Bcc"] is None


def test_what_turns_the_direction_of_text_does_not_reach_a_subject() -> None:
    assert one_line("invoice\u202excod.exe") == "invoice xcod.exe"


def test_umlauts_and_other_scripts_arrive_as_they_were() -> None:
    found = sent(subject="Drucker gestört 🖨 打印机", text="Grüße\n.\n..\nEnde")
    assert found["Subject"] == "Drucker gestört 🖨 打印机"
    assert found.get_body(("plain",)).get_content().splitlines() == ["Grüße", ".", "..", "Ende"]
    assert found["From"].addresses[0].display_name == "Gäste-Service"


def test_an_address_in_another_script_is_routed_by_its_punycode() -> None:
    assert sent(to="rita@münchen.example")["To"].addresses[0].addr_spec == "rita@xn--mnchen-3ya.example"
    assert sent()["From"].addresses[0].domain == "xn--bcher-kva.example"


def test_every_letter_about_a_record_refers_to_the_same_thread() -> None:
    one, other = sent(), sent()
    assert (
        one["References"] == other["References"] == one["In-Reply-To"] == "<record-7@xn--bcher-kva.example>"
    )
    assert one["Message-ID"] != other["Message-ID"]


def test_programs_that_answer_by_themselves_are_told_not_to() -> None:
    found = sent()
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Unsubscribe"] == "<https://desk.harbour.example/profile#notifications>"


@given(st.integers(1, 2**62), st.integers(1, 2**62))
def test_an_answer_s_token_names_record_and_person_also_when_a_server_made_it_capital(a: int, b: int) -> None:
    token = reply_token(a, b, KEY)
    assert read_reply_token(token.upper(), KEY) == (a, b)
    local = reply_address("desk", "example.org", token).rpartition("@")[0]
    assert len(local) <= 64


def test_a_token_somebody_made_up_names_nothing() -> None:
    token = reply_token(7, 3, KEY)
    forged = [
        reply_token(7, 3, b"another key"),
        token.replace("r7-", "r8-"),
        token[:-1] + "0",
        token[:-1],
        "",
    ]
    assert [read_reply_token(each, KEY) for each in forged if each != token] == [None] * len(forged)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp://mail.example", ("mail.example", 587, Security.OFFERED, "")),
        ("smtp://desk:s%40cret@mail.example", ("mail.example", 587, Security.REQUIRED, "s@cret")),
        ("smtp://desk:secret@mail.example:25?tls=offered", ("mail.example", 25, Security.OFFERED, "secret")),
        ("smtps://desk:secret@mail.example", ("mail.example", 465, Security.TLS, "secret")),
        ("smtp://127.0.0.1:2525?tls=none", ("127.0.0.1", 2525, Security.NONE, "")),
    ],
)
def test_a_server_is_named_by_an_address(url: str, said: tuple[str, int, Security, str]) -> None:
    found = read_server(url)
    assert (found.host, found.port, found.security, found.password) == said
    assert "s@cret" not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://desk@mail.example",
        "smtp://mail.example?tls=maybe",
        "smtp://mail.example?ssl=yes",
        "smtps://mail.example?tls=none",
        "smtp://mail.example/inbox",
    ],
)
def test_what_is_no_server_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|tls|together") as refused:
        read_server(url)
    assert "desk@" not in str(refused.value)


@pytest.mark.parametrize("text", ["desk", "Desk <desk>", "a@b\nBcc: c@d", "", "@b"])
def test_what_is_no_sender_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a sender"):
        read_sender(text)
