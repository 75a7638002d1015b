"""XES (IEEE 1849), plain or gzipped, read case by case: memory does not grow with the file.

No entity is expanded, nothing is fetched, a file with a DOCTYPE is refused.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from maitre.shared.arrivals.imports.cases import (
    CASE,
    DAMAGES,
    Case,
    Names,
    Row,
    damage,
    fetch_again,
    opened,
    position_in,
    unknown_fault,
)
from maitre.shared.arrivals.imports.cleaning import Cleaner
from maitre.shared.arrivals.imports.mapping import Mapping
from maitre.shared.arrivals.imports.sniffing import head_of, no_xml
from maitre.shared.arrivals.rules import Fault

_BOOLEANS = ("true", "false", "1", "0")


def _boolean(text: str) -> None:
    if text not in _BOOLEANS:
        raise ValueError


TYPES: dict[str, tuple[Callable[[str], object], Any]] = {
    "int": (int, gettext_lazy("write a whole number")),
    "float": (float, gettext_lazy("write a number")),
    "date": (datetime.fromisoformat, gettext_lazy("write it as 2013-05-01T12:00:00+02:00")),
    "boolean": (_boolean, gettext_lazy("write true or false")),
}
"""What the typed attributes of XES must hold; every other kind holds any text."""


SAFELY: Any = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class XesFile:
    """Iterate once. Yields faults of the file among the cases; after one that breaks it, nothing follows."""

    def __init__(self, path: Path, names: Names, mapping: Mapping) -> None:
        self._names = names
        self._clean = Cleaner(mapping)
        self._raw = path.open("rb")
        self._cases = 0

    def position(self) -> int:
        return position_in(self._raw)

    @property
    def cases(self) -> None:
        """Not known before the end: cases are judged as they are read."""

    is_spoilt = False

    def __iter__(self) -> Iterator[Case | Fault]:
        with self._raw:
            try:
                yield from self._whole(opened(self._raw))
            except etree.XMLSyntaxError as error:
                found = {"line": error.lineno, "error": error.msg}
                yield self._broken(_("the XML is broken at line %(line)s: %(error)s") % found)
            except DAMAGES as error:
                yield self._broken(damage(error))

    def _broken(self, what: str) -> Fault:
        found = {"what": what, "count": f"{self._cases:,}"}
        sentence = _("%(what)s, after %(count)s whole cases") % found
        return Fault("", "", "broken", sentence, fetch_again())

    def _whole(self, stream: IO[bytes]) -> Iterator[Case | Fault]:
        if what := no_xml(head_of(stream)):
            yield Fault("", "", "not_a_log", *what)
            return
        if fault := _not_a_log(stream):
            yield fault
            return
        stream.seek(0)
        for _end, trace in etree.iterparse(stream, events=("end",), tag="{*}trace", **SAFELY):
            self._cases += 1
            yield from self._case(trace)
            _forget(trace)
        yield from self._names.missing("")

    def _case(self, trace: Any) -> Iterator[Case | Fault]:
        space = trace.tag[: -len("trace")]
        event_tag, ordinal = f"{space}event", f"case {self._cases:,} of the file"
        faults: list[Fault] = []
        attributes = [child for child in trace if child.tag != event_tag]
        own = self._clean(self._values(attributes, ordinal, space, faults, prefix=CASE))
        name = own.get(f"{CASE}concept:name")
        place = f"case {name}" if name else ordinal
        rows = []
        for count, event in enumerate(trace.iterchildren(event_tag), 1):
            at = f"{place}, event {count}"
            rows.append(Row(at, self._clean(self._values(event, at, space, faults))))
        unknown = [fault for fault in faults if fault.code == "unknown"]
        yield from unknown
        yield Case(place, own, rows, [fault for fault in faults if fault.code != "unknown"], in_order=True)

    def _values(
        self, attributes: Any, place: str, space: str, faults: list[Fault], prefix: str = ""
    ) -> dict[str, str]:
        values: dict[str, str] = {}
        names, cut = self._names, len(space)
        for attribute in attributes:
            key = prefix + (attribute.get("key") or "")
            value = attribute.get("value")
            if key not in names.seen and names.unknown(key):
                faults.append(unknown_fault(place, key))
            if key not in names.used:
                continue
            if key in values:
                faults.append(Fault(place, key, "twice", _("stands twice"), _("keep one of them")))
            values[key] = value or ""
            kind = attribute.tag[cut:]
            if kind in TYPES and not _is_of(kind, values[key]):
                sentence = _("“%(value)s” is no %(type)s") % {"value": values[key], "type": kind}
                faults.append(Fault(place, key, "wrong_type", sentence, str(TYPES[kind][1])))
        return values


def _not_a_log(stream: IO[bytes]) -> Fault | None:
    """Looks at the first element only."""
    for _start, root in etree.iterparse(stream, events=("start",), **SAFELY):
        if root.getroottree().docinfo.doctype:
            return Fault("", "", "doctype", _("it has a DOCTYPE, which XES does not know"), _("remove it"))
        if not root.tag.endswith("log"):
            sentence = _("this is XML, but no XES: it begins with <%(tag)s>") % {"tag": root.tag}
            return Fault("", "", "not_a_log", sentence, _("export the log as XES"))
        break
    return None


def _forget(trace: Any) -> None:
    """Free a case that has been read, and everything before it."""
    trace.clear()
    parent = trace.getparent()
    while trace.getprevious() is not None:
        del parent[0]


def _is_of(kind: str, value: str) -> bool:
    read, _remedy = TYPES[kind]
    try:
        read(value)
    except ValueError:
        return False
    return True
