"""How text stands in the header of a letter: as it was typed, never as structure, on every Python there is.

The policies of Python's `email` read what is assigned to a header: an encoded word somebody typed is decoded, and the
line ends in it may be written out. So values are written here, complete and folded, and the policy only passes them on.
"""

import re
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy

LINE_END = "\r\n"
LONGEST_PLAIN = 60
"""Characters of a value that stands as it is; what is longer is folded as encoded words."""
LONGEST_WORD = 75
"""Characters of one encoded word (RFC 2047)."""
_PLAIN_TEXT = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_ONE_HEADER = re.compile(r"[^\r\n\0]*(?:\r\n[ \t]+[^\s\0][^\r\n\0]*)*")


class AsWritten(EmailPolicy):
    """Passes header values on as they were assigned. Raises ValueError for one that would end its header."""

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        if not _ONE_HEADER.fullmatch(value):
            raise ValueError(f"the value of {name} would end its header")
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


def text_value(text: str) -> str:
    """One line of text as the value of a header such as Subject. Raises UnicodeError for a lone surrogate."""
    return text if _stands_plainly(text, _PLAIN_TEXT) else _encoded(text)


def address_value(name: str, address: Address) -> str:
    """A display name and an address as the value of From, To or Reply-To. Raises UnicodeError for a lone surrogate."""
    if not name:
        return address.addr_spec
    shown = name if _stands_plainly(name, _ATOMS) else f"{_encoded(name)}{LINE_END}"
    return f"{shown} <{address.addr_spec}>"


def _stands_plainly(text: str, plain: re.Pattern[str]) -> bool:
    """Whether every program reads it as it is: short ASCII that cannot be taken for an encoded word."""
    return len(text) <= LONGEST_PLAIN and "=?" not in text and plain.fullmatch(text) is not None


def _encoded(text: str) -> str:
    """As encoded words (RFC 2047), folded. They may stand in free text and in the name before an address alike."""
    return Header(text, "utf-8", maxlinelen=LONGEST_WORD, header_name="Reply-To").encode(linesep=LINE_END)
