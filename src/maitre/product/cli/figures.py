"""The figures of a practice on the command line: `maitre figures`."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maitre.product.installation import installation

if TYPE_CHECKING:
    from maitre.shared.flow.querysets.asking import Numbers

commands = typer.Typer()


@commands.command()
def figures(
    period: Annotated[
        str, typer.Option(help="2026-11, 2026-Q4 or 2026-11-03..2026-11-16; now: this month.")
    ] = "",
    team: Annotated[str, typer.Option(help="Key of a team; without, all of them.")] = "",
    kind: Annotated[str, typer.Option(help="Which practice's.")] = "incident",
    zone: Annotated[str, typer.Option(help="Where days begin.")] = "UTC",
    as_json: Annotated[bool, typer.Option("--json", help="For programs: seconds, shares of one.")] = False,
) -> None:
    """Show what the practice's own figures are in a period, over everything there is."""
    with installation():
        from django.utils import timezone

        from maitre.shared.access.rules import SYSTEM_ACTOR
        from maitre.shared.flow.actions import answer, refresh
        from maitre.shared.flow.querysets.asking import Asked
        from maitre.shared.flow.querysets.periods import month_of, span_of
        from maitre.shared.organisation.models import Team

        refresh(everything=True)
        span = span_of(period, zone) if period else month_of(timezone.now().date(), zone)
        whose = Team.objects.get(key=team).pk if team else None
        found = answer(Asked(kind, SYSTEM_ACTOR, whose), [span.instants])[0]
    if as_json:
        typer.echo(json.dumps({"period": span.key, "figures": found}, indent=2))
    else:
        _show(f"{kind}, {span.key} ({zone})", found)


def _show(title: str, found: "dict[str, Numbers]") -> None:
    from maitre.shared.flow.notices import MEANINGS, NUMBERS, amount
    from maitre.shared.flow.querysets.measures import MEASURES, unit_of

    typer.echo(title)
    for key, measure in MEASURES.items():
        numbers: dict[str, Any] = dict(found[key])
        main = amount(numbers.pop(measure.main), unit_of(measure, measure.main))
        beside = ", ".join(
            f"{NUMBERS[name]} {amount(numbers[name], unit_of(measure, name))}" for name in numbers
        )
        typer.echo(f"{key}  {MEANINGS[key].name!s:<26} {main:>12}   {beside}")
