"""What text is found under, and that a question's words are always among the text's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.words import LONGEST_WORD, MOST_BYTES, TypedWords, fold, query_words, typed_words, words
from tests.yardstick import times_dearer

SCRIPTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("aZ09éßÉøİıſ_-./#'\" ,日本語カタがハ゛한국어ไทยที่हिन्दीعَرَبِيّ٣²№ﬁ\u0301\u00ad\u200d\0🔥"),
        st.characters(),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VPN drops, again!", ["vpn", "drops", "again"]),
        ("my_value", ["my", "value"]),
        ("a-b_c.d/e", ["a", "b", "c", "d", "e"]),
        ("The printer.", ["the", "printer"]),
        ("Café Straße Øresund", ["cafe", "strasse", "oresund"]),
        ("cafe\u0301", ["cafe"]),
        ("vpn VPN vpn", ["vpn"]),
        ("INC-1042", ["inc", "1042", "inc1042"]),
        ("inc1042", ["inc", "1042", "inc1042"]),
        ("INC#1042", ["inc", "1042", "inc1042"]),
        ("10.0.0.1", ["10", "0", "1"]),
        ("b2b", ["b2b"]),
        ("日本語", ["日", "本", "語", "日本", "本語"]),
        ("が", ["が"]),
        ("VPN接続", ["vpn", "接", "続", "接続"]),
        ("한국", ["한", "국", "한국"]),
        ("हिन्दी", ["हिन्दी"]),
        ("Номер-٣", ["номер", "3", "номер3"]),
        ("ＦＵＬＬ", ["full"]),
        ("print\u00ader", ["printer"]),
        ("", []),
        ("!? 🔥 \0", []),
    ],
)
def test_a_text_is_found_under_these_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("é", "e"),
        ("strasse", "Hauptstraße"[5:]),
        ("INC-1042", "see inc1042."),
        ("inc1042", "Re: INC-1042"),
        ("1042", "INC-1042"),
        ("1042", "INC1042"),
        ("web-01", "srv-web-01"),
        ("本", "日本"),
        ("本語", "日本語"),
        ("printer.", "printer"),
        ("x", "X marks"),
        ("my_value", "value of my"),
    ],
)
def test_n74_a_question_finds_the_text(question: str, text: str) -> None:
    asked = query_words(question)
    assert asked
    assert set(asked) <= set(words(text))


def test_a_question_with_a_prefixed_number_asks_for_the_joined_form_only() -> None:
    assert query_words("INC-1042 vpn") == ["inc1042", "vpn"]
    assert not set(query_words("INC-1042")) <= set(words("INC-7 and 1042"))


def test_the_last_word_while_typing_is_a_prefix_until_something_ends_it() -> None:
    assert typed_words("vpn dro") == TypedWords(("vpn",), "dro")
    assert typed_words("vpn vpn") == TypedWords(("vpn",), "vpn")
    assert typed_words("vpn drops.") == TypedWords(("vpn", "drops"), None)
    assert typed_words("INC-10") == TypedWords((), "inc10")
    assert typed_words("日") == TypedWords((), "日")
    assert typed_words("") == TypedWords((), None)


def test_a_word_longer_than_the_limit_still_finds_itself() -> None:
    word = "x" * 100
    assert words(word) == ["x" * LONGEST_WORD]
    assert set(query_words(word)) <= set(words(f"see {word}"))


def test_an_enormous_text_stays_within_what_postgresql_can_store() -> None:
    text = " ".join(f"{number:07d}" + "\u0436" * 33 for number in range(20_000))
    found = words(text)
    assert len(found) > 5_000
    assert sum(len(word.encode()) for word in found) <= MOST_BYTES


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "a1" * 150_000, "a-" * 150_000, "é" * 300_000, "é1-" * 100_000]
)
def test_no_text_takes_more_than_linear_time(text: str) -> None:
    """Twice the text takes twice the work; where it grew with the square, four times."""
    half = text[: len(text) // 2]
    assert times_dearer(lambda: words(text), lambda: words(half)) < 3


@given(SCRIPTS, SCRIPTS, SCRIPTS)
def test_whatever_surrounds_it_a_phrase_is_found_by_its_own_words(before: str, text: str, after: str) -> None:
    assert set(query_words(text)) <= set(words(f"{before} {text} {after}"))


@given(SCRIPTS)
def test_case_and_unicode_form_do_not_matter(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words(fold(text)) == words(text)


@given(SCRIPTS)
def test_a_word_can_be_put_into_a_tsquery_as_it_is(text: str) -> None:
    assert all(word and not set(word) & set("'\\\0:&|!()* ") for word in words(text))


@given(SCRIPTS)
def test_what_is_typed_finds_the_text_it_becomes(text: str) -> None:
    typed = typed_words(text)
    held = words(text)
    assert set(typed.words) <= set(held)
    assert typed.prefix is None or any(word.startswith(typed.prefix) for word in held)
