"""What people type, before anything is made of it: whether there is anything to see, and where its lines end.

How a text is refused, in words and with its field, is `kit/texts.py`; how words are found is `kernel/words.py`.
"""

import re
from unicodedata import category

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_NO_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of surrogate pairs, line and paragraph separators."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})
"""Blanks, format characters, and marks that need a letter to stand on."""
_BLANK_SIGNS = re.compile(
    "["
    "\u115f\u1160\u3164\uffa0"  # Hangul fillers, letters by category
    "\u2800\ufffc\U0001d159"  # the empty braille pattern, the place of an object, the empty note head
    "\u2065\ufff0-\ufff8\U000e0000-\U000e0fff"  # not assigned, and to be ignored by default
    "\ufdd0-\ufdef\ufffe\uffff"  # never characters
    "]"
)


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen. What this Python's Unicode does not know yet counts as seen."""
    return all(category(char) in _UNSEEN or _BLANK_SIGNS.match(char) for char in text)


def trimmed(text: str) -> str:
    """The text as it is kept: lines end with \\n, no blanks at its ends, and empty where nothing can be seen."""
    text = _LINE_ENDS.sub("\n", text).strip()
    return "" if is_blank(text) else text


def is_one_line(text: str) -> bool:
    """Whether it holds neither line ends nor other control characters."""
    return all(category(char) not in _NO_LINE for char in text)


def is_text(text: str) -> bool:
    """Whether it can be kept and sent: no NUL, no half of a surrogate pair."""
    return not re.search("[\x00\ud800-\udfff]", text)
