"""Joins static/css into the one sheet a page asks for; `make` runs it as a program. No rule of style lives here.

One file a component keeps the source readable, one file on the wire keeps the first page fast. The order of files means
nothing beyond tokens.css, which names the layers: within a layer no component writes on another's classes.
"""

import re
import sys
from pathlib import Path

STATIC = Path(__file__).parent / "static"
SOURCES = STATIC / "css"
BUILT = STATIC / "vendor" / "maitre.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def joined(sources: Path = SOURCES) -> str:
    """The whole sheet, tokens first, without comments and indentation."""
    names = sorted(sources.glob("*.css"), key=lambda path: (path.name != "tokens.css", path.name))
    text = "\n".join(_COMMENT.sub("", path.read_text(encoding="utf-8")) for path in names)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def main() -> None:
    sheet = joined()
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    BUILT.write_text(sheet, encoding="utf-8")
    sys.stdout.write(f"{BUILT.name}: {len(sheet.encode())} bytes\n")


if __name__ == "__main__":
    main()
