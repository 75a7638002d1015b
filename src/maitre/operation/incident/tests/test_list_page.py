"""The queue as a page: its query box, views, columns and groups, board, preview, and what it costs."""

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from maitre.operation.incident import actions
from maitre.shared.conversation.actions import comment
from maitre.shared.records.models import ListPreference, SavedView, Visibility
from tests.cast import Cast

Counted = Callable[[int], AbstractContextManager[Any]]


@pytest.fixture
def agnes(cast: Cast, client: Client) -> Client:
    client.force_login(cast.person("agnes"))
    return client


def page(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return html.fromstring(answer.content.decode())


def texts(found: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in found.xpath(path)]


def titles(found: html.HtmlElement) -> list[str]:
    return texts(found, "//td[contains(@class, 'col-title')]")


def test_each_condition_is_a_chip_that_a_link_takes_away(agnes: Client, cast: Cast) -> None:
    cast.incident("Oven cold")
    found = page(agnes, "/incidents?q=state:open priority<=4 -team:none&sort=priority")
    assert texts(found, "//*[@class='chip']/span[@class='key']") == ["State:", "Priority ≤", "-Team:"]
    away = found.xpath("//*[@class='chip']/a/@href")
    assert away[0] == "/incidents?q=priority%3C%3D4+-team%3Anone&sort=priority"


def test_what_is_typed_becomes_one_more_condition(agnes: Client) -> None:
    answer = agnes.get("/incidents?q=state:new OR state:pending&add=priority<3")
    assert answer.status_code == 302
    assert answer["Location"] == "/incidents?q=%28state%3Anew+OR+state%3Apending%29+priority%3C3"


def test_the_whole_query_can_be_edited_as_text(agnes: Client) -> None:
    found = page(agnes, "/incidents?q=state:open&edit=text")
    assert found.xpath("//form[contains(@class, 'query')]//input[@name='q']/@value") == ["state:open"]
    assert found.xpath("//form[contains(@class, 'query')]//input[@name='add']") == []


def test_an_error_marks_its_place_and_keeps_the_text(agnes: Client) -> None:
    answer = agnes.get("/incidents?q=state:open&add=prioritty<3", follow=True)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "<mark>prioritty</mark>" in text
    assert "Did you mean “priority”?" in text
    assert 'value="state:open prioritty&lt;3"' in text


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sta", ["state:"]),
        ("state:o", ["open"]),
        ("team:", ["none", "Network", '"Service desk"']),
        ("assignee:ag", ["Agnes"]),
        ("assignee:fi", []),
    ],
)
def test_typing_offers_fields_and_values_one_may_know(agnes: Client, typed: str, offered: list[str]) -> None:
    told = agnes.get("/incidents/suggestions", {"text": typed, "at": len(typed)}).json()
    assert [each["text"] for each in told["suggestions"]] == offered


def test_a_view_is_kept_shown_as_a_tab_and_dropped(agnes: Client, cast: Cast) -> None:
    desk = cast.teams["desk"]
    kept = {"name": "Hot", "q": "priority<=2", "sort": "priority", "team": str(desk.pk)}
    agnes.post("/incidents/views", kept)
    found = page(agnes, "/incidents?q=priority<=2&sort=priority")
    assert texts(found, "//nav[@class='tabs']/a[@aria-current]") == ["Hot"]
    agnes.force_login(cast.person("leo"))
    theirs = page(agnes, "/incidents")
    assert "HotFrom Agnes" in texts(theirs, "//div[contains(@class, 'views')]//a")
    assert theirs.xpath("//form[contains(@action, 'removal')]") == []
    agnes.force_login(cast.person("agnes"))
    agnes.post(found.xpath("//form[contains(@action, 'removal')]/@action")[0])
    assert not SavedView.objects.exists()


def test_a_view_cannot_be_pushed_to_a_team_one_is_not_in(agnes: Client, cast: Cast) -> None:
    given = {"name": "Hot", "q": "", "team": str(cast.teams["network"].pk)}
    assert agnes.post("/incidents/views", given).status_code == 404


def test_many_views_stay_reachable_and_the_current_one_stays_a_tab(agnes: Client) -> None:
    for number in range(12):
        agnes.post("/incidents/views", {"name": f"View {number}", "q": f"priority<={number}"})
    found = page(agnes, "/incidents?q=priority<=11")
    assert len(found.xpath("//nav[@class='tabs']/a")) == 10
    assert texts(found, "//nav[@class='tabs']/a[@aria-current]") == ["View 11"]
    assert len(found.xpath("//div[contains(@class, 'views')]//li")) == 12


