"""What else a text is found under: joined words, runs in order, tails of codes, words without their endings (N74)."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maitre.kernel.forms import TypedTerms, forms, meaningful, places, terms, typed_terms
from maitre.kernel.language import reduced
from maitre.kernel.tests.test_words import SCRIPTS
from maitre.kernel.words import fold, words

PARTS = st.lists(
    st.sampled_from(["10", "0", "12", "1", "a", "off", "line", "x9", "日本"]), min_size=1, max_size=7
)


def found(question: str, text: str) -> bool:
    held = frozenset[object](forms(text))
    return all(term.held_by(held) for term in terms(question))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("offline", "off-line"),
        ("O'Neill", "O’Neill"),
        ("O\u02bcNeill", "oneill"),
        ("passwortreset", "Passwort-Reset"),
        ("wifi", "Wi-Fi"),
        ("foo-barbaz", "foobar-baz"),
        ("e-mail", "EMail"),
        ("printer", "printers"),
        ("printer", "the printer's tray"),
        ("dropped", "drops"),
        ("battery", "batteries"),
        ("address", "addresses"),
        ("Karte", "Karten"),
        ("Tür", "Türen"),
        ("Passwort", "Passwörter"),
        ("Schlüssel", "Schluessel"),
        ("0x80070005", "80070005"),
    ],
)
def test_n74_forms_of_a_word_find_each_other_both_ways(one: str, other: str) -> None:
    assert found(one, f"and {other}, again")
    assert found(other, f"and {one}, again") or " " in other


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("10.0.0.12", "12.0.0.10"),
        ("10.0.0.12", "10.0.0.120"),
        ("1.12", "11.2"),
        ("1.12", "112"),
        ("4.18.2", "4.18.1 and 2.4"),
        ("/var/log", "/log/var"),
        ("10.1.0.1", "10.0.0.1 10.0.0.12 10.1.0.12"),
        ("6f9619ff-8b86-d011", "8b86-6f9619ff-d011"),
        ("off-line", "a line is off"),
        ("feuer", "für"),
    ],
)
def test_n74_what_is_typed_without_blanks_stands_together_and_in_order(question: str, text: str) -> None:
    assert found(question, f"see {question}!")
    assert not found(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("web-01", "srv-web-01"),
        ("srv-web", "srv-web-01"),
        ("10.0.0", "10.0.0.12"),
        ("nginx/error.log", "/var/log/nginx/error.log"),
        ("8b86-d011-b42d-00cf4fc964ff", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        ("80070005", "failed (0x80070005)"),
        ("inc1042", "see INC-1042."),
    ],
)
def test_n74_a_piece_finds_the_whole(question: str, text: str) -> None:
    assert found(question, text)


@given(PARTS, st.sampled_from("-./_:'"), st.integers(0, 6), st.integers(1, 7))
def test_any_run_of_what_stands_together_finds_it(
    parts: list[str], joint: str, start: int, length: int
) -> None:
    run = parts[start : start + length]
    assert found(joint.join(run), f"see {joint.join(parts)} there")


@given(SCRIPTS, SCRIPTS, SCRIPTS)
def test_whatever_surrounds_it_a_phrase_is_found(before: str, text: str, after: str) -> None:
    assert found(text, f"{before} {text} {after}")


@given(SCRIPTS)
def test_every_word_is_a_form_and_every_form_can_be_quoted(text: str) -> None:
    made = forms(text)
    assert set(words(text)) <= set(made)
    assert not any(set(form) & set("'\\\0&|!()* ") for form in made)
    assert all(":" not in form.removeprefix("s:") for form in made)


@given(SCRIPTS)
def test_what_is_typed_finds_the_text_it_becomes(text: str) -> None:
    typed, held = typed_terms(text), frozenset[object](forms(text))
    assert all(term.held_by(held) for term in typed.terms)
    assert typed.prefix is None or any(str(form).startswith(typed.prefix) for form in held)


def test_the_last_form_while_typing_is_a_beginning_until_something_ends_it() -> None:
    assert typed_terms("INC-10") == TypedTerms((), "inc10")
    assert typed_terms("off-li").prefix == "offli"
    assert typed_terms("10.0.0.1").prefix == "0.0.1"
    assert [term.word for term in typed_terms("10.0.0.1").terms] == ["10.0.0"]
    assert typed_terms("printer. ").prefix is None


@given(SCRIPTS)
def test_forms_stand_where_it_is_said(text: str) -> None:
    folded = fold(text)
    for form, start, end in places(folded):
        assert form[0] == folded[start]
        assert 0 <= start < end <= len(folded)


@example("aaie")
@example("issue")
@given(st.text(alphabet="abdefgilmnorstuwxyz", min_size=1, max_size=14))
def test_a_plural_is_reduced_as_its_singular(word: str) -> None:
    if not word.endswith(("s", "i", "u", "x", "z", "h", "xe", "ze", "he", "se")):
        assert reduced(f"{word}s") == reduced(word) or len(word) < 4


def test_a_sentence_loses_its_empty_words_unless_there_are_no_others() -> None:
    said = "Why does my printer not work?"
    assert [term.word for term in meaningful(terms(said))] == ["printer"]
    assert [term.word for term in meaningful(terms("Mein Drucker funktioniert nicht"))] == ["drucker"]
    assert [term.word for term in meaningful(terms("does not work"))] == ["does", "not", "work"]
