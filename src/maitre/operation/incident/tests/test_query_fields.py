"""What incidents are asked by beside what every record has: found by PostgreSQL and by Python alike, and as people
write it; nothing internal is told by it."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from maitre.kernel.query import Context, bind, matches, parse
from maitre.operation.incident.actions import close, reopen, resolve, take
from maitre.operation.incident.models import Incident, Resolution
from maitre.shared.conversation.actions import attach
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Entry, Record
from maitre.shared.records.querysets import count_of
from maitre.shared.records.querysets.pages import ids_of
from maitre.shared.records.rules import fields_of
from maitre.shared.tasks.actions import plan
from tests.callers import Caller, problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lives(cast: Cast) -> list[Incident]:
    """Eight incidents, each with another life."""
    found = [
        cast.incident("Nothing known", channel=""),
        cast.incident("Mail", service="E-Mail", location="Lobby", channel="phone"),
        cast.incident("mail again", service="e-mail", item="MX-01", channel="mail"),
        cast.incident("Straße", service="Übernachtung", location="STRASSE 5", channel="walk_up"),
        *(cast.incident(f"Ended {number}", service="Till", channel="portal") for number in range(4)),
    ]
    agnes, leo = cast.actor("agnes"), cast.actor("leo")
    for place, (code, cause) in enumerate(
        [("fixed", "network"), ("duplicate", "unknown"), ("fixed", "use")], 4
    ):
        take(found[place], by=agnes)
        resolve(found[place], by=agnes, code=code, cause=cause, solution="Done.")
    reopen(found[4], by=agnes, reason="Again.")
    resolve(found[4], by=agnes, code="workaround", cause="supplier", solution="Done.")
    close(found[5], by=leo)
    reopen(found[6], by=agnes, reason="Again.")
    Resolution.objects.filter(incident=found[4], undone_at=None).update(code="", cause="")
    Incident.objects.filter(pk=found[0].pk).update(kind="")
    return [cast.fresh(each) for each in found]


def facts(incident: Incident) -> SimpleNamespace:
    """The incident as rules on a record at hand would read it."""
    record = incident.record
    standing = Resolution.objects.filter(incident=incident, undone_at=None).first()
    closing = Entry.objects.filter(record=record, verb__in=["close", "merge"]).order_by("seq").last()
    return SimpleNamespace(
        state=record.state,
        phase=record.phase,
        priority=record.priority,
        impact=incident.impact,
        urgency=incident.urgency,
        reopened=incident.reopened,
        handoffs=incident.handoffs,
        type=incident.kind or None,
        service=incident.service,
        item=incident.item,
        location=incident.location,
        channel=incident.channel or None,
        code=(standing.code or None) if standing else None,
        cause=(standing.cause or None) if standing else None,
        resolved=standing.at if standing else None,
        closed=closing.at if closing and record.state == "closed" else None,
        files=[each.visibility for each in record.attachments.all()],
        tasks=[each.kind for each in Record.objects.filter(host=record)],
    )


WRITTEN = """
    service:e-mail service:"E-MAIL" service:till service:none service:e-mail,none service:übernachtung service:x
    item:mx-01 item:none location:lobby location:"strasse 5" location:none channel:phone channel:phone,mail
    channel:none code:fixed code:none code:fixed,duplicate cause:unknown cause:none,use cause:network
    resolved:today resolved:2020-05 resolved:none resolved<now resolved>-1d resolved<2020 closed:today closed:none
    closed>=-2h closed:2020 reopened:0 reopened>0 reopened<=1 reopened:1,2 reopened>1 priority:high priority:P1,low
    priority<=P4 priority>medium impact:low urgency:high,2 impact>=medium type:none type:degradation has:file has:task
    has:file,task state:open state:closed
