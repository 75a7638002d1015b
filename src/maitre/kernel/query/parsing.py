"""Text to tree. Refuses with a place and a sentence; never raises anything but QueryError.

    query     = and { "OR" and }
    and       = unary { ["AND"] unary }
    unary     = ( "-" | "NOT" ) unary | "(" query ")" | condition | words
    condition = name operator value { "," value }

Depth is limited while descending, so no text can exhaust the stack.
"""

import re
from typing import NoReturn

from maitre.kernel.query.errors import QueryError, Wrong
from maitre.kernel.query.tree import (
    DEEPEST,
    EVERYTHING,
    LONGEST_TEXT,
    MOST_CONDITIONS,
    PLAIN_VALUE,
    QUOTES,
    All,
    Condition,
    Either,
    Node,
    Not,
    Operator,
    Span,
    Value,
    Words,
    moved,
)

_SPACE = re.compile(r"\s*")
_KEYWORD = re.compile(rf"(?:AND|OR|NOT)(?=[\s(){QUOTES}]|\Z)")
_MINUS = re.compile(r"-(?!-*(?:[\s)]|\Z))")
# `created:>2024` is how other products write it, so it is read as well
_OPENING = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)(:?(?:<=|>=|<|>)|!=|[:=~])")
_BARE = re.compile(rf"[^\s(){QUOTES}]+")
_BARE_VALUE = re.compile(rf"[^\s(),{QUOTES}]+")
_STRAIGHT = re.compile(r'"((?:[^"\\]|\\["\\]|\\(?!["\\]))*+)"', re.DOTALL)
_CURLY = re.compile(rf"[“”„]((?:[^{QUOTES}\\]|\\[{QUOTES}\\]|\\(?![{QUOTES}\\]))*+)[{QUOTES}]", re.DOTALL)
_ESCAPED_STRAIGHT = re.compile(r'\\(["\\])')
_ESCAPED_CURLY = re.compile(rf"\\([{QUOTES}\\])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def parse(text: str) -> Node:
    """The tree of a query; empty text asks for everything."""
    if len(text) > LONGEST_TEXT:
        sentence = f"The query has {len(text)} characters; at most {LONGEST_TEXT} are read"
        raise QueryError(Wrong.TOO_LONG, sentence, (LONGEST_TEXT, len(text)))
    if bad := _UNSTORABLE.search(text):
        sentence = f"The character U+{ord(bad[0]):04X} cannot be part of a query"
        raise QueryError(Wrong.BAD_CHARACTER, sentence, bad.span())
    return _Reader(text).whole()


def is_bare(text: str, *, negated: bool) -> bool:
    """Whether the text, unquoted, is read as these words (the printer asks)."""
    if text.startswith("-") and (negated or text.strip("-")):
        return False
    return bool(_BARE.fullmatch(text)) and not _KEYWORD.match(text) and not _OPENING.match(text)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = 0

    def whole(self) -> Node:
        self._skip_space()
        if self.at == len(self.text):
            return EVERYTHING
        node = EVERYTHING if self.text[self.at] == ")" else self._either(0)
        if self.at < len(self.text):
            self._refuse(Wrong.STRAY_PARENTHESIS, "“)” closes a parenthesis that was never opened", 1)
        return node

    def _either(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while (keyword := self._keyword()) and keyword[0] == "OR":
            self.at = keyword.end()
            self._need_operand(keyword)
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts), _around(parts))

    def _all(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] != ")":
            keyword = self._keyword()
            if keyword and keyword[0] != "NOT":
                if not parts:
                    sentence = f"“{keyword[0]}” needs a condition before it"
                    self._refuse(Wrong.MISSING_CONDITION, sentence, len(keyword[0]))
                if keyword[0] == "OR":
                    break
                self.at = keyword.end()
                self._need_operand(keyword)
                continue
            parts.append(self._unary(depth))
            self._skip_space()
        return parts[0] if len(parts) == 1 else All(tuple(parts), _around(parts))

    def _unary(self, depth: int) -> Node:
        start = self.at
        negation = self._keyword() or _MINUS.match(self.text, start)
        if negation:
            self.at = negation.end()
            self._need_operand(negation)
            part = self._unary(self._deeper(depth))
            return Not(part, (start, part.span[1]))
        return self._group(self._deeper(depth)) if self.text[start] == "(" else self._leaf(depth)

    def _group(self, depth: int) -> Node:
        start = self.at
        self.at += 1
        self._skip_space()
        if self.text[self.at : self.at + 1] == ")":
            raise QueryError(Wrong.EMPTY_PARENTHESES, "The parentheses hold nothing", (start, self.at + 1))
        if self.at == len(self.text):
            raise QueryError(Wrong.OPEN_PARENTHESIS, "“(” is never closed", (start, start + 1))
        node = self._either(depth)
        if self.at == len(self.text):
            raise QueryError(Wrong.OPEN_PARENTHESIS, "“(” is never closed", (start, start + 1))
        self.at += 1
        return moved(node, (start, self.at))

    def _leaf(self, depth: int) -> Node:
        start = self.at
        if self.text[start] in QUOTES:
            return Words(self._quoted(), self._counted(start))
        opening = _OPENING.match(self.text, start)
        if opening is None:
            bare = _BARE.match(self.text, start)
            self.at = bare.end() if bare else start + 1
            return Words(self.text[start : self.at], self._counted(start))
        self.at = opening.end()
        values = self._values(opening)
        name, sign = opening[1].lower(), opening[2]
        span = (start, self.at)
        if sign == "!=":
            self._deeper(depth)
            return Not(Condition(name, Operator.IS, values, span), span)
        return Condition(
            name, Operator(sign.lstrip(":") or ":") if sign != "=" else Operator.IS, values, span
        )

    def _values(self, opening: re.Match[str]) -> tuple[Value, ...]:
        values = [self._value(opening)]
        while self.text[self.at : self.at + 1] == ",":
            self.at += 1
            values.append(self._value(opening))
        return tuple(values)

    def _value(self, opening: re.Match[str]) -> Value:
        start = self.at
        if self.text.startswith(tuple(QUOTES), start):
            text = self._quoted()
            after = _BARE_VALUE.match(self.text, self.at)
            if after:
                sentence = f"Put a space between the closing quote and “{after[0][:40]}”"
                raise QueryError(Wrong.MISSING_SPACE, sentence, after.span())
            return Value(text, True, self._counted(start))
        bare = _BARE_VALUE.match(self.text, start)
        if bare is None:
            sentence = f"A value is missing after “{self.text[opening.start() : start][-40:]}”"
            raise QueryError(Wrong.MISSING_VALUE, sentence, (opening.start(), start))
        if not PLAIN_VALUE.fullmatch(bare[0]):
            sentence = f"A value that begins with “{bare[0][0]}” needs quotes"
            raise QueryError(Wrong.MISSING_VALUE, sentence, bare.span())
        self.at = bare.end()
        return Value(bare[0], False, self._counted(start))

    def _quoted(self) -> str:
        straight = self.text[self.at] == '"'
        found = (_STRAIGHT if straight else _CURLY).match(self.text, self.at)
        if found is None:
            self._refuse(Wrong.OPEN_QUOTE, "The quoted text is never closed", 1)
        self.at = found.end()
        return (_ESCAPED_STRAIGHT if straight else _ESCAPED_CURLY).sub(r"\1", found[1])

    def _keyword(self) -> re.Match[str] | None:
        return _KEYWORD.match(self.text, self.at)

    def _need_operand(self, keyword: re.Match[str]) -> None:
        """Another condition must follow; the refusal points at the keyword that waits for it."""
        self._skip_space()
        follower = self._keyword()
        waits = self.at == len(self.text) or self.text[self.at] == ")"
        if waits or (follower and follower[0] != "NOT"):
            sentence = f"“{keyword[0]}” needs a condition after it"
            raise QueryError(Wrong.MISSING_CONDITION, sentence, keyword.span())

    def _skip_space(self) -> None:
        if found := _SPACE.match(self.text, self.at):
            self.at = found.end()

    def _deeper(self, depth: int) -> int:
        if depth >= DEEPEST:
            self._refuse(Wrong.TOO_DEEP, f"Parentheses and exclusions are nested more than {DEEPEST} deep", 1)
        return depth + 1

    def _counted(self, start: int) -> Span:
        self.count += 1
        if self.count > MOST_CONDITIONS:
            sentence = f"The query has more than {MOST_CONDITIONS} conditions"
            raise QueryError(Wrong.TOO_MANY, sentence, (start, len(self.text)))
        return (start, self.at)

    def _refuse(self, kind: Wrong, sentence: str, length: int) -> NoReturn:
        raise QueryError(kind, sentence, (self.at, self.at + length))


def _around(parts: list[Node]) -> Span:
    return (parts[0].span[0], parts[-1].span[1])
