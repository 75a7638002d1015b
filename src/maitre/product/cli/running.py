"""Running Maitre: everything at once (`up`), or the same parts apart (`web`, `worker`, `migrate`)."""

from pathlib import Path
from typing import Annotated

import typer

from maitre.product.environment import environment

commands = typer.Typer()

Port = Annotated[int | None, typer.Option(help="TCP port (PORT); 0 takes a free one.")]
Host = Annotated[str | None, typer.Option(help="Address to listen on (MAITRE_HOST).")]

After = Annotated[int | None, typer.Option(hidden=True)]  # file descriptor of a pipe whose end is waited for


def _listen_at(host: str | None, port: int | None) -> None:
    if host is not None:
        environment.assign(host=host)
    if port is not None:
        environment.assign(port=port)


@commands.command()
def up(
    port: Port = None,
    host: Host = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation (MAITRE_HOME).")] = None,
    demo: Annotated[bool, typer.Option(help="Load the demo company when the database is new.")] = True,
) -> None:
    """Run web, worker and embedded PostgreSQL under one supervisor, until Ctrl-C or TERM."""
    from maitre.product.supervisor import Supervisor

    if home:
        environment.assign(home=home)
    _listen_at(host, port)
    raise typer.Exit(Supervisor(demo=demo).run())


@commands.command()
def web(
    port: Port = None,
    host: Host = None,
    inherited: Annotated[int | None, typer.Option(hidden=True)] = None,
    after: After = None,
) -> None:
    """Serve pages and REST from one process."""
    from maitre.product import web as server

    _listen_at(host, port)
    server.serve(inherited, after)


@commands.command()
def worker(after: After = None) -> None:
    """Run jobs: one process, a lane for each kind."""
    from maitre.product import worker as lanes

    lanes.run(after)


@commands.command()
def migrate() -> None:
    """Bring the database's tables to this version."""
    from maitre.product.installation import installation

    with installation(direct=True):
        from maitre.product import preparation

        preparation.migrate()


@commands.command(hidden=True)
def prepare(demo: bool = True) -> None:
    """What `up` does before it serves, in a process that ends: tables, demo company, sign-in lines on
    stdout."""
    from maitre.product.installation import installation

    with installation(direct=True):
        from maitre.product import preparation

        for line in preparation.prepare(demo=demo, host=environment.host):
            typer.echo(line)
