"""Pictures of every page, light and dark, 1440 and 390 wide, into $MAITRE_HOME/screenshots (default var/screenshots).

    make screenshots                                 a demo of its own in a throw-away home, gone afterwards
    make screenshots ARGS="--at http://127.0.0.1:8000 --only record"    one that runs already, and some pages only

They are for looking at: alignment, wrapping, what happens with nothing and with too much. Nothing is compared.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
WIDTHS = {1440: 900, 390: 844}
THEMES = ("light", "dark")
PASSWORD = "maitre-demo"
AGENT, REQUESTER = "agent@demo.example", "requester@demo.example"
LEAD, ADMIN = "lead@demo.example", "admin@demo.example"
STARTS_WITHIN = 180.0


class Shot(NamedTuple):
    """One picture: who looks, at which address (LABEL: a record of theirs), and what they do there first."""

    name: str
    who: str
    path: str
    act: Callable[[Page], None] | None = None


def press(*keys: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(400)

    return act


def open_bell(page: Page) -> None:
    page.locator("[data-bell] > summary").click()
    page.wait_for_timeout(400)


def open_palette(page: Page) -> None:
    page.locator("[data-palette]:visible").first.click()
    page.locator("dialog[open] [role=option]").first.wait_for()


SHOTS = (
    Shot("sign-in", "", "/sign-in"),
    Shot("not-found", AGENT, "/nothing-here"),
    Shot("my-work", AGENT, "/desk"),
    Shot("queue", AGENT, "/incidents"),
    Shot("queue-empty", AGENT, "/incidents?q=state:open+text~nothing-says-this"),
    Shot("queue-error", AGENT, "/incidents?q=state:opn+priority%3C2"),
    Shot("queue-chips", AGENT, "/incidents?q=state:open+-category:nobody+priority%3C=2+created%3E-7d"),
    Shot("queue-board", AGENT, "/incidents?layout=board"),
    Shot("record", AGENT, "/incidents/LABEL"),
    Shot("record-assign", AGENT, "/incidents/LABEL/assignment"),
    Shot("record-pause", AGENT, "/incidents/LABEL/pause"),
    Shot("record-resolve", AGENT, "/incidents/LABEL/resolution"),
    Shot("record-edit", AGENT, "/incidents/LABEL/edit"),
    Shot("new", AGENT, "/incidents/new"),
    Shot("search", AGENT, "/search?q=printer"),
    Shot("search-nothing", AGENT, "/search?q=zebrafish"),
    Shot("notifications", AGENT, "/notifications"),
    Shot("bell", AGENT, "/desk", open_bell),
    Shot("palette", AGENT, "/incidents/LABEL", open_palette),
    Shot("keys", AGENT, "/desk", press("?")),
    Shot("profile", AGENT, "/profile"),
    Shot("password", AGENT, "/profile/password"),
    Shot("drafts", AGENT, "/drafts"),
    Shot("canned", AGENT, "/canned"),
    Shot("styleguide", AGENT, "/styleguide"),
    Shot("majors", LEAD, "/incidents/majors"),
    Shot("major-declare", LEAD, "/incidents/LABEL/major/declaration"),
    Shot("figures", LEAD, "/incidents/figures"),
    Shot("figures-groups", LEAD, "/incidents/figures/groups?by=assignee"),
    Shot("figures-crossed", LEAD, "/incidents/figures/groups?by=category&and=month&measure=lead_p50"),
    Shot("figure-records", LEAD, "/incidents/figures/L10/records"),
    Shot("merge", LEAD, "/incidents/LABEL/merger"),
    Shot("print", LEAD, "/incidents/LABEL/print"),
    Shot("macros", LEAD, "/incidents/macros"),
    Shot("macro-new", LEAD, "/incidents/macros/new"),
    Shot("tasks", LEAD, "/tasks"),
    Shot("reminders", LEAD, "/reminders"),
    Shot("downloads", LEAD, "/downloads"),
    Shot("recurrences", LEAD, "/recurrences"),
    Shot("recurrence-new", ADMIN, "/recurrences/new"),
    Shot("who-hears", LEAD, "/notifications/rules"),
    Shot("team-letters", LEAD, "/teams/linden-desk/letters"),
    Shot("outbox", ADMIN, "/outbox"),
    Shot("administration", ADMIN, "/administration"),
    Shot("people", ADMIN, "/administration/people"),
    Shot("portal-home", REQUESTER, "/"),
    Shot("portal-mine", REQUESTER, "/mine?view=all"),
    Shot("portal-report", REQUESTER, "/report"),
    Shot("portal-record", REQUESTER, "/mine/LABEL"),
    Shot("portal-search", REQUESTER, "/search?q=terminal"),
    Shot("portal-notifications", REQUESTER, "/notifications"),
    Shot("portal-bell", REQUESTER, "/", open_bell),
    Shot("portal-profile", REQUESTER, "/profile"),
)


@contextmanager
def demo() -> Iterator[str]:
    """A Maitre of its own with the demo company; nothing of it stays."""
    home = Path(tempfile.mkdtemp(prefix="maitre-screenshots-"))
    said = home / "said.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAITRE_")}
    environment["MAITRE_HOME"] = str(home / "home")
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "maitre", "up", "--port", "0"],
            env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT,
        )  # fmt: skip
    try:
        yield address(process, said)
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def address(process: "subprocess.Popen[bytes]", said: Path) -> str:
    """Where it answers, once it says so."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"ready: (http\S+)", said.read_text(errors="replace")):
            return found[1]
        time.sleep(0.5)
    sys.exit(f"Maitre did not start:\n{said.read_text(errors='replace')[-2000:]}")


