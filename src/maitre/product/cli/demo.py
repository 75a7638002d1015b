"""The demo company: load it, take it away again. What it is stands in product/demo."""

import typer

from maitre.product.installation import installation

commands = typer.Typer(name="demo", help="The demo company.", no_args_is_help=True)


@commands.command()
def load() -> None:
    """Load the demo company, half a year of it until now. A second time changes nothing."""
    with installation():
        from maitre.product import demo

        made = demo.load()
        if made:
            typer.echo(f"Loaded {made.people} people and {made.incidents} incidents.")
        else:
            typer.echo("The demo company is here already; nothing was changed.")
        for line in demo.sign_in_lines():
            typer.echo(line)


@commands.command()
def remove() -> None:
    """Remove the demo company with all its records. Refused where records of your own refer to it."""
    with installation():
        from maitre.product import demo

        gone = demo.remove()
        if gone:
            typer.echo(f"Removed {gone.people} people and {gone.records} records.")
        else:
            typer.echo("There is no demo company here; nothing was changed.")
