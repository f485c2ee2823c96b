"""The small markup of messages: escaped text with `<b> <i> <u> <s> <code>`, and without it."""

import html
import re

TAGS = ("b", "i", "u", "s", "code")
_TAG = re.compile(rf"</?(?:{'|'.join(TAGS)})>")


def plain(text: str) -> str:
    """Return a message as plain text: tags taken out, entities resolved."""
    return html.unescape(_TAG.sub("", text))
