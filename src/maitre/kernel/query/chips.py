"""A query as removable parts: what a page shows as chips under the search box."""

from dataclasses import dataclass

from maitre.kernel.query.printing import show
from maitre.kernel.query.tree import All, Node, Span


@dataclass(frozen=True, slots=True)
class Chip:
    """One part that must hold; `index` names it for `without`, `span` is its place in the parsed text."""

    index: int
    text: str
    node: Node
    span: Span


def chips(tree: Node) -> tuple[Chip, ...]:
    return tuple(Chip(index, show(part), part, part.span) for index, part in enumerate(_parts(tree)))


def without(tree: Node, chip: Chip | int) -> Node:
    """The query with one part taken away. IndexError when it has no such part."""
    index = chip if isinstance(chip, int) else chip.index
    parts = _parts(tree)
    if not 0 <= index < len(parts):
        raise IndexError(f"the query has no part {index}")
    left = parts[:index] + parts[index + 1 :]
    return left[0] if len(left) == 1 else All(left)


def _parts(tree: Node) -> tuple[Node, ...]:
    return tree.parts if isinstance(tree, All) else (tree,)
