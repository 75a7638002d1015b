"""Makes the cells of a row what a mapping says they mean: words for nothing become blank, what cannot be seen goes."""

import re
from collections.abc import Mapping as Values

from maitre.shared.arrivals.imports.mapping import Mapping, placeholders

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060\ufeff]")
"""Control characters but tab and line ends, and characters without width that change no letter beside them."""
LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


class Cleaner:
    """Called with the cells of a row, by column; what the mapping says nothing about stays as it is."""

    def __init__(self, mapping: Mapping) -> None:
        self._missing = frozenset(mapping.missing)
        self._strips = mapping.clean == "strip"
        self._texts = frozenset(_texts(mapping))

    def __call__(self, values: Values[str, str]) -> Values[str, str]:
        if not self._missing and not self._strips:
            return values
        return {name: self._cell(name, cell) for name, cell in values.items()}

    def _cell(self, name: str, cell: str) -> str:
        if self._strips:
            cell = UNSEEN.sub("", LINE_ENDS.sub("\n", cell))
            if name not in self._texts:
                cell = " ".join(cell.split())
        return "" if cell.strip() in self._missing else cell


def _texts(mapping: Mapping) -> list[str]:
    """Columns whose line ends mean something."""
    found = placeholders(mapping.description)
    for entry in mapping.entries:
        found += [*placeholders(entry.text), *entry.keep]
    for _, moment in mapping.moments.named() if mapping.moments else ():
        found += placeholders(moment.text)
    return found
