"""Bearer tokens for programs: make one for a person, end all of one."""

from typing import Annotated

import typer

commands = typer.Typer(name="token", help="Bearer tokens for programs.", no_args_is_help=True)


@commands.command()
def create(
    email: Annotated[str, typer.Argument(help="Whose token: what it may do is what they may do.")],
    name: Annotated[str, typer.Option(help="What it is for.")],
    write: Annotated[bool, typer.Option(help="May also change things.")] = True,
    days: Annotated[int, typer.Option(help="How long it is valid.")] = 90,
) -> None:
    """Print a new bearer token. It is shown this once."""
    from maitre.product.installation import installation

    with installation():
        from maitre.kernel.errors import NotFound
        from maitre.shared.access.actions import READ, WRITE, issue_token
        from maitre.shared.access.rules import Actor
        from maitre.shared.organisation.models import Person

        person = Person.objects.active().filter(email__iexact=email.strip()).first()
        if person is None:
            raise NotFound(f"Nobody active has the address {email}.")
        operator = Actor(person_id=None, name="maitre token create", via="cli")
        _, secret = issue_token(
            person, name, by=operator, scopes=[READ, WRITE] if write else [READ], days=days
        )
        typer.echo(secret)


@commands.command()
def revoke(email: Annotated[str, typer.Argument(help="Whose tokens.")]) -> None:
    """End all tokens of a person now, as after a password that others may know."""
    from maitre.product.installation import installation

    with installation():
        from maitre.kernel.errors import NotFound
        from maitre.shared.access.actions import end_tokens
        from maitre.shared.access.rules import SYSTEM_ACTOR
        from maitre.shared.organisation.models import Person

        person = Person.objects.get_queryset().filter(email__iexact=email.strip()).first()
        if person is None:
            raise NotFound(f"Nobody has the address {email}.")
        typer.echo(f"{end_tokens(person, by=SYSTEM_ACTOR)} tokens of {email} are ended.")