"""
QUERIES = st.recursive(
    st.sampled_from([*WRITTEN.split(), 'location:"strasse 5"']).filter(lambda one: one.count('"') != 1),
    lambda parts: st.one_of(
        parts.map("-({})".format),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: f"({' '.join(some)})"),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: f"({' OR '.join(some)})"),
    ),
    max_leaves=5,
)


def test_postgresql_and_python_pick_the_same_incidents(cast: Cast, lives: list[Incident]) -> None:
    agnes = cast.actor("agnes")
    attach(lives[1].record, [SimpleUploadedFile("a.txt", b"a")], by=agnes)
    plan(lives[2].record, by=agnes, title="Look")
    rows = {each.pk: facts(each) for each in lives}

    @settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
    @given(query=QUERIES)
    def agree(query: str) -> None:
        context = Context(now=timezone.now(), zone=ZoneInfo("UTC"))
        bound = bind(parse(query), fields_of("incident"), context)
        picked = {pk for pk, row in rows.items() if matches(bound, row)}
        assert set(ids_of("incident", agnes, query=query).ids) == picked, query

    agree()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("service:E-MAIL", [1, 2]),
        ("service:none", [0]),
        ("item:mx-01", [2]),
        ('location:"strasse 5"', [3]),
        ("channel:walk_up", [3]),
        ("code:duplicate", [5]),
        ("code:fixed", []),
        ("cause:unknown", [5]),
        ("resolved:today", [4, 5]),
        ("resolved:none reopened>0", [6]),
        ("closed:today", [5]),
        ("-closed:none", [5]),
        ("reopened:1", [4, 6]),
        ("priority:planning", list(range(8))),
        ("priority:p5", list(range(8))),
        ("priority<=high", []),
        ("impact:low urgency:LOW", list(range(8))),
    ],
)
def test_what_is_asked_is_found(cast: Cast, lives: list[Incident], query: str, found: list[int]) -> None:
    picked = ids_of("incident", cast.actor("agnes"), query=query, sort="oldest").ids
    assert [[each.pk for each in lives].index(pk) for pk in picked] == found


def test_what_was_closed_twice_was_closed_the_last_time(cast: Cast, lives: list[Incident]) -> None:
    """Reopened and closed again: the first closing says nothing any more; while it is open there is none."""
    agnes, leo = cast.actor("agnes"), cast.actor("leo")
    Entry.objects.filter(record=lives[5].record, verb="close").update(at=datetime(2026, 3, 4, tzinfo=UTC))
    assert ids_of("incident", agnes, query="closed:2026-03").ids == [lives[5].pk]
    reopen(lives[5], by=agnes, reason="Again.")
    assert ids_of("incident", agnes, query="closed:2026-03 OR closed:today").ids == []
    resolve(lives[5], by=agnes, code="fixed", cause="use", solution="Done.")
    close(cast.fresh(lives[5]), by=leo)
    assert ids_of("incident", agnes, query="closed:2026-03").ids == []
    assert ids_of("incident", agnes, query="closed:today").ids == [lives[5].pk]


@pytest.mark.parametrize("who", ["rita", "wanda"])
def test_n31_n35_what_it_has_tells_a_requester_nothing_internal(cast: Cast, who: str) -> None:
    """Lists, counts and their opposites are the same before and after an internal file and a task."""
    incident = cast.incident(requester=who)
    agnes, caller = cast.actor("agnes"), Caller(cast.person(who))
    asked = ["has:file", "-has:file", "has:task", "-has:task", "has:file,task", "NOT (has:task OR has:file)"]
    before = [caller.get(f"/incidents?count=true&q={each}").json() for each in asked]
    assert [each["count"] for each in before] == [0, 1, 0, 1, 0, 1]
    attach(incident.record, [SimpleUploadedFile("a.txt", b"a")], by=agnes, visibility="internal")
    plan(cast.fresh(incident).record, by=agnes, title="Look")
    after = [caller.get(f"/incidents?count=true&q={each}").json() for each in asked]
    assert [each["count"] for each in after] == [0, 1, 0, 1, 0, 1]
    assert [count_of("incident", agnes, query=each)[0] for each in asked] == [1, 0, 1, 0, 1, 0]
    attach(cast.fresh(incident).record, [SimpleUploadedFile("b.txt", b"b")], by=agnes)
    assert caller.get("/incidents?count=true&q=has:file").json()["count"] == 1


def test_n32_who_only_takes_part_learns_of_no_internal_file(cast: Cast) -> None:
    """An agent of another organisation who watches, and one of another team: they are told what they may open."""
    incident = cast.incident()
    attach(
        incident.record, [SimpleUploadedFile("a.txt", b"a")], by=cast.actor("agnes"), visibility="internal"
    )
    for who in ("fiona", "tess"):
        incident.record.participations.create(person=cast.person(who), role="watcher")
        assert ids_of("incident", cast.actor(who), query="has:file").ids == [], who
        assert ids_of("incident", cast.actor(who), query="-has:file").ids == [incident.pk], who


def asked(cast: Cast, query: str, who: str = "agnes") -> dict[str, Any]:
    answer = Caller(cast.person(who)).get(f"/incidents?q={query}")
    return answer.json() if answer.status_code == 200 else problem(answer)


@pytest.fixture
def namesakes(cast: Cast) -> dict[str, Person]:
    """Two people called Jonas and one Jördis who work here, and a Jonathan whom nobody here may know of."""
    home = cast.organisations["harbour"]
    people = {
        "weber": Person.objects.create(
            name="Jonas Weber", email="j.weber@harbour.example", organisation=home
        ),
        "meier": Person.objects.create(name="Jonas Meier", email="jm@harbour.example", organisation=home),
        "jordis": Person.objects.create(name="Jördis Öz", email="oz@harbour.example", organisation=home),
        "foreign": Person.objects.create(
            name="Jonathan", email="jo@summit.example", organisation=cast.organisations["foreign"]
        ),
    }
    for key in ("weber", "jordis"):
        incident = cast.incident(key)
        Record.objects.filter(pk=incident.pk).update(assignee=people[key])
    return people


@pytest.mark.parametrize(
    "name", ["weber", "Web", "j.weber", "j.weber@harbour.example", '"Jonas Weber"', '"jonas w"']
)
def test_a_name_is_whom_it_can_only_mean(cast: Cast, namesakes: dict[str, Person], name: str) -> None:
    assert [each["title"] for each in asked(cast, f"assignee:{name}")["items"]] == ["weber"]


def test_umlauts_are_no_hurdle(cast: Cast, namesakes: dict[str, Person]) -> None:
    assert [each["title"] for each in asked(cast, "assignee:jördis")["items"]] == ["jordis"]


def test_a_name_that_could_be_several_says_which(cast: Cast, namesakes: dict[str, Person]) -> None:
    told = asked(cast, "assignee:jonas state:open")
    assert (told["status"], told["errors"][0]["code"]) == (422, "several")
    assert "“jonas” could be Jonas Meier or Jonas Weber; write more of the name" in told["detail"]


def test_n35_a_hidden_namesake_is_as_if_there_were_none(cast: Cast, namesakes: dict[str, Person]) -> None:
    before = asked(cast, "assignee:jona")
    Person.objects.filter(pk=namesakes["foreign"].pk).delete()
    assert asked(cast, "assignee:jona") == before
    assert "Jonathan" not in str(before)


@pytest.mark.parametrize("query", ["assignee:nobody", "team:nowhere", "-requester:jonathan", "category:x,y"])
def test_a_name_that_means_nothing_is_told(cast: Cast, namesakes: dict[str, Person], query: str) -> None:
    assert asked(cast, query)["unknown"] == query.partition(":")[2].split(",")
    assert asked(cast, "state:open")["unknown"] == []


def test_teams_and_places_are_found_by_their_beginning_too(cast: Cast) -> None:
    incident = cast.incident("With the network")
    Record.objects.filter(pk=incident.pk).update(team=cast.teams["network"])
    for query in ("team:net", "team:Network", "team:network", 'organisation:"harbour ho" team:net'):
        assert [each["title"] for each in asked(cast, query)["items"]] == ["With the network"], query
    assert asked(cast, "organisation:harbour-")["unknown"] == ["harbour-"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("priority:urgent", "nor one of critical, high, medium, low, planning, P1, P2, P3, P4, P5"),
        ("priority:hoch", "“hoch” is not a number for “priority”"),
        ("impact:critical", "nor one of high, medium, low"),
        ("code:solved", "there are fixed, workaround, explained"),
        ("channel:e-mail", "there are portal, phone, mail"),
        ("has:note", "there are file, task"),
    ],
)
def test_what_is_no_value_says_what_there_is(cast: Cast, query: str, says: str) -> None:
    told = asked(cast, query)
    assert told["status"] == 422
    assert says in told["detail"]


def test_who_may_ask_for_the_last_change_is_said(cast: Cast) -> None:
    told = asked(cast, "updated:today", who="rita")
    assert (told["status"], told["errors"][0]["code"]) == (422, "not_yours")
    assert "Only those who work on records may ask for “updated”" in told["detail"]


@pytest.fixture
def german(cast: Cast) -> Client:
    agnes = cast.person("agnes")
    Person.objects.filter(pk=agnes.pk).update(language="de")
    client = Client()
    client.force_login(agnes)
    return client


def chips(page: Any, part: str) -> list[str]:
    found = html.fromstring(page.content).xpath(f"//*[@class='chip']/span[@class='{part}']")
    return [each.text_content() for each in found]


def test_conditions_stand_there_in_the_readers_language(german: Client) -> None:
    query = 'state:open priority<=high -channel:mail,none assignee:me resolved:-7d location:"Open" code:fixed'
    page = german.get("/incidents", {"q": query})
    assert chips(page, "key") == [
        "Status:",
        "Priorität ≤",
        "-Kanal:",
        "Bearbeiter:",
        "Gelöst:",
        "Standort:",
        "Lösung:",
    ]
    values = [
        "Nicht gelöst",
        "Hoch",
        "E-Mail, keine Angabe",
        "ich",
        "in den letzten 7 Tagen",
        "Open",
        "Behoben",
    ]
    assert chips(page, "value") == values


def test_what_could_be_typed_next_is_told_and_found_in_the_readers_language(german: Client) -> None:
    def offered(text: str) -> dict[str, str]:
        found = german.get("/incidents/suggestions", {"text": text}).json()["suggestions"]
        return {one["text"]: one["kind"] for one in found}

    assert offered("prio") == {"priority:": "Priorität"}
    assert offered("bearb") == {"assignee:": "Bearbeiter"}
    assert offered("state:open stand") == {"location:": "Standort"}
    assert offered("channel:tel") == {"phone": "Telefon"}
    assert offered("priority:krit") == {"critical": "Kritisch", "P1": "Kritisch"}
    assert offered("has:") == {"file": "eine Datei", "task": "eine Aufgabe"}


def test_a_page_says_which_name_means_nothing_and_what_there_is(german: Client) -> None:
    told = html.fromstring(german.get("/incidents", {"q": "assignee:niemand"}).content)
    assert "Ihnen nicht bekannt: niemand" in told.xpath("string(//*[@class='query-error'])")
    refused = german.get("/incidents", {"q": "priority:dringend"})
    assert refused.status_code == 422
    assert "Möglich: critical, high, medium" in refused.content.decode()
