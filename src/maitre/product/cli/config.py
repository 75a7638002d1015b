"""Definitions as code: `maitre config plan | apply | export | schema`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maitre.product.installation import installation

if TYPE_CHECKING:
    from maitre.shared.declarations.actions import Plan
    from maitre.shared.declarations.rules import Step

commands = typer.Typer(
    name="config", help="Definitions as code: compare, apply, export.", no_args_is_help=True
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of YAML files, or one file.")]
Prune = Annotated[
    bool, typer.Option("--prune", help="Remove what was applied once and is in no file any more.")
]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]

DIFFERS = 2
MARKS = {"create": "+", "change": "~", "remove": "-", "conflict": "!", "unchanged": " "}
PLANNED = {
    "create": "to create",
    "change": "to change",
    "remove": "to remove",
    "conflict": "in conflict",
    "unchanged": "unchanged",
}
DONE = {
    "create": "created",
    "change": "changed",
    "remove": "removed",
    "conflict": "settled as you said",
    "unchanged": "unchanged",
}


@commands.command()
def plan(folder: Folder, prune: Prune = False, as_json: Json = False) -> None:
    """Say what applying would do. Exit status 0: nothing differs; 2: something does."""
    with installation():
        from maitre.shared.declarations import actions

        planned = actions.plan(actions.load(folder), prune=prune)
        _show(planned, as_json=as_json, done=False)
    if planned.differing:
        raise typer.Exit(DIFFERS)


@commands.command()
def apply(
    folder: Folder,
    prune: Prune = False,
    ours: Annotated[bool, typer.Option("--ours", help="In a conflict, the files win.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="In a conflict, the installation wins.")] = False,
    as_json: Json = False,
) -> None:
    """Make the installation what the files say: all of it, or nothing when something is refused."""
    if ours and theirs:
        raise typer.BadParameter("--ours and --theirs exclude one another.")
    with installation():
        from maitre.shared.access.rules import SYSTEM_ACTOR
        from maitre.shared.declarations import actions

        winner = actions.Winner.FILES if ours else actions.Winner.INSTALLATION if theirs else None
        done = actions.apply(actions.load(folder), by=SYSTEM_ACTOR, prune=prune, winner=winner)
        _show(done, as_json=as_json, done=True)


@commands.command()
def export(folder: Folder, as_json: Json = False) -> None:
    """Write all definitions of the installation, a file for each kind."""
    with installation():
        from maitre.shared.declarations import actions

        written = actions.export(folder)
    if as_json:
        typer.echo(json.dumps(written))
        return
    for name, number in written.items():
        if number:
            typer.echo(f"{folder / name}: {number}")


@commands.command()
def schema(kind: Annotated[str | None, typer.Argument(help="One kind only.")] = None) -> None:
    """Print the JSON Schema of the definitions, for editors and checks."""
    from maitre.kernel.errors import NotFound
    from maitre.product.installation import set_up

    set_up()
    from maitre.shared.declarations.rules import kinds

    schemas: dict[str, Any] = {name: each.schema.model_json_schema() for name, each in kinds().items()}
    if kind is not None and kind not in schemas:
        raise NotFound(f"There is no kind “{kind}”; there are {', '.join(schemas)}.")
    typer.echo(json.dumps(schemas[kind] if kind else schemas, indent=2))


def _show(planned: "Plan", *, as_json: bool, done: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_as_data(planned), ensure_ascii=False, indent=2))
        return
    for step in planned.differing:
        typer.echo(_line(step))
        for change in step.changes:
            typer.echo(f"    {change.name}: {_shown(change.before)} → {_shown(change.after)}")
    words = DONE if done else PLANNED
    counts = {doing: sum(step.doing == doing for step in planned.steps) for doing in words}
    counted = ", ".join(f"{counts[doing]} {word}" for doing, word in words.items())
    typer.echo(f"{'Applied' if done else 'Plan'}: {counted}.")
    if planned.left_alone:
        typer.echo(
            f"{planned.left_alone} applied earlier and in no file any more: left alone without --prune."
        )


def _line(step: "Step") -> str:
    reason = f" ({step.reason})" if step.reason else ""
    where = f"  [{step.where}]" if step.where else ""
    return f"{MARKS[step.doing]} {step.kind} {step.key}{reason}{where}"


def _shown(value: object) -> str:
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)


def _as_data(planned: "Plan") -> dict[str, Any]:
    steps = [
        {
            "kind": step.kind,
            "key": step.key,
            "doing": step.doing.value,
            "where": step.where,
            "reason": step.reason,
            "changes": {
                change.name: {"before": change.before, "after": change.after} for change in step.changes
            },
        }
        for step in planned.steps
    ]
    return {"differs": bool(planned.differing), "left_alone": planned.left_alone, "steps": steps}
