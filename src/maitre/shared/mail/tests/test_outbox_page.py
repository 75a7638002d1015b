"""The outbox as an administrator sees it: theirs alone, decided here, and never what a letter said."""

import pytest
from django.test import Client
from django.utils import timezone

from maitre.operation.incident.actions import confide
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.mail.actions import new_letter
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import Status
from tests.cast import Cast


def letter(cast: Cast, to: str, status: Status, **more: object) -> Letter:
    person = cast.person(to)
    made = new_letter("notice", person, person.email, at=timezone.now(), about={}, record=None)
    made.status, made.answer = status.value, "550 no such mailbox"
    for name, value in more.items():
        setattr(made, name, value)
    made.save()
    return made


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(cast.person("ada"))
    return client


def test_what_somebody_has_to_decide_comes_first(cast: Cast, ada: Client) -> None:
    letter(cast, "rita", Status.UNKNOWN)
    letter(cast, "ben", Status.SENT)
    page = ada.get("/outbox").content.decode()
    assert "rita@harbour.example" in page
    assert "Outcome unknown" in page
    assert "550 no such mailbox" in page
    assert "ben@" not in page
    assert "ben@harbour.example" in ada.get("/outbox?show=all").content.decode()


def test_letters_of_another_company_are_neither_shown_nor_decided(cast: Cast, ada: Client) -> None:
    theirs = letter(cast, "fred", Status.FAILED)
    assert "fred@" not in ada.get("/outbox?show=all").content.decode()
    assert ada.post(f"/outbox/{theirs.pk}/again").status_code == 404
    assert Letter.objects.get().status == Status.FAILED


@pytest.mark.parametrize("key", ["agnes", "leo", "audrey", "rita"])
def test_who_administers_nothing_has_no_outbox(cast: Cast, client: Client, key: str) -> None:
    mine = letter(cast, "rita", Status.FAILED)
    client.force_login(cast.person(key))
    assert client.get("/outbox").status_code == 404
    assert client.post(f"/outbox/{mine.pk}/leave").status_code == 404


def test_the_number_of_a_confidential_record_is_not_said_to_who_may_not_see_it(
    cast: Cast, ada: Client
) -> None:
    found = cast.incident(requester="ben")
    letter(cast, "cyril", Status.FAILED, record=found.record)
    assert found.record.label in ada.get("/outbox").content.decode()
    confide(found, cast.circles["board"], by=SYSTEM_ACTOR)
    assert found.record.label not in ada.get("/outbox").content.decode()


def test_a_letter_is_sent_again_or_left_once(cast: Cast, ada: Client) -> None:
    first, second = letter(cast, "rita", Status.UNKNOWN), letter(cast, "ben", Status.FAILED)
    assert ada.post(f"/outbox/{first.pk}/again").status_code == 302
    assert ada.post(f"/outbox/{second.pk}/leave").status_code == 302
    assert dict(Letter.objects.values_list("pk", "status")) == {first.pk: "waiting", second.pk: "left"}
    assert ada.post(f"/outbox/{first.pk}/again").status_code == 409


def test_where_no_mail_leaves_the_outbox_says_which_setting_is_missing(cast: Cast, ada: Client) -> None:
    assert "MAITRE_SMTP_URL" in ada.get("/outbox").content.decode()
