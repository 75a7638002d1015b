"""What one says about letters: by reason, by hour, for a team; and that nothing is promised where none leave."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from maitre.shared.notifications.actions import reach_of, team_mail_of
from maitre.shared.notifications.querysets import wishes_of
from tests.browser import filled
from tests.cast import Cast

if TYPE_CHECKING:
    from tests.post import Post


@pytest.fixture
def rita(cast: Cast, client: Client) -> Client:
    client.force_login(cast.person("rita"))
    return client


def chosen(cast: Cast, key: str) -> dict[str, str | None]:
    return {reason.value: wish.pace for reason, wish in wishes_of(cast.person(key).pk).items()}


def test_each_reason_has_its_pace_and_usual_stays_unwritten(cast: Cast, rita: Client, post: "Post") -> None:
    given = filled(rita.get("/profile"), having="mail-asked")  # type: ignore[arg-type]
    assert given["mail-asked"] == ""
    rita.post("/profile/notifications", given | {"mail-asked": "day"})
    assert chosen(cast, "rita")["asked"] == "day"
    assert '<option value="day" selected>' in rita.get("/profile").content.decode()
    rita.post("/profile/notifications", given | {"mail-asked": ""})
    assert chosen(cast, "rita")["asked"] is None


def test_a_pace_that_is_none_is_refused(cast: Cast, rita: Client, post: "Post") -> None:
    assert rita.post("/profile/notifications", {"mail-asked": "yearly"}).status_code == 422
    assert chosen(cast, "rita")["asked"] is None


def test_the_bell_is_chosen_without_a_word_about_letters(cast: Cast, rita: Client, post: "Post") -> None:
    rita.post("/profile/notifications", {"mail-asked": "never"})
    rita.post("/profile/notifications", {"reason": ["asked"]})
    assert chosen(cast, "rita")["asked"] == "never"


def test_hours_are_kept_and_what_is_no_time_is_refused(cast: Cast, rita: Client, post: "Post") -> None:
    given = filled(rita.get("/profile"), having="start")  # type: ignore[arg-type]
    assert rita.post("/profile/letters", given | {"hours": "own", "start": "09:30"}).status_code == 302
    reach = reach_of(cast.person("rita").pk)
    assert (reach.hours, f"{reach.start:%H:%M}", reach.urgent) == ("own", "09:30", True)
    refused = rita.post("/profile/letters", given | {"start": "soon"})
    assert refused.status_code == 422
    assert 'value="soon"' in refused.content.decode()


def test_where_no_mail_leaves_nothing_is_promised(cast: Cast, rita: Client) -> None:
    page = rita.get("/profile").content.decode()
    assert "Nothing leaves by e-mail here." in page
    assert "mail-asked" not in page
    assert "e-mail" not in rita.get("/").content.decode()


def test_where_mail_leaves_the_portal_says_so(rita: Client, post: "Post") -> None:
    assert "by e-mail" in rita.get("/").content.decode()


def test_who_hears_what_stands_in_one_place_and_staff_read_all_of_it(cast: Cast, rita: Client) -> None:
    page = rita.get("/notifications/rules").content.decode()
    assert "Whoever asked for it" in page
    assert "Service desk" not in page
    rita.force_login(cast.person("agnes"))
    page = rita.get("/notifications/rules").content.decode()
    assert "Whoever it is assigned to" in page
    assert "Service desk" in page
    assert "/teams/desk/letters" not in page


def test_a_lead_says_how_a_team_is_written_to(cast: Cast, client: Client) -> None:
    client.force_login(cast.person("leo"))
    given = filled(client.get("/teams/desk/letters"), having="mailbox")  # type: ignore[arg-type]
    wanted = {"mailbox": "desk@harbour.example", "mail-team": "now", "hours": "working"}
    assert client.post("/teams/desk/letters", given | wanted).status_code == 302
    rule = team_mail_of(cast.teams["desk"].pk)
    assert (rule.mailbox, rule.hours, rule.paces) == ("desk@harbour.example", "working", {"team": "now"})
    refused = client.post("/teams/desk/letters", given | {"mailbox": "no address"})
    assert refused.status_code == 422
    assert "desk@harbour.example" in client.get("/notifications/rules").content.decode()


@pytest.mark.parametrize(("key", "status"), [("agnes", 403), ("rita", 404), ("falk", 404)])
def test_nobody_else_does(cast: Cast, client: Client, key: str, status: int) -> None:
    client.force_login(cast.person(key))
    assert client.get("/teams/desk/letters").status_code == status
