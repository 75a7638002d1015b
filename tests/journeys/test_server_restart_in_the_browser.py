"""N50: the web process is killed while somebody types and another one starts: nothing typed before, meanwhile or after
is lost. The process is the real one, on the database of the test."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from psycopg.conninfo import make_conninfo

from tests.patience import until

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.journeys.conftest import Seat

SAVED = re.compile(r"Draft saved \d\d:\d\d")


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    from tests.cast import make_cast

    return make_cast()


def database_of_the_test() -> str:
    from django.db import connection

    given = connection.settings_dict
    kept = {name: value for name, value in given["OPTIONS"].items() if isinstance(value, str)}
    named = {"dbname": given["NAME"], "user": given["USER"], "host": given["HOST"], "port": given["PORT"]}
    return make_conninfo(**kept, **{name: value for name, value in named.items() if value})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web(port: int) -> Iterator[None]:
    """A web process that answers; killed without warning at the end."""
    environment = {**os.environ, "MAITRE_DATABASE_URL": database_of_the_test()}
    process = subprocess.Popen(
        [sys.executable, "-m", "maitre", "web", "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert until(lambda: _answers(port) or process.poll() is not None), "the web process does not answer"
        assert process.poll() is None, "the web process ended"
        yield
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as probe:
            probe.settimeout(5)
            probe.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return b"200" in probe.recv(32)
    except OSError:
        return False


def test_n50_what_is_typed_before_while_and_after_the_server_is_killed_is_all_there(
    seat: "Seat", hall: "Cast"
) -> None:
    incident = hall.incident("Lift stuck")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    address = f"{base}/incidents/{incident.record.label}"
    page = seat(hall.person("agnes"), "/desk")
    [session] = [each for each in page.context.cookies() if each["name"] == "sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": session["value"], "url": base}])
    text, state = (
        page.get_by_label("Your text").locator("visible=true"),
        page.locator("[data-composer] .for-reply [data-draft-state]"),
    )
    with web(port):
        page.goto(address)
        text.press_sequentially("Before")
        expect(state).to_have_text(SAVED)
    text.press_sequentially(", while")
    expect(page.locator(".saved.lost")).to_be_visible()
    with web(port):
        text.press_sequentially(" and after")
        expect(state).to_have_text(SAVED)
        page.reload()
        expect(text).to_have_value("Before, while and after")
        page.keyboard.press("r")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#talk")).to_contain_text("Before, while and after")
        page.goto("about:blank")
