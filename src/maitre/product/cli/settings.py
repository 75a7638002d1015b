"""Every setting, from the place where it is read: `maitre settings`."""

import json
from typing import Annotated, Any

import typer
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from maitre.product.environment import Environment, environment

commands = typer.Typer()

SECRET = {
    "MAITRE_SECRET_KEY",
    "MAITRE_DATABASE_URL",
    "MAITRE_DATABASE_DIRECT_URL",
    "MAITRE_SMTP_URL",
    "MAITRE_FILES_URL",
}


@commands.command()
def settings(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As the reference page; without present values.")
    ] = False,
) -> None:
    """List every setting: its name, what it is for, its default and what it is now. Secrets are not shown."""
    rows = listed()
    if markdown:
        typer.echo(as_markdown(rows), nl=False)
    elif as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            typer.echo(f"{row['name']}={row['value']}\n    {row['description']}. Default: {row['default']}")


def listed() -> list[dict[str, str]]:
    """Name, description, default and present value of each setting, in the order of the source."""
    return [_row(field, info) for field, info in Environment.model_fields.items()]


def as_markdown(rows: list[dict[str, str]]) -> str:
    """The reference page. A test compares it with the one that is kept."""
    lines = [
        "# Settings",
        "",
        "Environment variables, or lines of `.env` where Maitre is started. Made by `maitre settings --markdown`.",
        "",
        "| Name | Default | What it is for |",
        "|---|---|---|",
        *(
            f"| `{row['name']}` | {row['default']} | {row['description']} |".replace("|  |", "| |")
            for row in rows
        ),
    ]
    return "\n".join(lines) + "\n"


def _row(field: str, info: FieldInfo) -> dict[str, str]:
    alias = info.validation_alias
    name = str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"MAITRE_{field.upper()}"
    value = getattr(environment, field)
    shown = "(set)" if name in SECRET and value else _text(value)
    return {
        "name": name,
        "description": info.description or "",
        "default": _text(info.default),
        "value": shown,
    }


def _text(value: Any) -> str:
    return "none" if value in (None, "") else str(value)
