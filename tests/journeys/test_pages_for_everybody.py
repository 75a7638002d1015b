"""Every page held against the machines that know the rules: axe-core in both themes, HTML_CodeSniffer (pa11y's engine)
and the W3C checker. Pages come from the URL configuration (tests/walk.py): a new one is looked at without a line here.

The tools come from npm (package-lock.json) and run inside our own browser; nothing is asked of anybody else.
"""

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.journeys.conftest import Seat
    from tests.world import World

PACKAGES = Path(__file__).resolve().parents[2] / "node_modules"
ADVICE = "run `make test`, which installs the tools of the tests from package-lock.json"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async (only) => {
  const told = await axe.run(document, {runOnly: only, resultTypes: ['violations'], elementRef: false});
  const why = (node) => node.failureSummary.split('\\n')[1]?.trim();
  const said = (found) => found.nodes.map((node) => `${found.id}: ${node.target.join(' ')}: ${why(node)}`);
  return told.violations.flatMap(said);
}"""
SNIFF = """() => new Promise((done) => {
  const said = HTMLCS.getTranslation; // throws where it has no text for what it found
  HTMLCS.getTranslation = (key) => { try { return said(key); } catch { return key; } };
  // What may be autocompleted how, the W3C checker knows better: it takes an e-mail address for a user's name.
  // And what a heading is for, `scope` says as well as `headers`.
  const counts = (each) => each.type === HTMLCS.ERROR && !/(H98|H43.HeadersRequired)$/.test(each.code);
  const said_of = (each) => `${each.code}: ${each.element.outerHTML?.slice(0, 160)}: ${each.msg}`;
  const tell = () => done(HTMLCS.getMessages().filter(counts).map(said_of));
  HTMLCS.process('WCAG2AA', document, tell, tell, 'en');
})"""

HTMX = re.compile(r"Attribute “hx-[a-z-]+” not allowed on element")
"""The attributes of htmx are its extension of HTML, known to us and to nobody else; they are the one thing let pass."""


@cache
def tool(path: str) -> str:
    file = PACKAGES / path
    assert file.is_file(), f"{path} is missing: {ADVICE}"
    return file.read_text()


@pytest.fixture
def world(transactional_db: None) -> "World":
    from tests.cast import make_cast
    from tests.walk import furnish

    return furnish(make_cast())


def axe(page: Page, *, only: dict[str, Any] | None = None) -> list[str]:
    page.evaluate(tool("axe-core/axe.min.js"))
    found: list[str] = page.evaluate(AXE, only or {"type": "tag", "values": RULES})
    return found


def in_both_themes(page: Page) -> list[str]:
    """All rules in the light; what has to do with colour again in the dark, which changes nothing else."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = axe(page)
    page.emulate_media(color_scheme="dark")
    found += [
        f"dark: {each}"
        for each in axe(page, only={"type": "rule", "values": ["color-contrast", "link-in-text-block"]})
    ]
    page.emulate_media(color_scheme="light")
    return found


def sniffed(page: Page) -> list[str]:
    page.evaluate(tool("html_codesniffer/build/HTMLCS.js"))
    found: list[str] = page.evaluate(SNIFF)
    return found


def test_axe_and_html_codesniffer_find_nothing_on_any_page_in_either_theme(
    seat: "Seat", world: "World"
) -> None:
    from tests.walk import walk

    problems: dict[str, list[str]] = {}
    seats: dict[str, Page] = {}
    walked = list(walk(world))
    for person, address in walked:
        if person not in seats:
            seats[person] = seat(world.cast.person(person) if person else None, "/sign-in")
        page = seats[person]
        page.goto(address)
        if found := in_both_themes(page) + sniffed(page):
            problems[f"{person}: {address}"] = found
    assert len(walked) > 35
    assert problems == {}, json.dumps(problems, indent=1)


