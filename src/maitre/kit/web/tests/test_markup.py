"""What people typed costs little to show, however it was meant: counted in calls, not in seconds."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from maitre.kit.web import markup
from maitre.kit.web.markup import MOST_MARKS, paragraphs

HARD = ("![", "[a](", "*_", "> a\n\n", "- a\n", "`a", "<a", "[a]: b\n", "a**b c* ")
LONGEST = 50_000  # characters that a description or a reply may have


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` called, those of C included."""
    counted = 0

    def count(frame: FrameType, event: str, given: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "_lately", markup._Lately(markup.KEPT))


@pytest.mark.parametrize("part", HARD)
def test_the_hardest_texts_of_the_longest_length_cost_no_more_than_the_limit(part: str) -> None:
    allowed = calls(lambda: paragraphs("[" * MOST_MARKS))
    assert calls(lambda: paragraphs((part * LONGEST)[:LONGEST])) <= 1.5 * allowed


@pytest.mark.parametrize("part", HARD)
def test_a_text_twice_as_long_costs_no_more_than_twice_as_much(part: str) -> None:
    number = MOST_MARKS // 4 // sum(part.count(mark) for mark in markup._MARKS)
    once, twice = (calls(lambda: paragraphs(part * times)) for times in (number, 2 * number))  # noqa: B023
    assert twice <= 2.2 * once


def test_a_text_is_worked_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    rendered = markup._rendered
    monkeypatch.setattr(markup, "_rendered", lambda text: (seen.append(text), rendered(text))[1])
    assert paragraphs("*one*") == paragraphs("*one*") == "<p><em>one</em></p>\n"
    assert paragraphs("*two*") == "<p><em>two</em></p>\n"
    assert seen == ["*one*", "*two*"]


def test_what_is_over_the_limit_is_shown_as_it_was_typed() -> None:
    text = "<script>x</script> *a*\n" * MOST_MARKS
    html = paragraphs(text)
    assert html.startswith("<p>&lt;script&gt;x&lt;/script&gt; *a*<br>\n&lt;script&gt;")
    assert "<script" not in html


def test_what_is_kept_is_bounded_and_forgets_what_was_asked_for_longest_ago() -> None:
    kept = markup._Lately(1000)
    for number in range(100):
        kept.put(f"{number}", markup.Markup("x" * 90))
        assert kept.get("0"), "asked for again and again"
    assert kept.get("1") is None
    assert kept._held <= 1000
