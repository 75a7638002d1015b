"""Our source as the checks of this folder read it: files, their syntax trees, templates. Tests and migrations apart."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "maitre"


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        """As a path in the house: operation/incident/actions/report.py."""
        return self.path.relative_to(SOURCE).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def line(self, node: ast.AST) -> str:
        """Where a finding is, to be opened by a click."""
        return f"src/maitre/{self.name}:{getattr(node, 'lineno', 1)}"

    def functions(self) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield self.line(node), (node.end_lineno or node.lineno) - node.lineno + 1


def is_product(path: Path) -> bool:
    return not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts) and path.name != "conftest.py"


def modules(under: str = "") -> list[Module]:
    return [Module(path) for path in sorted((SOURCE / under).rglob("*.py")) if is_product(path)]


def templates() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.html") if "tests" not in path.parts)


def p90(sizes: list[int]) -> int:
    """Nine of ten are at most this."""
    return sorted(sizes)[ceil(0.9 * len(sizes)) - 1]
