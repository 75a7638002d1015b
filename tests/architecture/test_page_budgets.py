"""Budgets of pages: statements whatever the rows, and bytes on the wire. Pages come from the running application."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.access.actions import issue_token
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.conversation.actions import comment, link, watch
from maitre.shared.lifecycle.actions import Line, append
from maitre.shared.organisation.actions import welcome_person
from maitre.shared.organisation.models import Person, Team
from maitre.shared.records.models import SavedView, Visibility
from maitre.shared.reminders.actions import remind_me
from maitre.shared.tasks.actions import plan
from maitre.shared.worktime.actions import log
from tests.cast import Cast
from tests.matrix import Asker, Place, pages, places
from tests.world import World

STATEMENTS = 12
FIRST_LOAD, AFTER = 120_000, 25_000
A_PAGER = 500
FEW, MANY = 6, 60
"""Both even, so that the record that is looked at, the last one, is in the same state."""


def fill(cast: Cast, incidents: int, entries: int) -> str:
    """So many incidents, the last of them with so many entries and what hangs on it; its number."""
    for n in range(incidents):
        incident = cast.incident(f"Till {n} does not print")
        if n % 2 or n == incidents - 1:  # the last is always in work: what is offered there asks the same
            actions.take(incident, by=cast.actor("agnes"))
    for n in range(entries):
        visibility = Visibility.INTERNAL if n % 3 == 0 else Visibility.PUBLIC
        line = Line("comment", visibility, private={"text": f"Comment {n}"})
        append(incident.record, line, by=cast.actor("agnes"), at=timezone.now())
    hang(cast, incident, entries // 2)
    return incident.record.label


def hang(cast: Cast, incident: Incident, more: int) -> None:
    """Colleagues who follow it, tasks, links and work on it, and for those who look, what is their own."""
    record, agnes = incident.record, cast.actor("agnes")
    for n in range(more):
        key = f"{record.label}-{n}".lower()
        colleague = welcome_person(f"{key}@harbour.example", f"Colleague {n}", record.organisation)
        watch(record, colleague, by=SYSTEM_ACTOR)
        plan(record, by=agnes, title=f"Look at {key}", checklist=["Paper", "Power"])
        like = cast.incident(f"Like {key}").record
        link(record, like, "relates", by=agnes)
        log(record, by=agnes, minutes=5, note="Looked at it")
        comment(record, f"Have you seen {key}?", by=cast.actor("leo"))
        for each in ("agnes", "rita", "ada"):
            issue_token(cast.person(each), key, by=SYSTEM_ACTOR)
        Team.objects.create(key=key, name=key, organisation=record.organisation).members.add(colleague)
        remind_me(like, by=agnes, at=timezone.now() + timedelta(days=1 + n), note=key)
        SavedView.objects.create(kind="incident", name=key, query="till", owner=cast.person("agnes"))


def readings() -> list[Place]:
    """Every page and call that is read and takes nothing but a record's number."""
    return [each for each in places() if each.method == "GET" and set(each.names) <= {"label", "number"}]


def statements(asker: Asker, label: str) -> dict[str, int]:
    """By address, of those that answer."""
    found = {}
    for place in readings():
        url = place.template.format(label=label, number=label)
        query = {"q": "till"} if "search" in url else {}
        asker.ask(place, url, **query)  # what is asked for once in a process is no part of it
        with CaptureQueriesContext(connection) as asked:
            answer = asker.ask(place, url, **query)
        if answer.status == 200:
            found[place.template] = sum("SAVEPOINT" not in each["sql"] for each in asked)
    return found


@pytest.mark.parametrize("person", ["agnes", "rita", "ada"])
def test_no_page_needs_more_statements_when_there_are_more_rows(cast: Cast, person: str) -> None:
    asker = Asker(World(cast), person)
    few = statements(asker, fill(cast, FEW, FEW))
    many = statements(asker, fill(cast, MANY, MANY))
    assert len(few) > 20
    assert {url: (few[url], n) for url, n in many.items() if n > few[url]} == {}, "statements grow with rows"
    assert {url: n for url, n in many.items() if n > STATEMENTS} == {}


def sizes(asker: Asker, label: str) -> dict[str, int]:
    asked = {each.template: asker.ask(each, each.template.format(label=label)) for each in pages_of_one()}
    whole = {template: answer for template, answer in asked.items() if "<html" in answer.text}
    return {template: len(answer.text) for template, answer in whole.items() if answer.status == 200}


