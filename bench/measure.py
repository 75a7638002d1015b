"""Measures one set: statements and plans first, within this process; then every case over HTTP; then the yardsticks.

python -m bench.measure ROOT RECORDS [--small] [--only WORD]...        with the settings of that database
"""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bench.places import Places
from bench.series import SMALL, WHOLE

if TYPE_CHECKING:
    from bench.run import Run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    parser.add_argument("root", type=Path)
    parser.add_argument("records", type=int)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    given = parser.parse_args()
    import django

    django.setup()
    from bench.run import Run

    run = Run(Places(given.root), given.records, SMALL if given.small else WHOLE, given.only)
    try:
        _answer(run, sys.stdin, sys.stdout)
    finally:
        run.close()


def _answer(run: "Run", asked: TextIO, answers: TextIO) -> None:
    """Do as told, a line of JSON for a line, until there is none: what to do, and for a case which and for whom."""

    def answer(what: Any) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    answer(list(run.jobs))
    for line in asked:
        match json.loads(line):
            case ["told"]:
                answer(run.told())
            case ["yardsticks"]:
                answer(run.yardsticks())
            case ["begin", case, breadth]:
                answer(run.begin(case, breadth))
            case ["burst", case, breadth]:
                run.burst(case, breadth)
                answer(None)
            case ["end", case, breadth]:
                answer(run.end(case, breadth))


if __name__ == "__main__":
    main()
