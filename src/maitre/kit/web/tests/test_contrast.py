"""Colours can be read: each text on each ground it may stand on, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import math
import re

import pytest

from maitre.kit.web.stylesheet import SOURCES

PAIRS = re.compile(r"--([a-z0-9-]+):\s*light-dark\(oklch\(([^)]+)\),\s*oklch\(([^)]+)\)\)")
TOKENS = {name: (light, dark) for name, light, dark in PAIRS.findall((SOURCES / "tokens.css").read_text())}
GROUNDS = ("canvas", "surface", "raised", "sunken", "hover", "pressed")
SIGNALS = ("ok", "notice", "warning", "danger", "note")


def luminance(oklch: str) -> float:
    """Relative luminance of an OKLCH colour, through linear sRGB, clipped to its gamut."""
    lightness, chroma, hue = (float(part) for part in oklch.split("/")[0].split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(each, 0.0), 1.0) for each in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, ground: str, theme: int) -> float:
    light, dark = sorted((luminance(TOKENS[front][theme]), luminance(TOKENS[ground][theme])))[::-1]
    return (light + 0.05) / (dark + 0.05)


def test_the_arithmetic_knows_black_on_white() -> None:
    assert (luminance("1 0 0") + 0.05) / (luminance("0 0 0") + 0.05) == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["text", "text-2", "text-3", "accent"])
def test_text_reads_on_every_neutral_ground(text: str, ground: str, theme: int) -> None:
    assert contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("signal", SIGNALS)
def test_signals_read_on_their_own_ground_and_beside_it(signal: str, theme: int) -> None:
    assert contrast(signal, f"{signal}-surface", theme) >= 4.5
    assert contrast("text", f"{signal}-surface", theme) >= 4.5
    assert contrast(signal, "surface", theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_filled_controls_read(theme: int) -> None:
    assert contrast("accent-on", "accent-solid", theme) >= 4.5
    assert contrast("accent-on", "accent-strong", theme) >= 4.5
    assert contrast("danger-on", "danger-solid", theme) >= 4.5
    assert contrast("text-3", "accent-surface", theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    "edge", ["line-control", "focus", "ok-solid", "notice-solid", "warning-solid", "danger-solid"]
)
def test_edges_and_marks_that_carry_meaning_are_seen(edge: str, theme: int) -> None:
    assert contrast(edge, "surface", theme) >= 3
    assert contrast(edge, "canvas", theme) >= 3
