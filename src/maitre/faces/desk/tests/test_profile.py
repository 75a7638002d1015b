"""One's own settings: what can be set counts everywhere, and nothing else about a person can be set here (N38)."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maitre.shared.access.models import Grant, Token
from maitre.shared.audit.models import AuditEvent
from maitre.shared.notifications.querysets import wishes_of
from maitre.shared.organisation.models import Person
from tests.browser import filled
from tests.cast import Cast

PASSWORD = "correct horse battery"


@pytest.fixture
def rita(cast: Cast, client: Client) -> Client:
    person = cast.person("rita")
    person.set_password(PASSWORD)
    person.save()
    client.force_login(person)
    return client


def fresh(cast: Cast, key: str = "rita") -> Person:
    return Person.objects.get(pk=cast.person(key).pk)


def preferred(client: Client, **changed: Any) -> dict[str, Any]:
    return filled(client.get("/profile"), having="zone") | changed  # type: ignore[arg-type]


def test_what_is_preferred_counts_on_the_next_page(cast: Cast, rita: Client) -> None:
    answer = rita.post(
        "/profile", preferred(rita, language="de", zone="Europe/Berlin", theme="dark", density="comfortable")
    )
    assert answer.status_code == 302
    page = rita.get("/profile").content.decode()
    assert 'lang="de"' in page
    assert 'data-theme="dark"' in page
    assert 'data-density="comfortable"' in page
    assert "data-keys" not in page
    assert fresh(cast).zone == "Europe/Berlin"


def test_single_letters_can_be_switched_off(cast: Cast, rita: Client) -> None:
    given = preferred(rita)
    del given["single_keys"]
    rita.post("/profile", given)
    assert 'data-keys="off"' in rita.get("/profile").content.decode()


def test_this_browser_s_own_choice_counts_first_until_one_saves_another(rita: Client) -> None:
    rita.cookies["theme"] = "light"
    assert 'data-theme="light"' in rita.get("/profile").content.decode()
    rita.post("/profile", preferred(rita, theme="dark"))
    assert 'data-theme="dark"' in rita.get("/profile").content.decode()
    rita.cookies["theme"] = "system"
    assert "data-theme" not in rita.get("/profile").content.decode()


def test_a_city_names_its_zone_and_what_is_none_is_refused(cast: Cast, rita: Client) -> None:
    rita.post("/profile", preferred(rita, zone="new york"))
    assert fresh(cast).zone == "America/New_York"
    refused = rita.post("/profile", preferred(rita, zone="Atlantis"))
    assert refused.status_code == 422
    assert "no such time zone" in refused.content.decode()
    assert 'value="Atlantis"' in refused.content.decode()


@pytest.mark.parametrize(
    "smuggled",
    [{"email": "boss@harbour.example"}, {"organisation": "1"}, {"role": "admin"}, {"is_active": "1"}],
)
def test_n38_nobody_makes_themselves_somebody_else(
    cast: Cast, rita: Client, smuggled: dict[str, str]
) -> None:
    before = Person.objects.values().get(pk=cast.person("rita").pk)
    answer = rita.post("/profile", preferred(rita, theme="dark") | smuggled)
    assert answer.status_code == 422
    assert Person.objects.values().get(pk=before["id"]) == before
    assert not Grant.objects.filter(person=cast.person("rita")).exists()
    assert AuditEvent.objects.filter(what="profile_refused", subject=before["email"]).exists()


def test_what_to_hear_of_is_chosen_and_staff_are_asked_more(cast: Cast, rita: Client) -> None:
    page = rita.get("/profile").content.decode()
    assert "My team gets something" not in page
    rita.post("/profile/notifications", {"reason": ["asked"]})
    heard = {reason.value for reason, wish in wishes_of(cast.person("rita").pk).items() if wish.heard}
    assert heard == {"assigned", "working", "asked", "duty"}
    rita.force_login(cast.person("agnes"))
    assert "My team gets something" in rita.get("/profile").content.decode()


def test_a_token_is_shown_once_works_and_is_revoked(cast: Cast, rita: Client) -> None:
    given = filled(rita.get("/profile"), having="days") | {"name": "Backup"}  # type: ignore[arg-type]
    page = rita.post("/profile/tokens", given)
    secret = page.content.decode().partition("mtr_")[2].partition("<")[0]
    assert "no-store" in page["Cache-Control"]
    assert secret not in rita.get("/profile").content.decode()
    call = {"Authorization": f"Bearer mtr_{secret}"}
    assert Client().get("/api/v1/people/me", headers=call).status_code == 200
    rita.post(f"/profile/tokens/{Token.objects.get().pk}/revocation")
    assert Client().get("/api/v1/people/me", headers=call).status_code == 401


def test_n34_nobody_revokes_another_s_token(cast: Cast, rita: Client) -> None:
    rita.post("/profile/tokens", {"name": "Mine", "scope": "read", "days": "30"})
    token = Token.objects.get()
    rita.force_login(cast.person("ada"))
    assert rita.post(f"/profile/tokens/{token.pk}/revocation").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_token_without_a_name_is_refused_with_what_was_typed(rita: Client) -> None:
    answer = rita.post("/profile/tokens", {"name": "", "scope": "write", "days": "365"})
    assert answer.status_code == 422
    assert '<option value="write" selected>' in answer.content.decode()
    assert not Token.objects.exists()


def test_sessions_are_listed_and_ended_elsewhere(cast: Cast, rita: Client) -> None:
    other = Client(
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    )
    other.post("/sign-in", {"login": cast.person("rita").email, "password": PASSWORD})
    page = rita.get("/profile").content.decode()
    assert "Firefox on Linux" in page
    assert "This browser" in page
    rita.post("/profile/sessions")
    assert other.get("/profile").status_code == 302
    assert rita.get("/profile").status_code == 200
    assert AuditEvent.objects.filter(what="sessions_ended").count() == 1


def test_what_has_ended_is_listed_no_more_and_forgotten(cast: Cast, rita: Client) -> None:
    """A session that is gone, one past its time, and one from before the password was changed."""
    gone, past, before, open_ = (
        Client(headers={"user-agent": name}) for name in ("OPR", "Edg", "Safari", "Firefox")
    )
    for each in (gone, past, before, open_):
        each.force_login(cast.person("rita"))
        each.get("/profile")
    Session.objects.filter(pk=gone.session.session_key).delete()
    Session.objects.filter(pk=past.session.session_key).update(expire_date=timezone.now())
    store = before.session
    store[HASH_SESSION_KEY] = "of another password"
    store.save()
    page = rita.get("/profile").content.decode()
    assert [name for name in ("Opera", "Edge", "Safari", "Firefox") if name in page] == ["Firefox"]
    assert UserSession.objects.filter(user=cast.person("rita")).count() == 2
    assert not Session.objects.filter(pk=before.session.session_key).exists()


def test_this_browser_is_listed_also_where_its_session_was_never_noted(cast: Cast, rita: Client) -> None:
    UserSession.objects.all().delete()
    assert "This browser" in rita.get("/profile").content.decode()


def test_the_page_asks_no_more_for_many_sessions(cast: Cast, rita: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert rita.get("/profile").status_code == 200
        return len(found)

    rita.get("/profile")
    few = asked()
    for _ in range(5):
        other = Client()
        other.force_login(cast.person("rita"))
        other.get("/profile")
    assert rita.get("/profile").content.decode().count("Unknown browser") == 6
    assert asked() == few <= 12


def test_a_changed_password_opens_and_signs_out_everywhere_else(cast: Cast, rita: Client) -> None:
    other = Client()
    other.post("/sign-in", {"login": cast.person("rita").email, "password": PASSWORD})
    new = "a quite different phrase"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert rita.post("/profile/password", given).status_code == 302
    assert rita.get("/profile").status_code == 200
    assert other.get("/profile").status_code == 302
    assert fresh(cast).check_password(new)
    assert AuditEvent.objects.filter(what="password_changed").count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old_password": "wrong"}, "not your present password"),
        ({"new_password2": "something else entirely"}, "not the same"),
        ({"new_password1": "short", "new_password2": "short"}, "too short"),
    ],
)
def test_a_password_that_cannot_be_is_refused(rita: Client, given: dict[str, str], said: str) -> None:
    new = "a quite different phrase"
    base = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = rita.post("/profile/password", base | given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
