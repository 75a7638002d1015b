"""What cannot be seen is empty: in every text field of every writing operation and of every form, found by walking.

The operations come from the OpenAPI document, the forms from the pages of the running application. Each text field is
given nothing, something that cannot be seen, a line end no keyboard makes, and words: what cannot be seen is answered
as nothing is, and neither it nor the strange line end ever reaches a table.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import connection, transaction
from lxml import html

from tests.cast import Cast
from tests.matrix import Answer, Asker, Place, calls, example, is_seen, targets
from tests.walk import furnish, open_to
from tests.world import World

UNSEEN = {
    "a zero-width space": "\u200b",
    "blanks that are letters and signs": "\u3164\u2800\u00ad\u2060\u0301",
}
BROKEN = "Zebra\u2028crossing"
WORDS = "Zebra crossing"
WHO = ("agnes", "leo", "ada", "rita")
"""Together they may do everything there is."""
KEPT_BY_REST = {
    *("incidents title", "incidents description", "incidents service", "{number} title", "comments body"),
    *("assignment reason", "resolution solution", "cancellation reason", "tasks title", "tasks checklist.0"),
    *("items text", "reminders note", "work note", "tokens name"),
}
KEPT_BY_PAGES = {
    *(
        "new title",
        "edit title",
        "replies body",
        "notes body",
        "pause text",
        "priority reason",
        "canned text_en",
    ),
    *("views name", "tokens name", "items text", "tasks title", "resolution solution", "report title"),
}
"""Fields whose words were seen to be kept: there the walk asked something that is otherwise accepted."""
Path = tuple[str | int, ...]


@pytest.fixture
def world(cast: Cast) -> World:
    return furnish(cast)


def stored(text: str) -> list[str]:
    """The tables that hold this text somewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_session'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        each = [f"SELECT '{name}' FROM {name} t WHERE strpos(t::text, %s) > 0" for name in tables]
        cursor.execute(" UNION ".join(each), [text] * len(tables))
        return [name for (name,) in cursor.fetchall()]


def asked(asker: Asker, place: Place, url: str, body: Any, text: str) -> tuple[Answer, list[str]]:
    """The answer and where the text stands afterwards; what it did is taken back."""
    with transaction.atomic():
        answer = asker.ask(place, url, body)
        found = stored(text) if text and answer.status < 400 else []
        transaction.set_rollback(True)
    return answer, found


def judged(
    asker: Asker, place: Place, url: str, field: str, bodies: Mapping[str, Any]
) -> tuple[list[str], bool]:
    """What is wrong with how this field takes texts, and whether words in it are kept at all. `bodies` by text."""
    wrong = []
    nothing, _ = asked(asker, place, url, bodies[""], "")
    for name, text in UNSEEN.items():
        answer, found = asked(asker, place, url, bodies[text], text)
        if (answer.status < 400) != (nothing.status < 400) or found:
            wrong.append(
                f"{asker.person}: {place.method} {url} {field}: {name}: {answer.status},"
                f" nothing: {nothing.status}, kept in {found}"
            )
    answer, found = asked(asker, place, url, bodies[BROKEN], "\u2028")
    if found:
        wrong.append(f"{asker.person}: {place.method} {url} {field}: a line separator is kept in {found}")
    _, kept = asked(asker, place, url, bodies[WORDS], WORDS)
    return wrong, bool(kept)


# REST


