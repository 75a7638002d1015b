"""The reference pages that are made from the code, so that they cannot say anything else:

    python -m maitre.product.reference      writes states.md, permissions.md and rest-operations.md in docs/reference

Only for the source tree; a test compares the pages with what this makes.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from maitre.kernel.states import Machine, Transition
from maitre.product.installation import set_up
from maitre.shared.access.rules import PARTICIPANT, REQUESTER, SYSTEM, Role
from maitre.shared.conversation.rules import WHO
from maitre.shared.lifecycle.rules import machines

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference"
MADE = "<!-- Made by `python -m maitre.product.reference`. Change the code, not this page. -->"
STANDINGS = (REQUESTER, PARTICIPANT, *(role.value for role in Role), SYSTEM)


def states() -> str:
    """Every life cycle: its states, its diagram, its table of verbs."""
    lines = [
        "# Life cycles",
        "",
        MADE,
        "",
        "A state is a word; its phase is what queues, clocks and figures understand. `draft`, `queued`, `active` and",
        "`waiting` are open phases. A verb that is not in the table is not possible, on any path.",
    ]
    for machine in machines():
        lines += ["", f"## {machine.kind.capitalize()}", "", *_states(machine), "", *_diagram(machine), ""]
        lines += _verbs(machine)
    return "\n".join(lines) + "\n"


def _states(machine: Machine) -> Iterator[str]:
    yield from _head("State", "Phase")
    for state in machine.states.values():
        start = " (start)" if state == machine.start else ""
        yield _row(f"`{state.name}`{start}", state.phase.value)


def _diagram(machine: Machine) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {machine.start.name}"
    for row in machine.rows:
        for source in _in_order(machine, row):
            if row.target and not row.via:  # what passes several states goes along arrows that are drawn
                yield f"    {source} --> {row.target}: {row.verb}"
    yield "```"


def _verbs(machine: Machine) -> Iterator[str]:
    yield from _head("Verb", "From", "To", "Who", "What it needs")
    for row in machine.rows:
        sources = ", ".join(f"`{source}`" for source in _in_order(machine, row))
        needs = ", ".join(need.name.replace("_", " ") for need in row.needs)
        target = f"`{row.target}`" if row.target else "stays"
        if row.via:
            target += f" by way of {', '.join(f'`{state}`' for state in row.via)}"
        yield _row(f"`{row.verb}`", sources, target, ", ".join(_standings(row.who)), needs or "–")


def _in_order(machine: Machine, row: Transition) -> list[str]:
    return [name for name in machine.states if name in row.sources]


def permissions() -> str:
    """Who may take which verb: the life cycles', and those every record has."""
    lines = [
        "# Permissions",
        "",
        MADE,
        "",
        "What somebody *is* to a record decides what they may do with it. Roles come from grants over a subtree of",
        "organisations; `requester` and `participant` come from the record itself; `system` is the installation",
        "(timetable, imports). Who may *see* a record at all is told in [Permissions](../explanation/permissions.md).",
        "Reporting an incident for oneself takes no role; for somebody else, one that works there.",
        "",
        "## Every record",
        "",
        *_matrix(WHO.items()),
    ]
    for machine in machines():
        verbs = {
            verb: frozenset[str]().union(*(row.who for row in machine.rows if row.verb == verb))
            for verb in machine.verbs
        }
        lines += ["", f"## {machine.kind.capitalize()}", "", "In which states: [Life cycles](states.md).", ""]
        lines += _matrix(verbs.items())
    lines += [
        "",
        "Internal notes are read by whoever holds any role on the record; taking part alone does not open them.",
    ]
    return "\n".join(lines) + "\n"


def operations() -> str:
    """Every operation of REST, in the order of their addresses."""
    from maitre.product.rest import api  # needs the apps, which main() sets up first

    document = api.get_openapi_schema()
    lines = [
        "# REST operations",
        "",
        MADE,
        "",
        "Every address, from the same source as the OpenAPI document. How to call them: [REST](rest.md).",
        "",
        *_head("Method", "Address", "What it does"),
    ]
    for address, methods in sorted(document["paths"].items()):
        for method, operation in methods.items():
            lines.append(_row(method.upper(), f"`{address}`", operation["summary"]))
    return "\n".join(lines) + "\n"


def _matrix(verbs: Iterable[tuple[str, frozenset[str]]]) -> Iterator[str]:
    yield from _head("Verb", *(standing.replace("_", " ") for standing in STANDINGS))
    for verb, who in verbs:
        yield _row(f"`{verb}`", *("yes" if standing in who else "" for standing in STANDINGS))


def _standings(who: frozenset[str]) -> list[str]:
    return [standing.replace("_", " ") for standing in STANDINGS if standing in who]


def _head(*names: str) -> tuple[str, str]:
    return _row(*names), "|" + "---|" * len(names)


def _row(*cells: str) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


MAKERS = {"states.md": states, "permissions.md": permissions, "rest-operations.md": operations}


def main() -> None:
    set_up()
    for name, make in MAKERS.items():
        (PAGES / name).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"{PAGES / name}\n")


if __name__ == "__main__":
    main()
