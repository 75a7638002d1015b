"""A strict reader of letters, written after RFC 5322 and RFC 2047 and not after Python's `email`: for tests."""

import re
from base64 import b64decode
from quopri import decodestring

_FIELD = re.compile(rb"([!-9;-~]+): ?([^\r\n]*(?:\r\n[ \t]+[^\s][^\r\n]*)*)\r\n")
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t]+(?==\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=)")
_MAILBOX = re.compile(r"(?:(.*?)[ \t]+)?<([^<>\s]+)>|([^<>\s]+)", re.DOTALL)


def read(letter: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Every header, unfolded, in order, and what follows the first empty line. Fails at what is no header."""
    fields, place = [], 0
    while not letter.startswith(b"\r\n", place):
        found = _FIELD.match(letter, place)
        assert found, f"no header stands at {letter[place : place + 80]!r}"
        assert all(len(line) <= 998 for line in found[0].split(b"\r\n"))
        fields.append((found[1].decode("ascii"), found[2].decode("utf-8").replace("\r\n", "")))
        place = found.end()
    return fields, letter[place + 2 :]


def text(value: str) -> str:
    """What a header's free text says: encoded words decoded once, blanks between two of them dropped."""
    return _WORD.sub(_decoded, _BETWEEN_WORDS.sub(r"\1", value))


def mailbox(value: str) -> tuple[str, str]:
    """Display name and address of a header that holds one of them; a quoted name is none of ours."""
    found = _MAILBOX.fullmatch(value)
    assert found, f"no single address: {value!r}"
    name, address = found[1] or "", found[2] or found[3]
    assert not re.search(r'[()<>\[\]:;@\\,."]', name), f"not a name of atoms and encoded words: {name!r}"
    return text(name), address


def _decoded(word: re.Match[str]) -> str:
    charset, encoding, content = word[1], word[2].lower(), word[3]
    assert len(word[0]) <= 75
    data = (
        b64decode(content, validate=True) if encoding == "b" else decodestring(content.encode(), header=True)
    )
    return data.decode(charset)
