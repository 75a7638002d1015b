"""People leave, come back and are away: over REST, on pages, from the command line."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client

from maitre.kernel.errors import Invalid
from maitre.shared.audit.models import AuditEvent
from maitre.shared.organisation.actions import be_absent
from maitre.shared.organisation.models import Absence, Person

if TYPE_CHECKING:
    from tests.cast import Cast


def signed_in(cast: "Cast", key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


def call(cast: "Cast", key: str, method: str, path: str, body: Any = None) -> HttpResponse:
    sent = "" if body is None else json.dumps(body)
    answer: HttpResponse = signed_in(cast, key).generic(  # type: ignore[assignment]
        method, f"/api/v1{path}", sent, content_type="application/json"
    )
    return answer


def is_active(cast: "Cast", key: str) -> bool:
    return Person.objects.get(pk=cast.person(key).pk).is_active


def test_an_administrator_lets_go_and_in_again_over_rest_and_the_book_says_so(cast: "Cast") -> None:
    path = f"/people/{cast.person('ben').pk}/deactivation"
    assert call(cast, "ada", "POST", path, {"reason": "Season is over"}).status_code == 200
    assert not is_active(cast, "ben")
    assert call(cast, "ada", "DELETE", path).status_code == 200
    assert is_active(cast, "ben")
    noted = AuditEvent.objects.filter(subject="ben@harbour.example").order_by("seq")
    assert [each.what for each in noted] == ["person_deactivated", "person_reactivated"]
    assert "Season is over" in noted[0].sealed


@pytest.mark.parametrize(("who", "status"), [("agnes", 403), ("leo", 403), ("falk", 404), ("rita", 404)])
def test_nobody_else_does(cast: "Cast", who: str, status: int) -> None:
    path = f"/people/{cast.person('ben').pk}"
    assert call(cast, who, "POST", f"{path}/deactivation").status_code == status
    assert call(cast, who, "POST", f"{path}/erasure").status_code == status
    assert is_active(cast, "ben")


def test_the_page_lists_those_one_administers_and_lets_them_go(cast: "Cast") -> None:
    client = signed_in(cast, "ada")
    page = client.get("/administration/people").content.decode()
    assert "ben@harbour.example" in page
    assert "fred@summit.example" not in page
    ben = cast.person("ben").pk
    assert client.post(f"/administration/people/{ben}/leaving", {"reason": ""}).status_code == 302
    assert not is_active(cast, "ben")
    assert "ben@harbour.example" in client.get("/administration/people?show=left").content.decode()
    assert client.post(f"/administration/people/{ben}/return").status_code == 302
    assert is_active(cast, "ben")
    assert client.post(f"/administration/people/{ben}/erasure", {"sure": "1"}).status_code == 302
    assert "ben@" not in client.get("/administration/people?show=left").content.decode()


@pytest.mark.parametrize("who", ["agnes", "leo", "manfred", "rita"])
def test_the_page_is_for_administrators_only(cast: "Cast", who: str) -> None:
    assert signed_in(cast, who).get("/administration/people").status_code == 403


def test_one_says_oneself_when_one_is_away_and_takes_it_back(cast: "Cast") -> None:
    client = signed_in(cast, "agnes")
    given = {"first": "2030-07-01", "until": "2030-07-14"}
    assert client.post("/profile/absences", given).status_code == 302
    absence = Absence.objects.get(person=cast.person("agnes"))
    assert (absence.until - absence.since).days == 14
    assert signed_in(cast, "leo").post(f"/profile/absences/{absence.pk}/removal").status_code == 404
    assert client.post(f"/profile/absences/{absence.pk}/removal").status_code == 302
    assert not Absence.objects.exists()


def test_an_absence_that_ends_before_it_begins_is_refused(cast: "Cast") -> None:
    given = {"first": "2030-07-14", "until": "2030-07-01"}
    assert signed_in(cast, "agnes").post("/profile/absences", given).status_code == 422
    absence = {"since": "2030-07-14T00:00:00Z", "until": "2030-07-14T00:00:00Z"}
    path = f"/people/{cast.person('agnes').pk}/absences"
    assert call(cast, "agnes", "POST", path, absence).status_code == 422


def test_leads_note_absences_and_colleagues_do_not(cast: "Cast") -> None:
    path = f"/people/{cast.person('agnes').pk}/absences"
    absence = {"since": "2030-07-01T00:00:00Z", "until": "2030-07-14T00:00:00Z"}
    made = call(cast, "leo", "POST", path, absence)
    assert made.status_code == 201
    assert call(cast, "carla", "POST", path, absence).status_code == 403
    assert call(cast, "fiona", "GET", path).status_code == 404
    assert len(json.loads(call(cast, "agnes", "GET", path).content)) == 1
    gone = f"/absences/{json.loads(made.content)['id']}"
    assert call(cast, "fiona", "DELETE", gone).status_code == 404
    assert call(cast, "leo", "DELETE", gone).status_code == 204


def test_who_is_let_go_is_not_away_any_more(cast: "Cast") -> None:
    from datetime import UTC, datetime

    be_absent(cast.person("ben"), datetime(2030, 7, 1, tzinfo=UTC), datetime(2030, 7, 2, tzinfo=UTC))
    call(cast, "ada", "POST", f"/people/{cast.person('ben').pk}/deactivation")
    assert not Absence.objects.exists()
    with pytest.raises(Invalid):
        be_absent(cast.person("ben"), datetime(2030, 7, 2, tzinfo=UTC), datetime(2030, 7, 1, tzinfo=UTC))