def pages_of_one() -> list[Place]:
    """Every page that takes nothing but a record's number."""
    return [each for each in pages() if each.method == "GET" and set(each.names) <= {"label"}]


@pytest.mark.parametrize("person", ["agnes", "ada"])
def test_no_page_grows_with_people(cast: Cast, person: str) -> None:
    """Where one of thousands is meant, a name is typed; lists of people have pages of their own."""
    asker, label = Asker(World(cast), person), cast.incident().record.label
    gather(cast, 0, 2 * MANY)
    few = sizes(asker, label)
    gather(cast, 2 * MANY, 6 * MANY)
    many = sizes(asker, label)
    assert len(few) > 10
    assert {url: (few[url], n) for url, n in many.items() if n > few[url] + A_PAGER} == {}


def gather(cast: Cast, first: int, last: int) -> None:
    """More people of the harbour, every other one with a grant."""
    harbour = cast.organisations["harbour"]
    people = Person.objects.bulk_create(
        Person(email=f"z{n}@x.example", name=f"Z {n:03}", folded_name=f"z {n:03}", organisation=harbour)
        for n in range(first, last)
    )
    Grant.objects.bulk_create(
        Grant(person=each, role=Role.AGENT, organisation=harbour) for each in people[::2]
    )


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def linked(html: str) -> set[str]:
    """What a browser fetches with a page: styles, scripts and what they import, fonts, icons."""
    found = set(re.findall(r'<(?:link|script)[^>]+(?:href|src)="/static/([^"#?]+)', html))
    found |= set(re.findall(r'<use href="/static/([^"#?]+)', html))
    found = {name for name in found if ".woff2" not in name}  # as a preload; the style says which are needed
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        if not name.endswith((".css", ".js")):
            continue
        text = without_unneeded_fonts(read(name).decode(), html)
        for reference in re.findall(r"""(?:url\(|import\s|from\s)["']?(\.{0,2}/?[\w./-]+)""", text):
            path = reference.removeprefix("/static/")
            path = path if reference.startswith("/static/") else resolved(name, reference)
            if path not in found and finders.find(path):
                found.add(path)
                waiting.append(path)
    return found


def without_unneeded_fonts(css: str, html: str) -> str:
    """A browser fetches a font only when a character of its range is on the page."""

    def kept(face: re.Match[str]) -> str:
        ranges = re.findall(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?", face[0])
        needed = any(
            int(low, 16) <= ord(char) <= int(high or low, 16) for low, high in ranges for char in set(html)
        )
        return face[0] if needed or not ranges else ""

    return re.sub(r"@font-face\s*{[^}]*}", kept, css)


def resolved(name: str, reference: str) -> str:
    parts = list(Path(name).parent.parts)
    for step in reference.split("/"):
        if step == "..":
            parts.pop()
        elif step not in (".", ""):
            parts.append(step)
    return "/".join(parts)


def read(name: str) -> bytes:
    path = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name)) or finders.find(name)
    assert path, f"{name} is linked and not there"
    return Path(str(path)).read_bytes()


@pytest.mark.parametrize(("person", "pages"), [
    ("agnes", ["/desk", "/incidents", "/incidents/{label}"]),
    ("rita", ["/", "/mine", "/mine/{label}", "/report"]),
])  # fmt: skip
def test_the_desk_and_the_portal_are_light(cast: Cast, person: str, pages: list[str]) -> None:
    """Everything of the first page compressed; after that a page brings only itself. Fonts do not compress again."""
    label = fill(cast, MANY, MANY)
    client = Client()
    client.force_login(cast.person(person))
    held: set[str] = set()
    for n, page in enumerate(pages):
        answer = client.get(page.format(label=label))
        assert answer.status_code == 200, page
        names = linked(answer.content.decode()) - held
        sizes = {name: len(read(name)) if name.endswith(".woff2") else weight(read(name)) for name in names}
        whole = weight(answer.content) + sum(sizes.values())
        assert whole <= (AFTER if n else FIRST_LOAD), f"{page}: {whole} bytes: {sizes}"
        held |= names
        assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]+', answer.content.decode()) == [], (
            "a third party is asked"
        )


def test_the_sign_in_page_is_light(cast: Cast) -> None:
    answer = Client().get("/sign-in")
    assert weight(answer.content) <= AFTER
