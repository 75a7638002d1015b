"""People who leave: `maitre person deactivate`, `reactivate`, `erase`."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

commands = typer.Typer(name="person", help="People who leave or come back.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="Address they sign in with.")]


@commands.command()
def deactivate(email: Email, reason: Annotated[str, typer.Option(help="For the audit book.")] = "") -> None:
    """They cannot sign in any more; their open work goes back to its teams, and the leads hear of it."""
    _take(email, lambda actions, person, by: actions.let_go(person, by=by, reason=reason))
    typer.echo(f"{email} is not active any more.")


@commands.command()
def reactivate(email: Email) -> None:
    """They can sign in again, with the roles they had."""
    _take(email, lambda actions, person, by: actions.let_in_again(person, by=by))
    typer.echo(f"{email} is active again.")


@commands.command()
def erase(
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take off a person what says who they were, for good. Records and figures stay, told of nobody."""

    def act(actions: Any, person: Any, by: Any) -> None:
        if not yes:
            typer.confirm(f"Erase who {email} is, for good?", abort=True)
        actions.erase_person(person, by=by)

    _take(email, act)
    typer.echo(f"{email} is known no more.")


def _take(email: str, act: Callable[[Any, Any, Any], object]) -> None:
    from maitre.product.installation import installation

    with installation():
        from maitre.kernel.errors import NotFound
        from maitre.shared.access import actions
        from maitre.shared.access.rules import Actor
        from maitre.shared.organisation.models import Person

        person = Person.objects.get_queryset().filter(email__iexact=email.strip()).first()
        if person is None:
            raise NotFound(f"Nobody has the address {email}.")
        act(actions, person, Actor(person_id=None, name="maitre person", via="cli"))
