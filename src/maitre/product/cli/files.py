"""The file store of an installation: `maitre files adopt`."""

import typer

from maitre.product.installation import installation

commands = typer.Typer(name="files", help="Where attachments and downloads are kept.")


@commands.callback()
def _group() -> None:
    """Its commands stand under the word."""


@commands.command()
def adopt() -> None:
    """Make the file store of this home the one the database goes with, after files were restored or moved by hand."""
    with installation(direct=True):
        from django.db import transaction

        from maitre.shared.audit.actions import note
        from maitre.shared.files import actions

        with transaction.atomic():
            mark = actions.adopt()
            note("file_store_adopted", mark, by_id=None, by_name="maitre files adopt", detail={})
    typer.echo(f"The database goes with this file store now. Its mark is {mark}.")
