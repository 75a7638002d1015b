"""One web process: waitress in front of Django. Waitress reads whole requests before a thread sees them, so
slow clients hold a buffer, never a thread."""

import gc
import ipaddress
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any

import waitress
from django.urls import get_resolver
from waitress.proxy_headers import proxy_headers_middleware

from maitre.product.environment import environment, networks
from maitre.product.installation import set_up
from maitre.product.listening import listen

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

THREADS = 8
LARGEST_BODY = 30 * 2**20  # bytes: a few attachments of 10 MB in one form
LARGEST_HEADERS = 64 * 2**10
CONNECTIONS = 1000  # a process; idle and slow ones cost a buffer each
SILENCE = 60  # seconds without a byte after which a connection is closed
GARBAGE_SOUGHT_AFTER = 5_000  # new objects that are still there; 700 otherwise
# not -host: a proxy that passes it on unset lets anyone choose
BELIEVED = {"x-forwarded-for", "x-forwarded-proto"}


def serve(inherited: int | None = None) -> None:
    """Serve until TERM or INT, on the socket of that file descriptor or on one of our own."""
    alone = inherited is None
    bound = listen(environment.host, environment.port) if alone else socket.socket(fileno=inherited)
    environment.assign(database_pool=THREADS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    set_up()
    if alone:  # nobody has prepared anything
        from maitre.product import preparation

        preparation.collect()
        preparation.refuse_other_files()
    from maitre.product.wsgi import application

    spare_what_stays()
    waitress.serve(
        behind_proxies(application, environment.trusted_proxies),
        sockets=[bound],
        threads=THREADS,
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=LARGEST_HEADERS,
        connection_limit=CONNECTIONS,
        channel_timeout=SILENCE,
        cleanup_interval=10,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,  # behind_proxies does, for several proxies
        ident=None,
        _quiet=True,
    )


def spare_what_stays() -> None:
    """Leave what a process is made of out of the search for garbage, and search less often.

    A page with much on it makes thousands of small objects; the searches they set off went through all of Django.
    """
    get_resolver().url_patterns  # noqa: B018 - imports all pages and calls, else the first request does
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_SOUGHT_AFTER)


def behind_proxies(application: Wsgi, trusted: str) -> Wsgi:
    """Believe X-Forwarded-For and -Proto from these addresses (comma separated, networks too, * for any),
    and from nobody else: theirs are removed before the application sees them."""
    anyone = trusted.strip() == "*"
    believed = [] if anyone else networks(trusted)
    believing = proxy_headers_middleware(
        application, trusted_proxy="*", trusted_proxy_headers=BELIEVED, clear_untrusted=True
    )
    disbelieving = proxy_headers_middleware(application, trusted_proxy=None, clear_untrusted=True)

    def choose(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sender = ipaddress.ip_address(environ["REMOTE_ADDR"])
        known = anyone or any(sender in network for network in believed)
        answer: Iterable[bytes] = (believing if known else disbelieving)(environ, start_response)
        return answer

    return choose
