"""The palette: one question, everything it could mean, and nothing that is hidden."""

import re

import pytest
from django.test import Client
from lxml import html

from maitre.operation.incident import actions
from maitre.operation.incident.verbs import VERBS
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.records.actions.views import save_view
from tests.cast import Cast


@pytest.fixture
def agnes(cast: Cast, client: Client) -> Client:
    client.force_login(cast.person("agnes"))
    return client


def offered(client: Client, q: str = "", on: str = "") -> dict[str, list[tuple[str, str]]]:
    """By group, what is offered and where it leads; verbs that are one click with POST before."""
    page = html.fromstring(f"<div>{client.get('/palette', {'q': q, 'on': on}).content.decode()}</div>")
    found: dict[str, list[tuple[str, str]]] = {}
    for group in page.xpath("//*[@role='group']"):
        [label] = group.xpath(".//*[@class='label']/text()")
        for option in group.xpath(".//*[@role='option']"):
            text = re.sub(r"\s+", " ", option.text_content()).strip()
            address = option.get("data-href") or f"POST {option.get('data-post')}"
            found.setdefault(label, []).append((text, address))
    return found


def test_a_number_goes_to_its_record_with_or_without_letters(cast: Cast, agnes: Client) -> None:
    record = cast.incident("The till").record
    for typed in (record.label, record.label.lower(), str(record.number)):
        [(text, address)] = offered(agnes, typed)["Go to"]
        assert address == f"/{record.label}"
        assert "The till" in text


def test_verbs_of_the_record_one_is_on_lead_to_their_pages_or_are_one_click(
    cast: Cast, agnes: Client
) -> None:
    record = cast.incident().record
    verbs = dict(offered(agnes, "", record.label)[record.label])
    assert verbs["Take"] == f"POST /incidents/{record.label}/verbs/take"
    assert verbs["Assign"] == f"/incidents/{record.label}/assignment"
    assert "Resolve" not in verbs, "not possible from new"
    assert list(dict(offered(agnes, "assi", record.label)[record.label])) == ["Assign"]


def test_every_verb_has_an_icon_of_its_own(cast: Cast, agnes: Client) -> None:
    incident = cast.incident()
    actions.take(incident, by=cast.actor("agnes"))
    page = html.fromstring(agnes.get("/palette", {"on": incident.record.label}).content.decode())
    icons = page.xpath("(//*[@role='group'])[1]//*[@role='option']//*[local-name()='use']/@href")
    assert len(icons) > 5
    assert len(set(icons)) == len(icons)
    assert len({verb.icon for verb in VERBS}) == len(VERBS)


def test_taking_from_the_palette_takes(cast: Cast, agnes: Client) -> None:
    incident = cast.incident()
    label = incident.record.label
    address = dict(offered(agnes, "take", label)[label])["Take"].removeprefix("POST ")
    agnes.post(address)
    assert cast.fresh(incident).record.assignee == cast.person("agnes")


def test_views_and_pages_are_found_by_the_beginning_of_their_words(cast: Cast, agnes: Client) -> None:
    save_view("incident", "Tills of the bar", "text~till", "newest", by=cast.actor("agnes"))
    assert [text for text, _ in offered(agnes, "bar")["Views"]] == ["Tills of the bar, Incidents"]
    assert [text for text, _ in offered(agnes, "not")["Pages"]] == ["Notifications"]
    assert "Pages" not in offered(agnes, "zzz")


def test_people_lead_to_what_they_asked_for(cast: Cast, agnes: Client) -> None:
    cast.incident("The till", requester="rita")
    [(text, address)] = offered(agnes, "rit")["People"]
    assert "Rita" in text
    assert "The till" in agnes.get(address).content.decode()


def test_words_find_records(cast: Cast, agnes: Client) -> None:
    record = cast.incident("Wobbly antenna").record
    texts = [text for text, _ in offered(agnes, "antenna")["Records"]]
    assert texts[0].startswith(f"{record.label} Wobbly antenna")


def test_n31_nothing_hidden_is_offered(cast: Cast, client: Client) -> None:
    found = cast.incident("Wobbly antenna", requester="ben")
    actions.confide(found, cast.circles["board"], by=SYSTEM_ACTOR)
    label = found.record.label
    for who in ("agnes", "fiona"):
        client.force_login(cast.person(who))
        for asked in ("antenna", label, str(found.record.number)):
            assert "Wobbly" not in str(offered(client, asked, label))
        assert label not in offered(client, "", label)
    client.force_login(cast.person("fiona"))
    assert "People" not in offered(client, "rita")


def test_the_portal_has_no_palette(cast: Cast, client: Client) -> None:
    client.force_login(cast.person("rita"))
    assert client.get("/palette").status_code == 404


def test_whatever_is_typed_is_answered(agnes: Client) -> None:
    for typed in ("\x00", "'", "%", "a" * 5000, "<b>x</b>", "INC-999999999999999999999", "“", "requester:"):
        assert agnes.get("/palette", {"q": typed, "on": typed}).status_code == 200
    assert "<b>x" not in agnes.get("/palette", {"q": "<b>x</b>"}).content.decode()
