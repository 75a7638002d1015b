"""What stands between the network and Django: proxies that are believed or not, and the socket."""

import gc
import resource
from collections.abc import Iterator
from typing import Any

import pytest

from maitre.product.listening import CannotListen, listen, url
from maitre.product.preparation import loopback
from maitre.product.web import affordable, behind_proxies, spare_what_stays

FORWARDED = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.7",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
}


def seen(trusted: str, sender: str) -> dict[str, Any]:
    """The environ that the application gets."""
    got: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: object) -> list[bytes]:
        got.update(environ)
        return []

    environ = {
        "REMOTE_ADDR": sender,
        "REMOTE_HOST": sender,
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "desk.example",
    }
    behind_proxies(application, trusted)(environ | FORWARDED, lambda *_: None)
    return got


@pytest.mark.parametrize(
    ("trusted", "sender"),
    [("10.0.0.1", "10.0.0.1"), ("192.0.2.1, 10.0.0.0/8", "10.9.9.9"), ("*", "198.51.100.1"), ("::1", "::1")],
)
def test_a_trusted_proxy_tells_who_came_and_how(trusted: str, sender: str) -> None:
    environ = seen(trusted, sender)
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("203.0.113.7", "https")


@pytest.mark.parametrize("trusted", ["", "10.0.0.1", "10.0.0.0/24"])
def test_nobody_else_can_claim_to_be_another(trusted: str) -> None:
    environ = seen(trusted, "198.51.100.1")
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("198.51.100.1", "http")
    assert not FORWARDED.keys() & environ.keys()


def test_not_even_a_trusted_proxy_passes_on_a_host_chosen_by_the_client() -> None:
    environ = seen("10.0.0.1", "10.0.0.1")
    assert environ["HTTP_HOST"] == "desk.example"
    assert "HTTP_X_FORWARDED_HOST" not in environ


def test_a_port_in_use_is_named_with_a_way_out() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"Port {port} on 127.0.0.1 is in use.*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.77", "no such host"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(CannotListen, match="not an address of this machine"):
        listen(host, 0)


def test_the_address_to_open_is_one_a_browser_understands() -> None:
    with listen("0.0.0.0", 0) as everywhere:
        assert url(everywhere) == f"http://127.0.0.1:{everywhere.getsockname()[1]}"


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("desk.example", False),
    ],
)
def test_only_loopback_counts_as_this_machine_alone(host: str, alone: bool) -> None:
    assert loopback(host) is alone


@pytest.fixture
def garbage() -> Iterator[None]:
    """Sought as before, afterwards."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_a_process_is_made_of_is_not_searched_for_garbage(garbage: None) -> None:
    page = (object(),)
    assert any(each is page for each in gc.get_objects())
    spare_what_stays()
    assert not any(each is page for each in gc.get_objects())
    assert gc.isenabled()


@pytest.mark.parametrize(("files", "connections"), [(1024, 412), (100_000, 1000), (10, 1)])
def test_no_more_connections_than_there_are_file_descriptors_for(
    monkeypatch: pytest.MonkeyPatch, files: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (min(files, 256), files))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: None)
    assert affordable(1000) == connections
