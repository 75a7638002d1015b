"""What can be seen and what cannot, and where lines end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.texts import is_blank, is_one_line, is_text, trimmed

# Default_Ignorable_Code_Point of Unicode 15.1, DerivedCoreProperties.txt
IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
BLANKS = " \t\n\r\x0b\x0c\x1c\x1f\x85\u00a0\u1680\u2000\u2007\u200a\u2028\u2029\u202f\u205f\u3000\u2800\ufffc\U0001d159"
UNSEEN = "".join(chr(code) for first, last in IGNORABLE for code in range(first, last + 1)) + BLANKS


@pytest.mark.parametrize(
    "sign", [*BLANKS, *(chr(first) for first, _ in IGNORABLE), "\u0301", "\u093f", "\u20dd"]
)
def test_what_is_not_drawn_and_a_mark_without_a_letter_is_blank(sign: str) -> None:
    assert is_blank(sign)
    assert trimmed(sign * 3) == ""


@given(st.text(alphabet=st.sampled_from(UNSEEN + "\u0301")))
def test_no_number_of_unseen_signs_makes_something_to_see(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "é",
        "e\u0301",
        "ก็",
        "हि",
        "שָׁ",
        "🖨️",
        "👩\u200d🔧",
        "#️⃣",
        ".",
        "-",
        "0",
        "한",
        "\ufffd",
        "\U0001fae9",
        "⠁",
    ],
)
def test_every_script_sign_and_picture_can_be_seen_also_those_of_a_newer_unicode(text: str) -> None:
    assert not is_blank(text)
    assert trimmed(f"\u200b {text}") == f"\u200b {text}"


@given(st.text(alphabet=st.sampled_from(UNSEEN)), st.sampled_from("aß한🖨#7"), st.text())
def test_one_sign_that_can_be_seen_is_enough(before: str, seen: str, after: str) -> None:
    assert not is_blank(before + seen + after)


@pytest.mark.parametrize(
    "end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\ud83d"]
)
def test_a_line_holds_no_line_end_and_no_control_character(end: str) -> None:
    assert not is_one_line(f"a{end}b")
    assert is_one_line("a\u200d\u00a0b 🖨️")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_lines_of_a_text_end_in_one_way(end: str) -> None:
    assert trimmed(f" a{end}b{end}") == "a\nb"


def test_half_a_character_and_a_nul_are_no_text() -> None:
    assert is_text("a\nb 🖨️")
    assert not is_text("a\x00")
    assert not is_text("half \ud83d")
