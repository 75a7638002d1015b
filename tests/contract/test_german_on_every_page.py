"""Every page, read in German: each word on it comes from the catalogue or was typed by somebody.

What stands in a template outside of `_()` is English on a German page, and found here; so is what the catalogue lacks.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from lxml import html

from maitre.product import messages
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Category
from maitre.shared.recurrence.models import Recurrence
from tests.cast import Cast
from tests.contract.test_german_is_complete import GERMAN
from tests.walk import furnish, walk

ATTRIBUTES = (
    "aria-label",
    "title",
    "placeholder",
    "alt",
    "data-none",
    "data-failed",
    "data-lost",
    "data-one",
)
SAMPLES = "/styleguide"
"""The one page whose examples are samples: it is about the parts, not in a language."""
SAME = {"kB", "min", "Maitre", "English", "Deutsch", "Ctrl", "Enter", "Esc", "CSV", "REST", "API"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
BETWEEN = [re.compile(each) for each in (r" · ", r"(?<=[.!?]) ", r": ", r" \(|\)$", r", ", r"(?<=\d) ")]
"""What stands between texts that are put together, the weightiest first."""
LETTERS = re.compile(r"[^\W\d_]{2,}")
TYPED = re.compile(r"(?i)zebra|freq=|zq\w+|[\w.+-]+@[\w.-]+|https?:\S+|[A-Z]+-\d+|\w+/\w+|\w+:\w+ \w+<=?\d")
MOMENT = re.compile(
    r"(?i)\b(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|januar|februar|märz|april|mai|juni|juli|august"
    r"|september|oktober|november|dezember|(jan|feb|mär|apr|jun|jul|aug|sept?|okt|nov|dez)\.?|vor|in|sekunden?|minuten?"
    r"|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|koordinierte|weltzeit|um|uhr|utc|cet|mez|mesz|mitteleuropäische|normalzeit)\b"
)


@pytest.fixture(scope="module")
def can_say() -> Callable[[str], bool]:
    """Whether the German catalogue can say that, its placeholders filled with anything."""
    said = {form.strip() for each in messages.read(GERMAN) if each.id for form in messages.forms(each.string)}
    open_ones = {
        each for each in said if PLACEHOLDER.search(each) and LETTERS.search(PLACEHOLDER.sub("", each))
    }
    filled = ["(?:.+?)".join(map(re.escape, PLACEHOLDER.split(each))) for each in open_ones]
    pattern = re.compile("|".join(sorted(filled, key=len, reverse=True)), re.DOTALL)
    return lambda text: text in said or bool(pattern.fullmatch(text))


def spoken(page: str) -> Iterator[str]:
    """Every text a person meets on a page, its tooltips and names among them; what was typed is left out."""
    tree = html.fromstring(page)
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "textarea", "code", "kbd"):
            continue
        if any("chip" in (each.get("class") or "").split() for each in (element, *element.iterancestors())):
            continue  # a condition of a query, in the query's language
        kept = [element.text] if element.tag not in ("bdi", "option") else []
        yield from (
            each.strip() for each in (*kept, *(child.tail for child in element)) if each and each.strip()
        )
        yield from (element.get(name).strip() for name in ATTRIBUTES if element.get(name))


def typed_by_people() -> set[str]:
    """Names that administrators gave, and texts the world of the test holds."""
    named = [Person, Organisation, Team, Category, Recurrence]
    return {name for kind in named for name in kind.objects.values_list("name", flat=True)}


def foreign(texts: Iterator[str], can_say: Callable[[str], bool], typed: set[str]) -> set[str]:
    """Texts that are neither German of ours nor anybody's own; of several with a mark between them, each counts."""

    def is_known(text: str) -> bool:
        text = text.replace("\xa0", " ").lstrip("·,: ")
        if can_say(text) or text in SAME or text in typed or TYPED.search(text):
            return True
        for between in BETWEEN:
            for cut in between.finditer(text):
                if cut.start() > 0 and is_known(text[: cut.start()]) and is_known(text[cut.end() :]):
                    return True
        return not LETTERS.search(MOMENT.sub("", text))

    return {text for text in texts if not is_known(text)}


def test_every_page_speaks_german_throughout(cast: Cast, can_say: Callable[[str], bool]) -> None:
    world = furnish(cast)
    Person.objects.update(language="de")
    typed = typed_by_people()
    problems, seen = {}, 0
    for person, address in walk(world):
        client = Client(headers={"accept-language": "de"})
        if person:
            client.force_login(world.cast.person(person))
        page = client.get(address).content.decode()
        assert '<html lang="de"' in page, address
        seen += 1
        if address != SAMPLES and (found := foreign(spoken(page), can_say, typed)):
            problems[f"{person}: {address}"] = sorted(found)
    assert seen > 35
    assert problems == {}


def test_a_text_outside_the_catalogue_would_be_found(can_say: Callable[[str], bool]) -> None:
    page = '<main><h1>Störungen</h1><p title="Not translated">vor 3 Minuten</p><p>Press here</p><bdi>Kim</bdi></main>'
    assert foreign(spoken(page), can_say, set()) == {"Not translated", "Press here"}
