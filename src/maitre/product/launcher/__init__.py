"""The embedded PostgreSQL: our own way of running the packaged programs (their package's start routine is
not used).

    with database(home) as dsn: ...    use the server of a home: the running one, or one started for the
                                       duration
    Server(home)                       run it (the supervisor, tests)

Keeping it alive is the supervisor's work. A server elsewhere (MAITRE_DATABASE_URL) never comes here.
"""

from maitre.product.launcher.address import dsn
from maitre.product.launcher.binaries import PostgresUnavailable
from maitre.product.launcher.occupancy import Occupied, occupy
from maitre.product.launcher.server import Server
from maitre.product.launcher.use import database, ensure

__all__ = ["Occupied", "PostgresUnavailable", "Server", "database", "dsn", "ensure", "occupy"]
