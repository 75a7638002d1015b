"""Two homes with one database and one bucket: each serves what the other took. One without it is refused."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from maitre.product.launcher import address
from tests.bucket import KEY, SECRET, bucket_server
from tests.post import free_port

DATABASE = "two_homes"
START = 300.0
"""Seconds in which a loaded machine must have brought a web process up; nothing is judged by it."""
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shared(postgres: str, home: Path) -> Iterator[dict[str, str]]:
    """What both homes are told: the database, the bucket, and the key to it."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    with bucket_server() as bucket:
        yield {
            **{name: value for name, value in os.environ.items() if not name.startswith("MAITRE_")},
            "MAITRE_DATABASE_URL": address.dsn(home, DATABASE),
            "MAITRE_FILES_URL": bucket.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }


def command(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *words],
        env=environment, cwd="/", capture_output=True, text=True, timeout=START, check=False,
    )  # fmt: skip


@contextmanager
def serving(environment: dict[str, str], said: Path) -> Iterator[str]:
    """`maitre web` in that home; its address."""
    port = free_port()
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "maitre", "web", "--port", str(port)],
            env=environment, cwd="/", stdout=log, stderr=log,
        )  # fmt: skip
    try:
        url, end = f"http://127.0.0.1:{port}", time.monotonic() + START
        while not _answers(url):
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < end, said.read_text()
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def test_each_reads_the_files_of_the_other(shared: dict[str, str], tmp_path: Path) -> None:
    homes = [shared | {"MAITRE_HOME": str(tmp_path / name)} for name in ("one", "two")]
    for environment in homes:
        done = command(environment, "maitre", "migrate")
        assert done.returncode == 0, done.stderr
    tokens = command(homes[0], "soak.house")
    secret = re.search(r'"agnes": "([^"]+)"', tokens.stdout)
    assert secret, tokens.stderr
    with ExitStack() as held:
        urls = [held.enter_context(serving(each, tmp_path / f"{n}.log")) for n, each in enumerate(homes)]
        with httpx.Client(headers={"Authorization": f"Bearer {secret[1]}"}, timeout=60) as client:
            for here, there in (urls, urls[::-1]):
                content = os.urandom(100_000)
                place = _attached(client, here, content)
                assert client.get(there + place).content == content
            for url in urls:
                checks: dict[str, Any] = client.get(f"{url}/readyz").json()["checks"]
                assert (checks["files"]["good"], checks["file store"]["good"]) == (True, True)
    verified = command(homes[1], "maitre", "verify")
    assert verified.returncode == 0, verified.stdout
    assert re.search(r"files +2  good", verified.stdout)
    assert not list(tmp_path.rglob("??/??/*")), "no file lies in a home"
    _turned_away(shared, tmp_path)


def _turned_away(shared: dict[str, str], tmp_path: Path) -> None:
    """A third home keeps its files in its own folder."""
    alone = shared | {"MAITRE_HOME": str(tmp_path / "three"), "MAITRE_FILES_URL": ""}
    for words in (("migrate",), ("web", "--port", "0"), ("worker",)):
        done = command(alone, "maitre", *words)
        assert done.returncode == 1, words
        assert "This database goes with the file store marked" in done.stderr
        assert "Traceback" not in done.stderr


def _attached(client: httpx.Client, url: str, content: bytes) -> str:
    number = client.post(f"{url}/api/v1/incidents", json={"title": "The till does not print"}).json()[
        "number"
    ]
    sent = {"file": ("till.bin", content)}
    made = client.post(f"{url}/api/v1/records/{number}/attachments", files=sent)
    assert made.status_code == 201, made.text
    [told] = made.json()["items"]
    return str(told["url"])
