"""Reporting from the desk: for whom, by name or address, among however many people there are."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from maitre.operation.incident.models import Incident
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import Role
from maitre.shared.organisation.models import Person
from tests.browser import filled
from tests.cast import Cast

NEW = "/incidents/new"
STATEMENTS = 12


@pytest.fixture
def agnes(cast: Cast, client: Client) -> Client:
    client.force_login(cast.person("agnes"))
    return client


def crowd(cast: Cast, size: int) -> None:
    """So many more people of the harbour, half of them with a grant."""
    harbour = cast.organisations["harbour"]
    people = Person.objects.bulk_create(
        Person(email=f"zq{n}@harbour.example", name=f"Zq {n}", folded_name=f"zq {n}", organisation=harbour)
        for n in range(size)
    )
    Grant.objects.bulk_create(
        Grant(person=each, role=Role.AGENT, organisation=harbour) for each in people[::2]
    )


def plain(answer: HttpResponse) -> str:
    """The page without what is another with every answer."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode())


def requester(answer: HttpResponse) -> html.HtmlElement:
    [field] = html.fromstring(answer.content.decode()).xpath("//*[@name='requester']")
    return field


def reported(client: Client, named: str, **more: str) -> HttpResponse:
    sent = filled(client.get(NEW), having="requester")
    return client.post(NEW, sent | {"title": "The till is silent", "requester": named} | more)


@pytest.mark.parametrize("address", [NEW, "/incidents/bulk/assign?record=INC-1", "/incidents/macros/new"])
def test_a_page_that_asks_for_a_person_does_not_grow_with_people(
    agnes: Client, cast: Cast, address: str
) -> None:
    few = plain(agnes.get(address))
    crowd(cast, 300)
    with CaptureQueriesContext(connection) as asked:
        many = agnes.get(address)
    assert plain(many) == few
    assert "Zq " not in many.content.decode()
    assert "/static/js/picker.js" in re.sub(r"\.[0-9a-f]{12}(?=\.js)", "", many.content.decode())
    assert len(asked) <= STATEMENTS


def test_it_starts_with_oneself_and_sent_untouched_is_ones_own(agnes: Client, cast: Cast) -> None:
    page = agnes.get(NEW)
    field = requester(page)
    assert field.get("value") == "Agnes <agnes@harbour.example>"
    assert (field.get("data-picker"), field.get("data-staff")) == ("/people", None)
    sent = filled(page, having="requester") | {"title": "Mine"}
    assert agnes.post(NEW, sent).status_code == 302
    assert Incident.objects.get(record__title="Mine").record.requester == cast.person("agnes")


@pytest.mark.parametrize(
    "named",
    ["Kim <kim@kitchen.example>", "KIM@kitchen.example", "Kim", "ki ", "K <KIM@kitchen.example>"],
)  # fmt: skip
def test_somebody_who_called_is_named_as_the_picker_does_or_as_one_types(
    agnes: Client, cast: Cast, named: str
) -> None:
    assert reported(agnes, named).status_code == 302
    record = Incident.objects.get(record__title="The till is silent").record
    assert (record.requester, record.organisation) == (cast.person("kim"), cast.organisations["kitchen"])


def test_the_longest_name_with_the_longest_address_is_taken(agnes: Client, cast: Cast) -> None:
    kim = cast.person("kim")
    kim.name, kim.email = "K" * 200, f"{'k' * 235}@kitchen.example"[-254:]
    kim.save()
    assert reported(agnes, f"{kim.name} <{kim.email}>").status_code == 302


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("Fred", "Nobody you know of is called Fred."),
        ("Fred <fred@summit.example>", "Nobody you know of is called Fred &lt;fred@summit.example&gt;."),
        ("Nobody <no.body@harbour.example>", "Nobody you know of is called"),
        ("<", "Nobody you know of is called"),
        ("Zq", "Several people are called Zq: use the e-mail address."),
        ("Ben Zq", "Several people are called Ben Zq: use the e-mail address."),
        ("", "This field is required."),
    ],
)
def test_who_is_hidden_unknown_or_one_of_several_is_refused_at_the_field_and_nothing_is_lost(
    agnes: Client, cast: Cast, named: str, why: str
) -> None:
    for key, name in {"ben": "Zq Ben", "rita": "Zq Rita", "wanda": "Ben Zq", "cyril": "Ben Zq"}.items():
        person = cast.person(key)
        person.name = name
        person.save()
    answer = reported(agnes, named, description="Since seven. <b>", service="Tills")
    assert answer.status_code == 422
    field = requester(answer)
    assert field.get("value", "") == named
    assert (field.get("aria-invalid"), field.get("aria-describedby")) == (
        "true",
        "id_requester_helptext id_requester_error",
    )
    text = answer.content.decode()
    assert why in re.sub(r"\s+", " ", text.split('id="id_requester_error"')[1])
    assert "Since seven. &lt;b&gt;" in text
    assert 'value="Tills"' in text
    assert not Incident.objects.exists()


def test_who_is_not_active_any_more_reports_nothing(agnes: Client, cast: Cast) -> None:
    Person.objects.filter(pk=cast.person("kim").pk).update(is_active=False)
    assert reported(agnes, "kim@kitchen.example").status_code == 422


def test_who_knows_nobody_reports_for_themselves_alone(client: Client, cast: Cast) -> None:
    client.force_login(cast.person("rita"))
    assert reported(client, "Agnes").status_code == 422
    assert reported(client, "<").status_code == 422
    assert reported(client, "Rita <rita@harbour.example>").status_code == 302
