"""The socket people connect to: bound once, shared by every web process."""

import errno
import socket

from maitre.kernel.errors import MaitreError

BACKLOG = 1024  # connections that wait in the kernel while a web process is being replaced


class CannotListen(MaitreError):
    """The address or port cannot be had."""

    code, status, title = "cannot_listen", 409, "Cannot listen there"


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on `host`, or CannotListen with the reason."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise CannotListen(f"{host!r} is not an address of this machine: {error.strerror}.") from None
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        reasons = {
            errno.EADDRINUSE: f"Port {port} on {host} is in use. Choose another: maitre up --port {port + 1}",
            errno.EACCES: f"This user may not listen on port {port}. Choose one above 1023.",
            errno.EADDRNOTAVAIL: f"{host} is not an address of this machine.",
        }
        raise CannotListen(
            reasons.get(error.errno or 0, f"Cannot listen on {host}:{port}: {error.strerror}.")
        ) from None
    return bound


def url(bound: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
