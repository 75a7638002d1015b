"""Find the same code written twice: runs of equal tokens in src/, tests and migrations left out. Fails when
there are any. What must look alike (a list of imports, a signature) is shorter than the limit."""

import io
import sys
import tokenize
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"
LONGEST = 90  # equal tokens in a row that are still no copy, about nine full lines
LEFT_OUT = {"tests", "migrations"}
SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
}

Place = tuple[Path, int]  # a file and a line


def tokens(path: Path) -> list[tuple[str, int]]:
    """Texts and lines of the tokens that do something; docstrings and imports do not count."""
    found = []
    statement: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type not in SILENT:
            statement.append(token)
        elif token.type == tokenize.NEWLINE:
            first = statement[0] if statement else token
            if first.type != tokenize.STRING and first.string not in {"import", "from"}:
                found += [(each.string, each.start[0]) for each in statement]
            statement = []
    return found


def copies(paths: list[Path]) -> list[tuple[Place, Place]]:
    """Beginnings of equal runs longer than LONGEST, the first of each overlapping series only."""
    seen: dict[tuple[str, ...], Place] = {}
    found: dict[tuple[Path, Path], list[tuple[int, int]]] = defaultdict(list)
    for path in paths:
        stream = tokens(path)
        for start in range(len(stream) - LONGEST):
            window = tuple(text for text, _ in stream[start : start + LONGEST + 1])
            place = (path, stream[start][1])
            first = seen.setdefault(window, place)
            if first != place and (first[0] != path or place[1] - first[1] > LONGEST // 9):
                found[first[0], path].append((first[1], place[1]))
    return [
        ((one, lines[index][0]), (other, lines[index][1]))
        for (one, other), lines in found.items()
        for index in range(len(lines))
        if index == 0 or lines[index][1] > lines[index - 1][1] + 3
    ]


def main() -> int:
    paths = sorted(path for path in SOURCE.rglob("*.py") if not LEFT_OUT & set(path.parts))
    found = copies(paths)
    for (one, line), (other, again) in found:
        print(f"{one.relative_to(SOURCE)}:{line} and {other.relative_to(SOURCE)}:{again} are the same code")
    print(f"Duplicates: {len(paths)} files, {len(found)} copies.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
