"""The search index: `maitre search reindex`."""

from typing import Annotated

import typer

from maitre.product.installation import installation

commands = typer.Typer(name="search", help="The search index.", no_args_is_help=True)


@commands.callback()
def search() -> None:
    """The search index."""


@commands.command()
def reindex(
    again: Annotated[bool, typer.Option(help="Also what is up to date already.")] = False,
) -> None:
    """Bring the index up to this version at once; a job does it by and by. May be ended and run again at any time."""
    with installation():
        from maitre.shared.search.actions import records_left, reindex, reindex_all_again

        if again:
            reindex_all_again()
        left = records_left()
        while left:
            typer.echo(f"{left:,} records at most are left.")
            left = reindex()
    typer.echo("The index is up to date.")