def sign_in(browser: Browser, base: str, who: str, width: int, theme: str) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if theme == "dark" else "light",
        has_touch=width < 720,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{base}/sign-in")
    if who:
        page.locator("input[name=login]").first.fill(who)
        page.locator("input[type=password]").first.fill(PASSWORD)
        page.locator("button.primary").first.click()
        page.wait_for_url(re.compile(r"/(desk)?$"))
    return page


def label_of(page: Page, base: str, who: str) -> str:
    """A record of theirs about which much was said: the one that is longest open."""
    page.goto(
        f"{base}/mine"
        if who == REQUESTER
        else f"{base}/incidents?q=state:in_progress{'+assignee:me' if who == AGENT else ''}&sort=oldest"
    )
    found = re.search(r"/(?:incidents|mine)/([A-Z]+-\d+)", page.content())
    if not found:
        sys.exit(f"The demo has no record for {who}.")
    return found[1]


def unfold(page: Page, width: int) -> None:
    """Make the window as high as a page that scrolls inside its frame; a queue fills its window and stays."""
    inside = "[...document.querySelectorAll('main:not(.fills, .aside)')].map((e) => e.scrollHeight - e.clientHeight)"
    hidden = max([0, *page.evaluate(inside)])
    page.set_viewport_size({"width": width, "height": min(WIDTHS[width] + hidden, 4000)})


def take(browser: Browser, base: str, who: str, shots: list[Shot], folder: Path) -> list[str]:
    """Every picture of one person; says which answered with an error or complained in the console."""
    problems: list[str] = []
    for width in WIDTHS:
        for theme in THEMES:
            page = sign_in(browser, base, who, width, theme)
            said: list[str] = []
            page.on(
                "console",
                lambda message, said=said: said.append(message.text) if message.type == "error" else None,
            )
            page.on("pageerror", lambda error, said=said: said.append(str(error)))
            label = label_of(page, base, who) if any("LABEL" in shot.path for shot in shots) else ""
            for shot in shots:
                said.clear()
                page.set_viewport_size({"width": width, "height": WIDTHS[width]})
                answer = page.goto(base + shot.path.replace("LABEL", label))
                page.wait_for_timeout(600)
                if shot.act:
                    shot.act(page)
                else:
                    unfold(page, width)
                page.screenshot(path=folder / f"{shot.name}-{width}-{theme}.png", full_page=shot.act is None)
                wide = page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                status = answer.status if answer else 0
                if status >= 500 or wide > 0 or (said and status < 400):
                    problems.append(f"{shot.name}-{width}-{theme}: {status}, {wide} px too wide, {said}")
            page.context.close()
    return problems


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--at", help="address of a Maitre with the demo company that runs already")
    options.add_argument("--only", default="", help="begin of the names of the pictures wanted")
    given = options.parse_args()
    folder = Path(os.environ.get("MAITRE_HOME", ROOT / "var")) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if shot.name.startswith(given.only)]
    chromium = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )
    problems: list[str] = []
    with sync_playwright() as playwright, demo() if not given.at else running(given.at) as base:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for who in dict.fromkeys(shot.who for shot in wanted):
            problems += take(browser, base, who, [shot for shot in wanted if shot.who == who], folder)
        browser.close()
    print(f"{len(wanted) * len(WIDTHS) * len(THEMES)} pictures in {folder}")
    print("\n".join(problems))
    return 1 if problems else 0


@contextmanager
def running(base: str) -> Iterator[str]:
    yield base.rstrip("/")


if __name__ == "__main__":
    sys.exit(main())
