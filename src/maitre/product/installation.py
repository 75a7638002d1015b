"""Being inside an installation: its database answers and Django is set up. Every command that touches records
works in here; the server processes set themselves up, for they live with a supervisor."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from maitre.product import logs
from maitre.product.environment import environment
from maitre.product.launcher import database


@contextmanager
def installation(*, direct: bool = False) -> Iterator[None]:
    """Use the running database, or run the embedded one until the end. `direct` goes around PgBouncer."""
    with ExitStack() as held:
        if environment.embedded:
            held.enter_context(database(environment.home, binaries=environment.postgres_bin))
        elif direct and environment.database_direct_url:
            environment.assign(database_url=environment.database_direct_url)
        set_up()
        from django.db import connections

        held.callback(connections.close_all)
        yield


def set_up() -> None:
    """Make Django ready in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maitre.product.settings")
    logs.configure()
    import django

    django.setup()


def await_end_of(descriptor: int | None) -> None:
    """Wait until a pipe is closed at its other end: the supervisor does so when everything is prepared."""
    if descriptor is not None:
        os.read(descriptor, 1)
