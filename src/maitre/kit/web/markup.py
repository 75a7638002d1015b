"""Text that people typed, as safe HTML: Markdown without raw HTML, then cleaned; links, lists, emphasis remain."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable(
    ["image", "heading", "lheading"]
)
_TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr"}


def paragraphs(text: str) -> Markup:
    """What somebody wrote, ready for a page. Remote images are not fetched and nothing in it can run (N39, N40)."""
    html = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704 - cleaned the line above
