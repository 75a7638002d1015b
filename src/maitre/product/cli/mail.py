"""Letters: look at the outbox, decide about one, and try whether mail leaves at all."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maitre.product.installation import installation

if TYPE_CHECKING:
    from maitre.shared.access.rules import Actor
    from maitre.shared.mail.models import Letter

commands = typer.Typer(name="mail", help="Letters that leave by e-mail.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="The letter, as `maitre mail outbox` names it.")]


@commands.command()
def outbox(
    status: Annotated[
        str,
        typer.Option(help="waiting, sending, sent, unknown, failed, withdrawn, left; to decide if absent."),
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List letters, the newest first: those somebody has to decide about, or those of a status."""
    with installation():
        from maitre.kernel.errors import Invalid
        from maitre.shared.mail.actions import why_off
        from maitre.shared.mail.models import Letter
        from maitre.shared.mail.rules import Status

        if status and status not in set(Status):
            raise Invalid(f"There is no status “{status}”; there are {', '.join(Status)}.")
        letters = Letter.objects.filter(status=status) if status else Letter.objects.undecided()
        rows = [_row(each) for each in letters.order_by("-pk")[:limit]]
        off = why_off()
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if off:
        typer.echo(f"Nothing leaves by e-mail: {off} is not given.")
    for row in rows:
        typer.echo(f"{row['letter']:>8}  {row['status']:<9} {row['attempts']:>2}x  {row['at']}  {row['to']}")
        if row["answer"]:
            typer.echo(f"          {row['answer']}")
    if not rows:
        typer.echo("No such letter." if status else "Nothing to decide.")


@commands.command()
def again(letter: Number) -> None:
    """Send a letter again whose outcome is unknown or that was refused, as the same message."""
    with installation():
        from maitre.shared.mail.actions import again as send_again

        send_again(letter, by=_operator())
    typer.echo(f"Letter {letter} is sent again.")


@commands.command()
def leave(letter: Number) -> None:
    """Leave such a letter as it is: nobody is asked about it any more."""
    with installation():
        from maitre.shared.mail.actions import leave as leave_it

        leave_it(letter, by=_operator())
    typer.echo(f"Letter {letter} stays as it is.")


@commands.command()
def test(address: Annotated[str, typer.Argument(help="Where the test letter goes.")]) -> None:
    """Hand a test letter to the server and print what it said. Exit status 1 when it did not take it."""
    with installation():
        from django.utils import timezone

        from maitre.kernel.errors import Invalid
        from maitre.shared.mail.actions import hand_over, new_letter, why_off
        from maitre.shared.mail.models import Letter
        from maitre.shared.mail.rules import Status

        if off := why_off():
            raise Invalid(f"Nothing leaves by e-mail: {off} is not given.")
        _check(address)
        made = new_letter("test", None, address, at=timezone.now(), about={}, record=None)
        made.save()
        hand_over([made.pk])
        made = Letter.objects.get(pk=made.pk)
        if made.status == Status.WAITING:
            made.delete()  # a test that fails now is not tried for days
        taken = made.status == Status.SENT
    typer.echo(f"{made.status}: {made.answer}")
    if not taken:
        raise typer.Exit(1)


def _check(address: str) -> None:
    """A letter that cannot be addressed would only wait for somebody to decide about it."""
    from maitre.kernel.errors import Invalid
    from maitre.shared.mail.rules import ADDRESS_LIMIT, ascii_address, one_line

    try:
        ascii_address(address)
    except ValueError as error:
        raise Invalid(f"{error}.") from None
    if len(address) > ADDRESS_LIMIT:
        raise Invalid(f"“{one_line(address, 80)}” is no e-mail address: it is too long.")


def _operator() -> "Actor":
    from maitre.shared.access.rules import Actor

    return Actor(person_id=None, name="maitre mail", via="cli")


def _row(letter: "Letter") -> dict[str, Any]:
    return {
        "letter": letter.pk,
        "status": letter.status,
        "kind": letter.kind,
        "to": letter.address,
        "attempts": letter.attempts,
        "at": (letter.ended_at or letter.taken_at or letter.created_at).isoformat(timespec="seconds"),
        "message_id": letter.message_id,
        "answer": letter.answer,
    }
