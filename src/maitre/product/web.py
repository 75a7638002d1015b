"""One web process: waitress in front of Django. Waitress reads whole requests before a thread sees them, so
slow clients hold a buffer, never a thread; how many and how slow they may be is bounded in connections.py."""

import gc
import ipaddress
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import get_resolver
from waitress.proxy_headers import proxy_headers_middleware

from maitre.product.connections import Limits, Server
from maitre.product.environment import environment, networks
from maitre.product.installation import await_end_of, set_up
from maitre.product.listening import listen

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

THREADS = 8
LARGEST_BODY = 30 * 2**20  # bytes: a few attachments of 10 MB in one form
LARGEST_HEADERS = 64 * 2**10
SILENCE = 60.0  # seconds between two requests on one connection
GRACE = 20.0  # seconds of a body or an answer before its rate is judged
FILES = 200  # file descriptors kept for everything but connections, which may take two each
GARBAGE_SOUGHT_AFTER = 5_000  # new objects that are still there; 700 otherwise
FORWARDED = "maitre.forwarded"
"""Set where some proxy, believed or not, stands in between: then a sender on loopback is not somebody here."""
FORWARDED_BY = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)
# not -host: a proxy that passes it on unset lets anyone choose
BELIEVED = {"x-forwarded-for", "x-forwarded-proto"}


def serve(inherited: int | None = None, after: int | None = None) -> None:
    """Serve until TERM or INT, on the socket of that file descriptor or on one of our own; not before `after` ends."""
    alone = inherited is None
    bound = listen(environment.host, environment.port) if alone else socket.socket(fileno=inherited)
    environment.assign(database_pool=THREADS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    set_up()
    get_resolver().url_patterns  # noqa: B018 - imports all pages and calls, else the first request does
    await_end_of(after)
    if alone:  # nobody has prepared anything
        from maitre.product import preparation

        preparation.collect()
        preparation.refuse_other_files()
    from maitre.product.wsgi import application

    spare_what_stays()
    server = Server(
        behind_proxies(application, environment.trusted_proxies),
        bound,
        limits(),
        threads=THREADS,
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=LARGEST_HEADERS,
        clear_untrusted_proxy_headers=False,  # behind_proxies does, for several proxies
        ident=None,
    )
    server.run()


def limits() -> Limits:
    """What this process grants clients, as the operator says and the machine allows."""
    return Limits(
        connections=affordable(environment.connections),
        per_address=environment.connections_per_address,
        silence=SILENCE,
        header_seconds=environment.header_seconds,
        least_rate=environment.least_rate,
        grace=GRACE,
        trusted=believer(environment.trusted_proxies),
    )


def affordable(connections: int) -> int:
    """So many connections, or as many as file descriptors can be had for. Raises this process's limit of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * connections + FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return connections if soft == resource.RLIM_INFINITY else max(min(connections, (soft - FILES) // 2), 1)


def believer(trusted: str) -> Callable[[str], bool]:
    """Whether an address is one of those (comma separated, networks too, * for any)."""
    if trusted.strip() == "*":
        return lambda address: True
    believed = networks(trusted)
    return lambda address: any(ipaddress.ip_address(address) in network for network in believed)


def spare_what_stays() -> None:
    """Leave what a process is made of out of the search for garbage, and search less often.

    A page with much on it makes thousands of small objects; the searches they set off went through all of Django.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_SOUGHT_AFTER)


def behind_proxies(application: Wsgi, trusted: str) -> Wsgi:
    """Believe X-Forwarded-For and -Proto from these addresses (comma separated, networks too, * for any),
    and from nobody else: theirs are removed before the application sees them."""
    believes = believer(trusted)
    believing = proxy_headers_middleware(
        application, trusted_proxy="*", trusted_proxy_headers=BELIEVED, clear_untrusted=True
    )
    disbelieving = proxy_headers_middleware(application, trusted_proxy=None, clear_untrusted=True)

    def choose(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ[FORWARDED] = any(name in environ for name in FORWARDED_BY)
        known = believes(environ["REMOTE_ADDR"])
        answer: Iterable[bytes] = (believing if known else disbelieving)(environ, start_response)
        return answer

    return choose
