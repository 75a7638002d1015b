"""People, teams, organisations and calendars over HTTP: those one may know of."""

from maitre.shared.calendars.models import Calendar
from tests.callers import Caller
from tests.cast import Cast


def keys(caller: Caller, noun: str) -> set[str]:
    return {item["key"] for item in caller.get(f"/{noun}?limit=200").json()["items"]}


def test_requesters_know_of_themselves_and_staff_of_their_people(cast: Cast) -> None:
    rita, agnes = Caller(cast.person("rita")), Caller(cast.person("agnes"))
    assert [person["name"] for person in rita.get("/people").json()["items"]] == ["Rita"]
    known = {person["email"] for person in agnes.get("/people?limit=200").json()["items"]}
    assert {"rita@harbour.example", "kim@kitchen.example"} <= known
    assert not any("summit" in email for email in known)


def test_people_are_found_by_the_beginning_of_name_or_address(cast: Cast) -> None:
    agnes = Caller(cast.person("agnes"))
    for text in ("ri", "RITA", "rita@harb"):
        assert [person["name"] for person in agnes.get(f"/people?q={text}").json()["items"]] == ["Rita"], text
    assert agnes.get("/people?q=fiona").json()["items"] == []
    assert agnes.get("/people?q=%25").json()["items"] == []


def test_people_come_page_by_page_by_name(cast: Cast) -> None:
    agnes = Caller(cast.person("agnes"))
    whole = [person["name"] for person in agnes.get("/people?limit=200").json()["items"]]
    seen: list[str] = []
    cursor = ""
    while True:
        page = agnes.get(f"/people?limit=3{cursor}").json()
        seen += [person["name"] for person in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == whole == sorted(whole)


def test_oneself_is_told_with_roles_and_teams(cast: Cast) -> None:
    me = Caller(cast.person("agnes")).get("/people/me").json()
    assert [grant["role"] for grant in me["grants"]] == ["agent"]
    assert [team["key"] for team in me["teams"]] == ["desk"]


def test_teams_and_organisations_end_at_ones_own(cast: Cast) -> None:
    agnes, kim, tess = (Caller(cast.person(who)) for who in ("agnes", "kim", "tess"))
    assert keys(agnes, "teams") == {"desk", "network"}
    assert keys(kim, "teams") == set()
    assert "network" in keys(tess, "teams")
    assert keys(agnes, "organisations") == {"harbour", "kitchen"}
    assert keys(kim, "organisations") == {"harbour", "kitchen"}, "one's own, and what it belongs to"
    assert agnes.get("/teams/summit").status_code == agnes.get("/organisations/summit").status_code == 404
    assert agnes.get("/teams/desk").json()["members"][0]["name"] == "Agnes"


def test_calendars_are_those_one_works_by(cast: Cast) -> None:
    week = {"mon": ["09:00-12:00", "13:00-17:00"]}
    for organisation in ("harbour", "foreign"):
        calendar = Calendar.objects.create(
            key=organisation, name=organisation, zone="Europe/Lisbon", week=week
        )
        cast.organisations[organisation].calendar = calendar
        cast.organisations[organisation].save()
    kim = Caller(cast.person("kim"))
    assert keys(kim, "calendars") == {"harbour"}
    assert kim.get("/calendars/harbour").json()["week"] == week
    assert kim.get("/calendars/foreign").status_code == 404


def test_categories_are_those_of_ones_own(cast: Cast) -> None:
    kim = Caller(cast.person("kim"))
    assert keys(kim, "categories") == {"harbour-hardware"}
    assert kim.get("/categories/harbour-hardware").json()["organisation"]["key"] == "harbour"
    assert kim.get("/categories/foreign-hardware").status_code == 404
