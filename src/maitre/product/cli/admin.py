"""The first people of an installation without the demo: `maitre admin create EMAIL`."""

import secrets
import sys
from typing import Annotated

import typer

from maitre.product.installation import installation

commands = typer.Typer(name="admin", help="Administrators.", no_args_is_help=True)

PASSWORD_BYTES = 15
"""Random bytes of a generated password: 20 characters."""


@commands.command()
def create(
    email: Annotated[str, typer.Argument(help="Address to sign in with.")],
    name: Annotated[str | None, typer.Option(help="Name people see; the address when absent.")] = None,
    organisation: Annotated[
        str | None, typer.Option(help="Key of the organisation; the only one at the top when absent.")
    ] = None,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the password from standard input instead of making one."),
    ] = False,
) -> None:
    """Create a person who may do everything there. A new installation is given the starter pack first."""
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    password = given if given is not None else secrets.token_urlsafe(PASSWORD_BYTES)
    with installation(direct=True):
        from maitre.product import preparation
        from maitre.product.first_steps import create_administrator

        preparation.migrate()
        person = create_administrator(email, name or email, password, organisation)
        typer.echo(f"{person.email} is an administrator of {person.organisation.name}.")
    if given is None:
        typer.echo(f"Password, shown this once: {password}")