def test_columns_groups_and_rows_are_kept_for_the_person(agnes: Client, cast: Cast) -> None:
    cast.incident("Oven cold", category=cast.categories["harbour"])
    actions.take(cast.incident("Till prints nothing"), by=cast.actor("agnes"))
    chosen = {
        "columns": ["category", "organisation"],
        "grouping": "state",
        "rows": "100",
        "back": "/incidents?q=",
    }
    assert agnes.post("/incidents/look", chosen)["Location"] == "/incidents?q="
    found = page(agnes, "/incidents")
    assert texts(found, "//thead//th")[5:] == ["Category", "Organisation"]
    assert "Hardware (harbour)" in texts(found, "//td[contains(@class, 'col-category')]")
    assert texts(found, "//tr[@class='group']") == ["New 1", "In progress 1"]
    assert ListPreference.objects.get().rows == 100


@pytest.mark.parametrize("wrong", [{"columns": ["salary"]}, {"grouping": "shoe"}, {"rows": "5000"}])
def test_a_look_that_does_not_exist_is_refused(agnes: Client, wrong: dict[str, Any]) -> None:
    given = {"columns": ["team"], "grouping": "", "rows": "50"} | wrong
    assert agnes.post("/incidents/look", given).status_code == 422
    assert not ListPreference.objects.exists()


def test_the_board_has_a_column_for_each_open_state(agnes: Client, cast: Cast) -> None:
    cast.incident("Oven cold")
    actions.take(cast.incident("Till prints nothing"), by=cast.actor("agnes"))
    found = page(agnes, "/incidents?layout=board")
    assert texts(found, "//section[@class='column']/h2") == ["New1", "Assigned0", "In progress1", "Waiting0"]
    assert texts(found, "//li[@class='ticket']//h3") == ["Oven cold", "Till prints nothing"]


def test_a_card_is_moved_by_the_verbs_that_are_open(agnes: Client, cast: Cast) -> None:
    label = cast.incident("Oven cold").record.label
    menu = agnes.get(f"/incidents/{label}/moves").content.decode()
    assert f"/incidents/{label}/verbs/take" in menu
    assert "resolution" not in menu


def test_the_preview_shows_who_what_and_the_last_that_was_said(agnes: Client, cast: Cast) -> None:
    incident = cast.incident("Oven cold")
    for text in ("first", "second", "third", "fourth"):
        comment(incident.record, f"The {text} word", by=cast.actor("agnes"), visibility=Visibility.INTERNAL)
    text = agnes.get(f"/incidents/{incident.record.label}/preview").content.decode()
    assert "Oven cold" in text
    assert "Rita" in text
    assert "The fourth word" in text
    assert "The first word" not in text
    assert "1 earlier entry" in text
    assert "<html" not in text


@pytest.mark.parametrize("part", ["preview", "moves"])
def test_a_hidden_record_has_neither_preview_nor_moves(client: Client, cast: Cast, part: str) -> None:
    label = cast.incident("Oven cold").record.label
    client.force_login(cast.person("fiona"))
    assert client.get(f"/incidents/{label}/{part}").status_code == 404


def test_the_poll_says_how_many_are_new_to_this_view(agnes: Client, cast: Cast) -> None:
    cast.incident("Oven cold")
    first = agnes.get("/pulse", {"kind": "incident", "q": "state:open"}).json()
    assert first["fresh"] == 0
    cast.incident("Till prints nothing")
    actions.take(cast.incident("Lift stuck"), by=cast.actor("agnes"))
    cast.incident("Nobody of ours", requester="fred")
    since = {"kind": "incident", "q": "state:new", "since": first["newest"]}
    told = agnes.get("/pulse", since).json()
    assert (told["fresh"], told["said"]) == (1, "1 new incident, show")
    assert told["mine"] == 1


def test_an_unchanged_poll_is_answered_without_a_body(agnes: Client) -> None:
    first = agnes.get("/pulse?kind=incident&q=")
    again = agnes.get("/pulse?kind=incident&q=", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_empty_queue_a_filter_without_hits_and_an_empty_board_say_different_things(agnes: Client) -> None:
    said = [
        texts(page(agnes, address), "//*[contains(@class, 'situation')]/h2")[0]
        for address in ("/incidents", "/incidents?q=priority<2", "/incidents?layout=board")
    ]
    assert said == ["Nobody is waiting", "Nothing matches", "No open work here"]


@pytest.mark.parametrize("address", ["/incidents", "/incidents?layout=board"])
def test_a_full_page_takes_few_statements_and_little_weight(
    agnes: Client, cast: Cast, address: str, django_assert_max_num_queries: Counted
) -> None:
    for number in range(55):
        cast.incident(f"Donaudampfschifffahrtsgesellschaftskapitänskajüte {number} {'bleibt kalt ' * 8}")
    agnes.post(
        "/incidents/look", {"columns": ["team", "category", "updated"], "grouping": "state", "rows": "50"}
    )
    with django_assert_max_num_queries(12):
        answer: HttpResponse = agnes.get(address)
    assert len(gzip.compress(answer.content)) < 25_000
    assert not re.search(rb"<script(?![^>]* src=)|<style| style=| on\w+=", answer.content)
