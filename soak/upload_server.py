"""The product's web process for the uploads: `python -m soak.upload_server FD` reads the whole program once, and forks
a server on that socket for each line it is sent, so that one can be killed and followed by the next in no time. The
line may name a step of writing a file, at which the server kills itself: from outside it is hardly ever met."""

import ctypes
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import waitress

from maitre.kernel import durable
from maitre.product.environment import environment
from maitre.product.installation import set_up

THREADS = 4
STEPS = ("during draft", "before settle", "after settle", "before sync_folder", "after sync_folder")
"""Functions of kernel/durable.py, and when a server dies that was told so."""
PR_SET_PDEATHSIG = 1


def main() -> None:
    bound = socket.socket(fileno=int(sys.argv[1]))
    environment.assign(database_pool=THREADS)
    set_up()
    from maitre.product import web  # Django is set up now
    from maitre.product.wsgi import application

    web.spare_what_stays()  # all pages are read once, here

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that were killed
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            _arm(line.strip())
            _serve(bound, application, web.LARGEST_BODY)
        print(number, flush=True)


def _arm(step: str) -> None:
    """Die at the first of such steps."""
    when, _, name = step.partition(" ")
    if not name:
        return
    original: Callable[..., Any] = getattr(durable, name)

    def deadly(*given: Any, **named: Any) -> Any:
        if when == "before":
            _die()
        if when == "during":
            threading.Timer(random.SystemRandom().random() * 0.004, _die).start()
        answer = original(*given, **named)
        if when == "after":
            _die()
        return answer

    setattr(durable, name, deadly)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _serve(bound: socket.socket, application: object, largest: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    waitress.serve(application, sockets=[bound], threads=THREADS, max_request_body_size=largest, _quiet=True)


if __name__ == "__main__":
    main()
