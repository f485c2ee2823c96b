"""Message text on its way into a page: only the small markup survives, and only when it is closed."""

import html
import re

from markupsafe import Markup, escape

from bot.core.markup import TAGS

_TAG = re.compile(rf"<(/?)({'|'.join(TAGS)})>")


def safe_fragment(text: str) -> Markup:
    """Return an escaped HTML fragment with nothing in it but balanced `<b> <i> <u> <s> <code>`."""
    out = Markup()
    opened: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        out += escape(html.unescape(text[at : tag.start()]))
        at = tag.end()
        name = tag[2]
        if not tag[1]:
            opened.append(name)
            out += Markup(f"<{name}>")  # noqa: S704 — one of TAGS
        elif opened and opened[-1] == name:
            opened.pop()
            out += Markup(f"</{name}>")  # noqa: S704 — one of TAGS
    out += escape(html.unescape(text[at:]))
    return out + Markup("".join(f"</{name}>" for name in reversed(opened)))  # noqa: S704 — of TAGS
