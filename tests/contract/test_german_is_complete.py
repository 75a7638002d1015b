"""Who speaks German reads German: every text has its translation, with the same placeholders, and pages show it."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

import pytest
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from django.test import Client

from maitre.product import messages
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.organisation.models import Person

GERMAN = messages.LOCALES / "de" / "LC_MESSAGES" / f"{messages.DOMAIN}.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(%%)|(%)")


def keys(catalogue: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, messages.forms(message.id)[0]) for message in catalogue if message.id}


def placeholders(texts: str | Iterable[str] | None) -> set[tuple[str, ...]]:
    """Every placeholder in any form; a bare percent sign counts too, for it breaks the sentence it stands in."""
    return {found for text in messages.forms(texts) for found in PLACEHOLDER.findall(text)}


def differing(catalogue: Catalog) -> Iterator[Message]:
    for message in catalogue:
        if message.id and placeholders(message.id) != placeholders(message.string):
            yield message


@pytest.fixture(scope="module")
def german() -> Catalog:
    return messages.read(GERMAN)


def test_every_text_of_pages_and_code_stands_in_the_german_catalogue_and_nothing_else(
    german: Catalog,
) -> None:
    said = keys(messages.said())
    assert len(said) > 300
    advice = "run `python -m maitre.product.messages extract` and translate"
    assert said - keys(german) == set(), advice
    assert keys(german) - said == set(), advice


def test_every_text_is_translated_and_none_is_only_guessed(german: Catalog) -> None:
    assert messages.untranslated(german) == []


def test_an_empty_and_a_guessed_translation_would_be_found() -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Sign in", "Anmelden")
    catalogue.add("Sign out", "")
    catalogue.add("Search", "Suchen", flags={"fuzzy"})
    catalogue.add(("%(num)d file", "%(num)d files"), ("%(num)d Datei", ""))
    assert messages.untranslated(catalogue) == ["Sign out", "Search", "%(num)d file"]


def test_placeholders_are_the_same_in_both_languages(german: Catalog) -> None:
    assert [message.id for message in differing(german)] == []


def test_a_placeholder_lost_in_translation_would_be_found() -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Assigned to %(who)s", "Zugewiesen an %(wen)s")
    catalogue.add("All", "100 %")
    catalogue.add("Closed", "Geschlossen")
    assert [message.id for message in differing(catalogue)] == ["Assigned to %(who)s", "All"]


def test_what_django_reads_was_made_from_the_catalogue_as_it_stands(german: Catalog) -> None:
    made = GERMAN.with_suffix(".mo")
    assert made.exists(), "run `make test`, or `python -m maitre.product.messages compile`"
    wanted = BytesIO()
    write_mo(wanted, german)
    assert made.read_bytes() == wanted.getvalue(), "run `make test`, which compiles what changed"


@pytest.fixture
def agents(db: None) -> dict[str, Person]:
    """Two agents of one house, one for each language."""
    house = found_organisation("house", "Grand Hotel")
    people = {
        language: welcome_person(f"{language}@house.example", "Kim Berg", house, language=language)
        for language in ("de", "en")
    }
    for person in people.values():
        grant(person, Role.AGENT, house, by=SYSTEM_ACTOR)
    return people


def words_of(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_sign_in_page_speaks_the_language_of_the_browser(client: Client, db: None) -> None:
    german = words_of(client, "/sign-in", **{"accept-language": "de-AT,de;q=0.9,en;q=0.5"})
    assert 'lang="de"' in german
    assert "Anmelden" in german
    assert "Sign in" not in german
    english = words_of(client, "/sign-in", **{"accept-language": "en"})
    assert 'lang="en"' in english
    assert "Sign in" in english


def test_the_queue_speaks_the_language_of_the_person_whatever_the_browser_says(
    client: Client, agents: dict[str, Person]
) -> None:
    client.force_login(agents["de"])
    german = words_of(client, "/incidents", **{"accept-language": "en"})
    assert 'lang="de"' in german
    assert "Störungen" in german
    assert "Nicht zugewiesen" in german
    assert "Incidents" not in german
    client.force_login(agents["en"])
    english = words_of(client, "/incidents", **{"accept-language": "de"})
    assert 'lang="en"' in english
    assert "Unassigned" in english
    assert "Störungen" not in english


def test_the_portal_asks_in_german_what_is_broken(client: Client, agents: dict[str, Person]) -> None:
    client.force_login(agents["de"])
    assert ", Kim. Was brauchen Sie?" in words_of(client, "/")


def test_one_english_word_with_two_meanings_is_two_german_words(
    client: Client, agents: dict[str, Person]
) -> None:
    """A list of requests is open; a key opens a row."""
    client.force_login(agents["de"])
    assert ">Offen<" in words_of(client, "/mine")
    assert ">Öffnen<" in words_of(client, "/incidents")