def test_axe_finds_nothing_in_what_opens_on_pages(seat: "Seat", world: "World") -> None:
    """Menus, dialogs, the preview, fields in place, a query that is wrong, at both widths."""
    label = world.records["own"].label
    problems: dict[str, list[str]] = {}
    for width in (1440, 390):
        page = seat(world.cast.person("agnes"), "/desk", width=width)

        def look(name: str, page: Page = page, width: int = width) -> None:
            if found := in_both_themes(page):
                problems[f"{name} at {width}"] = found

        page.locator("[data-bell] summary").click()
        expect(page.locator("[data-heard]")).not_to_be_empty()
        look("bell")
        page.keyboard.press("Escape")
        page.get_by_text("Your menu").locator("..").click()
        look("own menu")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        look("keys")
        page.keyboard.press("Escape")
        page.locator("[data-palette]:visible").first.click()
        expect(page.locator("dialog.finder").get_by_role("option").first).to_be_visible()
        look("palette")
        page.goto("/incidents?q=state:opn")
        look("a query that is wrong")
        page.goto("/incidents?layout=board")
        look("board")
        page.goto("/incidents")
        if width == 1440:  # on a phone nothing is ticked
            page.locator("table.list input[name=record]").first.check()
        look("list")
        page.goto(f"/incidents/{label}")
        page.keyboard.press("n")
        look("note")
        page.goto(f"/incidents/{label}/resolution")
        page.get_by_label("What was done").press("Control+Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        look("a form that is refused")
    page = seat(world.cast.person("agnes"), f"/incidents/{label}")
    page.get_by_title("Change Assignee").click()
    expect(page.locator("form.in-place")).to_be_visible()
    problems["in place"] = in_both_themes(page)
    page.goto("/incidents")
    page.keyboard.press("j")
    expect(page.locator("aside h2")).to_be_visible()
    problems["preview"] = in_both_themes(page)
    problems = {name: found for name, found in problems.items() if found}
    assert problems == {}, json.dumps(problems, indent=1)


def test_a_page_that_breaks_the_rules_would_be_found(seat: "Seat", world: "World") -> None:
    page = seat(world.cast.person("agnes"), "/desk")
    page.evaluate(
        "document.querySelector('main').innerHTML = '<p>Hi</p><img src=\"/static/favicon.svg\"><input>'"
    )
    page.evaluate("document.querySelector('main p').style.color = 'oklch(0.97 0 0)'")
    found = in_both_themes(page)
    for rule in ("image-alt", "label", "color-contrast"):
        assert any(each.startswith(rule) for each in found), rule
    assert any("H37" in each for each in sniffed(page))


def checked(folder: Path) -> list[str]:
    """What the W3C checker says of every document there: errors and warnings alike."""
    java = shutil.which("java")
    assert java, "no Java here: run scripts/java"
    jar = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    assert jar.is_file(), ADVICE
    # One interpreter tier: the checker is done before a better one would have paid.
    command = [
        java,
        "-XX:TieredStopAtLevel=1",
        "-Xss4m",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--skip-non-html",
    ]
    told = subprocess.run([*command, str(folder)], capture_output=True, text=True, timeout=120)
    messages = [each for each in json.loads(told.stderr)["messages"] if not HTMX.match(each["message"])]
    return [
        f"{Path(each.get('url', '')).name}:{each.get('lastLine')}: {each['message']}: {each.get('extract')}"
        for each in messages
    ]


def test_the_w3c_checker_finds_nothing_in_any_page(world: "World", tmp_path: Path) -> None:
    from tests.walk import walk

    walked = list(walk(world))
    for person, address in walked:
        client = Client()
        if person:
            client.force_login(world.cast.person(person))
        name = f"{person or 'nobody'}{re.sub(r'[^A-Za-z0-9]+', '-', address)}.html"
        (tmp_path / name).write_bytes(client.get(address).content)
    assert len(walked) > 35
    assert checked(tmp_path) == []


def test_the_w3c_checker_would_find_a_fault(tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text(
        "<!doctype html><html lang=en><title>x</title><p><div id=a></div><b id=a></b></p>"
    )
    assert any("Duplicate ID" in each for each in checked(tmp_path))