def texts(schema: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """Where a body holds free text: strings without a choice, a format or a pattern."""
    options = schema.get("anyOf") or schema.get("oneOf") or [schema]
    if any(option.get("type") == "integer" for option in options):
        return
    for option in options:
        if option.get("type") == "string" and not {"enum", "const", "format", "pattern"} & set(option):
            yield path
        for name, each in option.get("properties", {}).items():
            yield from texts(each, (*path, name))
        if option.get("items"):
            yield from texts(option["items"], (*path, 0))
        if isinstance(more := option.get("additionalProperties"), Mapping):
            yield from texts(more, (*path, "en"))


def bodies_with(schema: Mapping[str, Any], path: Path, text: str, known: Mapping[str, Any]) -> Iterator[Any]:
    """Bodies that fit, with `text` at `path`: one for each alternative that has such a place."""
    if not path:
        yield text
        return
    first, rest = path[0], path[1:]
    for option in schema.get("anyOf") or schema.get("oneOf") or [schema]:
        properties, more = option.get("properties", {}), option.get("additionalProperties")
        if first == 0 and option.get("items"):
            yield from ([each] for each in bodies_with(option["items"], rest, text, known))
        elif first in properties:
            needed = {name: known.get(name, example(properties[name])) for name in option.get("required", [])}
            given = needed | {name: value for name, value in known.items() if name in properties}
            yield from (
                given | {str(first): each} for each in bodies_with(properties[first], rest, text, known)
            )
        elif isinstance(more, Mapping):
            yield from ({str(first): each} for each in bodies_with(more, rest, text, known))


def taught(place: Place, world: World) -> dict[str, Any]:
    """Values without which an operation refuses for other reasons; read from what the operation asks for."""
    return {
        "record": world.records["own"].label,
        "records": [world.records["own"].label],
        "requester": "rita@harbour.example",
        "minutes": 5,
        "name": "Zebra name",
        "title": "Zebra title",
        "body": "Zebra body",
        "reason": "Zebra reason",
        "team": "desk",
        "until": "2199-01-01T09:00:00Z",
        "at": "2199-01-01T09:00:00Z",
    } | ({"children": "leave"} if "resol" in place.template else {})


@pytest.mark.parametrize("person", WHO)
def test_over_rest_what_cannot_be_seen_is_empty(world: World, person: str) -> None:
    asker = Asker(world, person)
    wrong: list[str] = []
    kept: set[str] = set()
    for place in (each for each in calls() if each.method != "GET" and each.form == "json"):
        for path in texts(place.schema):
            known = {name: value for name, value in taught(place, world).items() if name != path[0]}
            field = ".".join(map(str, path))
            bodies = {
                text: next(bodies_with(place.schema, path, text, known))
                for text in ("", *UNSEEN.values(), BROKEN, WORDS)
            }
            for url, chosen in targets(place, world):
                if not is_seen(chosen, person):
                    continue
                found, keeps = judged(asker, place, url, field, bodies)
                wrong += found
                if keeps:
                    kept.add(f"{place.template.rsplit('/', 1)[-1]} {field}")
                    break
    assert wrong == []
    if person == "agnes":  # a walk that reached nothing would prove nothing
        assert kept >= KEPT_BY_REST


# Pages


def forms(page: str, url: str) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Each form that is posted, filled in as somebody might: where to, everything in it, and its text fields."""
    for form in html.fromstring(page).forms:
        if form.method != "POST":
            continue
        given = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
        open_to_text = []
        for each in form.iter("input", "textarea", "select"):
            name = each.get("name")
            if not name or each.get("type") in ("hidden", "file", "submit"):
                continue
            if each.tag == "select":
                options = [option.get("value", "") for option in each.iter("option")]
                given[name] = given.get(name) or next((value for value in options if value), "")
            elif each.get("type") == "radio":
                given.setdefault(name, each.get("value", ""))
            elif each.tag == "textarea" or each.get("type", "text") == "text":
                if each.get("data-picker"):
                    given[name] = given.get(name) or "Rita <rita@harbour.example>"
                    continue
                given[name] = given.get(name) or WORDS.replace("crossing", "herd")
                open_to_text.append(name)
        buttons = [each.get("formaction") for each in form.iter("button") if each.get("formaction")]
        for action in buttons or [form.get("action") or url]:
            yield (
                (url if action.startswith("?") or not action else action.partition("#")[0]),
                given,
                open_to_text,
            )


@pytest.mark.parametrize("person", WHO)
def test_on_pages_what_cannot_be_seen_is_empty(world: World, person: str) -> None:
    asker = Asker(world, person)
    wrong: list[str] = []
    kept: set[str] = set()
    seen = set()
    for address, _ in open_to(world, person).values():
        page = asker.browser.get(address)
        for action, given, fields in forms(page.content.decode(), address):
            place = Place("POST", action, "page")
            for field in fields:
                if (action, field) in seen:
                    continue
                seen.add((action, field))
                bodies = {text: given | {field: text} for text in ("", *UNSEEN.values(), BROKEN, WORDS)}
                found, keeps = judged(asker, place, action, field, bodies)
                wrong += found
                kept |= {f"{action} {field}"} if keeps else set()
    assert wrong == []
    if person == "agnes":
        assert {each.rsplit("/", 1)[-1] for each in kept} >= KEPT_BY_PAGES
