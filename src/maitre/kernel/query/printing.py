"""Tree to text, in the one canonical form: `parse(show(tree)) == tree`."""

import re

from maitre.kernel.query.parsing import is_bare
from maitre.kernel.query.tree import All, Condition, Either, Node, Not, Value, Words

# a backslash means itself unless a quote or another backslash follows
_NEEDS_BACKSLASH = re.compile(r'"|\\(?=["\\]|\Z)')


def show(node: Node) -> str:
    match node:
        case All():
            return " ".join(_in_all(part) for part in node.parts)
        case Either():
            return " OR ".join(_in_either(part) for part in node.parts)
        case Not():
            return "-" + _in_not(node.part)
        case Words():
            return node.text if is_bare(node.text, negated=False) else _quoted(node.text)
        case Condition():
            return f"{node.field}{node.operator}{','.join(map(_value, node.values))}"


def _in_all(part: Node) -> str:
    return f"({show(part)})" if isinstance(part, All | Either) else show(part)


def _in_either(part: Node) -> str:
    return f"({show(part)})" if isinstance(part, Either) else show(part)


def _in_not(part: Node) -> str:
    if isinstance(part, Words) and not is_bare(part.text, negated=True):
        return _quoted(part.text)
    return _in_all(part)


def _value(value: Value) -> str:
    return _quoted(value.text) if value.literal else value.text


def _quoted(text: str) -> str:
    return '"' + _NEEDS_BACKSLASH.sub(r"\\\g<0>", text) + '"'
