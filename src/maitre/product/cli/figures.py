"""The figures of a practice on the command line: `maitre figures`."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maitre.product.installation import installation

if TYPE_CHECKING:
    from maitre.shared.access.rules import Actor
    from maitre.shared.flow.querysets.asking import Numbers

commands = typer.Typer()


@commands.command()
def figures(
    period: Annotated[
        str,
        typer.Option(
            help="2026-11, 2026-Q4, 2026-W46 or 2026-11-03..2026-11-16; without: the last month, and this."
        ),
    ] = "",
    team: Annotated[str, typer.Option(help="Key of a team; without, all of them.")] = "",
    organisation: Annotated[
        str, typer.Option(help="Key of an organisation, with all beneath it; without, everything there is.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Which practice's.")] = "incident",
    zone: Annotated[str, typer.Option(help="Where days begin.")] = "UTC",
    group: Annotated[
        str, typer.Option(help="Grouped by one name or crossed by two: category,month. See the docs for all.")
    ] = "",
    measure: Annotated[
        str, typer.Option(help="With --group, what is told of each: count,lead_p50.")
    ] = "count,resolved,lead_p50,lead_p90",
    query: Annotated[str, typer.Option(help="With --group, of which records: priority<=2.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs: seconds, shares of one.")] = False,
) -> None:
    """Show what the practice's own figures are in a period, over everything there is or one organisation."""
    with installation():
        if group:
            _show_groups(
                kind,
                zone,
                organisation=organisation,
                group=group,
                measure=measure,
                period=period,
                query=query,
                as_json=as_json,
            )
            return
        from django.utils import timezone

        from maitre.shared.flow.actions import answer, refresh
        from maitre.shared.flow.querysets.asking import Asked
        from maitre.shared.flow.querysets.periods import month_of, previous, span_of
        from maitre.shared.organisation.models import Team

        refresh(everything=True)
        running = month_of(timezone.now().date(), zone)
        spans = [span_of(period, zone)] if period else [previous(running), running]
        whose = Team.objects.get(key=team).pk if team else None
        told = answer(Asked(kind, _reader(organisation), whose), [span.instants for span in spans])
    if as_json:
        beside = {"running": {"period": spans[1].key, "figures": told[1]}} if len(spans) > 1 else {}
        typer.echo(json.dumps({"period": spans[0].key, "figures": told[0], **beside}, indent=2))
        return
    for span, found in zip(spans, told, strict=True):
        _show(f"{kind}, {span.key} ({zone})", found)


def _reader(organisation: str) -> "Actor":
    """Who reads: the installation itself, or somebody who reads all of one organisation, its circles too."""
    from maitre.kernel.errors import FieldError, Invalid
    from maitre.shared.access.models import Circle
    from maitre.shared.access.rules import SYSTEM_ACTOR, Actor, Role, Scope
    from maitre.shared.organisation.models import Organisation

    if not organisation:
        return SYSTEM_ACTOR
    top = Organisation.objects.filter(key=organisation).first()
    if top is None:
        sentence = f"There is no organisation “{organisation}”."
        raise Invalid(sentence, errors=[FieldError("organisation", "unknown", sentence)])
    within = frozenset(Organisation.objects.under(top.path).values_list("pk", flat=True))
    circles = frozenset(Circle.objects.filter(organisation__in=within).values_list("pk", flat=True))
    return Actor(0, "maitre figures", scopes=(Scope(Role.AUDITOR, within),), circles=circles, via="cli")


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
        typer.echo(f"{MEANINGS[key].name!s:<26} {main:>12}   {beside}")


def _show_groups(
    kind: str,
    zone: str,
    *,
    organisation: str,
    group: str,
    measure: str,
    period: str,
    query: str,
    as_json: bool,
) -> None:
    """Over everything there is; inside an installation."""
    from dataclasses import asdict, replace

    from maitre.shared.flow.actions import refresh, summarise
    from maitre.shared.flow.notices import sum_name
    from maitre.shared.flow.pages.tables import as_text, table_of
    from maitre.shared.flow.querysets.wanted import question

    refresh(everything=True)
    actor = replace(_reader(organisation), zone=zone)
    asked = question(kind, actor, group=group, measure=measure, period=period, query=query)
    cells = summarise(asked)
    if as_json:
        typer.echo(
            json.dumps({"period": asked.span.key, "cells": [asdict(cell) for cell in cells]}, indent=2)
        )
        return
    crossed = len(asked.groups) > 1
    for names in [(name,) for name in asked.measures] if crossed else [asked.measures]:
        title = f"{kind}, {asked.span.key} ({asked.span.zone})"
        typer.echo(f"{title}: {sum_name(names[0])}" if crossed else title)
        typer.echo(as_text(table_of(replace(asked, measures=names), cells, "", whole=True)))
