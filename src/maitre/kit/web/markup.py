"""Text that people typed, as safe HTML: Markdown without raw HTML, then cleaned; links, lists, emphasis remain.

What one text may cost is bounded, and the HTML of those read lately is kept.
"""

from collections import OrderedDict
from threading import Lock

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable(
    ["image", "heading", "lheading"]
)
_TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr"}
_MARKS = "[]()*_`<>&\\!-\n"
MOST_MARKS = 2_000
"""Of characters that may mean something in Markdown; each costs some microseconds. A text with more is shown as it was
typed: it is a log or an attack, not prose."""
KEPT = 16 * 2**20
"""Characters of text and HTML that one process keeps."""


def paragraphs(text: str) -> Markup:
    """What somebody wrote, ready for a page. Remote images are not fetched and nothing in it can run (N39, N40)."""
    found = _lately.get(text)
    if found is None:
        found = _typed(text) if _marks(text) > MOST_MARKS else _rendered(text)
        _lately.put(text, found)
    return found


def _marks(text: str) -> int:
    return sum(text.count(mark) for mark in _MARKS)


def _rendered(text: str) -> Markup:
    html = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704 - cleaned the line above


def _typed(text: str) -> Markup:
    """As it was typed: every line on its own, nothing interpreted."""
    return Markup("<p>{}</p>\n").format(Markup("<br>\n").join(escape(line) for line in text.splitlines()))


class _Lately:
    """Texts with their HTML, those asked for last, up to a sum of characters."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._found: OrderedDict[str, Markup] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str) -> Markup | None:
        with self._lock:
            if text in self._found:
                self._found.move_to_end(text)
            return self._found.get(text)

    def put(self, text: str, html: Markup) -> None:
        with self._lock:
            if text in self._found:
                return
            self._found[text] = html
            self._held += len(text) + len(html)
            while self._held > self._most:
                gone, of_it = self._found.popitem(last=False)
                self._held -= len(gone) + len(of_it)


_lately = _Lately(KEPT)
