"""The command `maitre`. Each module here holds one group of commands as a `typer.Typer` named `commands`:

    commands = typer.Typer()                    its commands stand at the top: maitre migrate
    commands = typer.Typer(name="token")        they stand under that word: maitre token create

A command that touches records works inside `with installation():` (product/installation.py) and imports what
needs Django there, so that `maitre --help` stays quick. It raises a MaitreError to refuse: main() prints the
sentence and exits 1. Wrong usage exits 2.
"""

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

import typer
from django.db import DatabaseError
from psycopg.errors import UndefinedColumn, UndefinedTable

from maitre.kernel.errors import MaitreError

HELP = "Maitre: IT service management. `maitre up` runs everything; the other commands are its parts."


def _home(
    home: Annotated[Path | None, typer.Option(help="Folder of the installation (MAITRE_HOME).")] = None,
) -> None:
    if home:
        from maitre.product.environment import environment

        environment.assign(home=home)


def application() -> typer.Typer:
    """All commands of all modules here."""
    whole = typer.Typer(
        help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, callback=_home
    )
    for module in iter_modules(__path__):
        commands: typer.Typer = import_module(f"{__name__}.{module.name}").commands
        whole.add_typer(commands)
    return whole


def main() -> None:
    """Run one command; a refusal is one sentence on standard error."""
    try:
        application()()
    except MaitreError as error:
        print(f"maitre: {error.sentence}", file=sys.stderr)  # noqa: T201
        for each in error.errors:
            print(f"  {each.field}: {each.message}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except DatabaseError as error:
        if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise
        print("maitre: This database is not of this version. Run `maitre migrate` first.", file=sys.stderr)  # noqa: T201
        sys.exit(1)
