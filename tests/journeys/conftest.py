"""A real browser before the running application, for what only a browser shows: focus, keys, what scripts do."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.patience import PATIENCE_MS, until
from tests.volvo import arrived, killed, server  # noqa: F401 - fixtures: the Volvo log, imported once

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from maitre.shared.organisation.models import Person

Seat = Callable[..., Page]
expect.set_options(timeout=PATIENCE_MS)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; `make test` says how to install it where it is missing.

    It ends with each module: Playwright's event loop would stand in the way of tests that run one of their own.
    """
    where = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert where, "no Chromium here: run scripts/chromium"
    # Playwright keeps an event loop in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def seat(chromium: Browser, live_server: "LiveServer") -> Iterator[Seat]:
    """`seat(person, "/incidents")`: somebody signed in (None: nobody yet), looking at that page.

    Errors in scripts fail the test.
    """
    from django.test import Client

    opened, errors = [], []

    def take_seat(
        person: "Person | None",
        address: str,
        *,
        width: int = 1440,
        height: int = 900,
        script: bool = True,
        touch: bool = False,
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            has_touch=touch,
        )
        if person:
            client = Client()
            client.force_login(person)
            cookie = client.cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield take_seat
    for context in opened:
        context.close()
    let_the_server_finish()
    assert not errors


def let_the_server_finish() -> None:
    """What a page sends while it leaves is still being answered; emptying the tables must not meet it."""
    from django.db import connection

    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    quiet = 0

    def settled() -> bool:
        nonlocal quiet
        with connection.cursor() as cursor:
            cursor.execute(asked)
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        return quiet > 5

    until(settled)
