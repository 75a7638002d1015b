"""The product's web process for the uploads: `python -m soak.upload_server FD` reads the whole program once, and forks
a server on that socket for each line it is sent, so that one can be killed and followed by the next in no time."""

import ctypes
import os
import signal
import socket
import sys

import waitress

from maitre.product.environment import environment
from maitre.product.installation import set_up

THREADS = 4
PR_SET_PDEATHSIG = 1


def main() -> None:
    bound = socket.socket(fileno=int(sys.argv[1]))
    environment.assign(database_pool=THREADS)
    set_up()
    from maitre.product import web  # Django is set up now
    from maitre.product.wsgi import application

    web.spare_what_stays()  # all pages are read once, here

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that were killed
    for _line in sys.stdin:
        number = os.fork()
        if number == 0:
            _serve(bound, application, web.LARGEST_BODY)
        print(number, flush=True)


def _serve(bound: socket.socket, application: object, largest: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    waitress.serve(application, sockets=[bound], threads=THREADS, max_request_body_size=largest, _quiet=True)


if __name__ == "__main__":
    main()
