"""The command: provide the sets, measure them, tell."""

import argparse
import json
from pathlib import Path
from typing import Any

from bench import schema, sets
from bench.places import BIG, SMALL, Places, say
from bench.table import Row, by_key, table
from bench.turns import by_turns
from bench.verdicts import verdicts
from maitre.product.launcher import database


def main() -> None:
    given = _arguments()
    places = Places.of_environment()
    sizes = given.size or ([SMALL] if given.small else [SMALL, BIG])
    places.root.mkdir(parents=True, exist_ok=True)
    with database(places.cluster):
        schema.fresh(places)
        for records in sizes:
            sets.provide(places, records, rebuild=given.rebuild)
        if given.build_only:
            return
        for records in sizes:
            sets.sweep(places, records)
        try:
            rows, told = by_turns(places, sizes, small=given.small, only=given.only)
        finally:
            for records in sizes:
                sets.sweep(places, records)
    whole = "small" if given.small else "latest"
    _tell(places, rows, told, kept=whole if not given.only else "partial", whole=whole)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="ten thousand incidents only, fewer requests")
    parser.add_argument(
        "--size", type=int, action="append", help=f"which sets; {SMALL} and {BIG} when not given"
    )
    parser.add_argument(
        "--only", action="append", default=[], help="cases whose name holds this word; more than once"
    )
    parser.add_argument("--rebuild", action="store_true", help="build the sets anew")
    parser.add_argument("--build-only", action="store_true", help="provide the sets and measure nothing")
    return parser.parse_args()


def _tell(
    places: Places, rows: list[Row], measured: dict[int, dict[str, Any]], *, kept: str, whole: str
) -> None:
    """The table on standard output beside the last `whole` run, the figures into the file that is `kept`."""
    last = places.root / f"{whole}.json"
    earlier = json.loads(last.read_text()) if last.exists() else []
    print(table(rows, by_key(earlier)))
    print()
    for line in verdicts(rows, measured):
        print(line)
    for records, each in measured.items():
        if each["absent"]:
            print(f"not there at {records:,}: {', '.join(each['absent'])}")
        print(f"memory at {records:,}: {_memory(each['memory'])}")
    _write(places.root / "plans.json", {str(records): each["plans"] for records, each in measured.items()})
    if kept == "latest" and last.exists():
        last.replace(places.root / "previous.json")
    _write(places.root / f"{kept}.json", rows)
    say(f"written to {places.root}")
    if any(each["failed"] for each in measured.values()):
        raise SystemExit(
            "Some cases were not answered as they should be: their lines begin with MISS 0 above."
        )


def _memory(held: dict[str, Any]) -> str:
    web = ", ".join(f"{each:.0f}" for each in held["web_mb"])
    own = held["postgres_private_mb"]
    shared = held["postgres_shared_mb"]
    return f"web {web} MB; PostgreSQL {shared:.0f} MB shared, {sum(own):.0f} MB in {len(own)} processes"


def _write(path: Path, what: Any) -> None:
    path.write_text(json.dumps(what, indent=1))


if __name__ == "__main__":
    main()
