"""YAML as definitions use it, read with the line of every value and written back.

A smaller language than YAML, on purpose: no anchors (a few lines of them fill any memory), no tags, no dates or
yes/no that turn into something else. What is not understood is refused with its line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import yaml
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]

DEEPEST = 12
"""Levels of nesting; no schema has as many."""

_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: plain values, and the line (from 1) on which each path begins."""

    value: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it."""
        return next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 1)


class Unreadable(Exception):
    """One place that is not the YAML we take."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.sentence = line, sentence


class _Loader(yaml.SafeLoader):
    """Resolves only null, true/false and decimal integers; everything else plain is text."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]
    _depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(line, "anchors and aliases (& and *) are not used here; write the value out")
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(line, f"this is nested deeper than {DEEPEST} levels")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


_Loader.add_implicit_resolver(f"{_TAG}null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(f"{_TAG}bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver(f"{_TAG}int", re.compile(r"^-?(?:0|[1-9][0-9]{0,17})$"), list("-0123456789"))


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def read(text: str) -> Iterator[Document]:
    """The documents of `text`, empty ones left out. Raises Unreadable at the first place that is not ours."""
    try:
        for node in yaml.compose_all(text, Loader=_Loader):
            lines: dict[Path, int] = {}
            value = _value(node, (), lines)
            if value is not None:
                yield Document(value, lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            mark.line + 1 if mark else 1, f"this is not YAML: {error.problem or error}"
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable(line, f"the character U+{error.character:04X} is not possible in YAML") from None


def write(documents: list[dict[str, Any]]) -> str:
    """The text of these documents, in the order given."""
    return yaml.dump_all(
        documents, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, explicit_start=True
    )


def _value(node: Node | None, path: Path, lines: dict[Path, int]) -> Any:
    if node is None:
        return None
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, SequenceNode) and node.tag == f"{_TAG}seq":
        return [_value(part, (*path, place), lines) for place, part in enumerate(node.value)]
    if isinstance(node, ScalarNode):
        return _scalar(node)
    raise _unknown_tag(node)


def _mapping(node: MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    if node.tag != f"{_TAG}map":
        raise _unknown_tag(node)
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise Unreadable(line, "a name before a colon must be one word or text")
        key = str(key_node.value)
        if key in found:
            raise Unreadable(line, f"“{key}” stands here twice")
        lines[(*path, key)] = line
        found[key] = _value(value_node, (*path, key), lines)
    return found


def _scalar(node: ScalarNode) -> str | int | bool | None:
    text = str(node.value)
    match node.tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            return text == "true"
        case "int":
            if re.fullmatch(r"-?[0-9]{1,18}", text):
                return int(text)
            raise Unreadable(node.start_mark.line + 1, f"“{text}” is no number")
        case "str":
            return text
    raise _unknown_tag(node)


def _unknown_tag(node: Node) -> Unreadable:
    return Unreadable(node.start_mark.line + 1, f"the tag {node.tag.replace(_TAG, '!!')} is not used here")
