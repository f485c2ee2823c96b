"""Telegram's HTML: parsed before lengths are counted, refused with the server's own wording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from telegram.constants import MessageLimit

from .errors import ApiError, bad_request

Entity = dict[str, Any]

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"&(?:#(?P<num>x[0-9a-fA-F]+|[0-9]+)|(?P<named>lt|gt|amp|quot));|<|[^<&]+|&")
_START = re.compile(r"""<(?P<name>[^\s>]*)(?P<rest>(?:[^>"']|"[^"]*"|'[^']*')*)>""")
_END = re.compile(r"</(?P<name>[^\s>]*)\s*>")
_ATTRIBUTE = re.compile(
    r"""\s*(?P<name>[^\s=]+)(?:\s*=\s*(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|(?P<bare>[\w.\-]+)))?"""
)


@dataclass(slots=True)
class _Open:
    name: str
    attributes: dict[str, str]
    units: int


def utf16_length(text: str) -> int:
    """UTF-16 code units of `text`, the unit of entity offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of `source`; 400 "can't parse entities" when it is broken."""
    if "<" not in source and "&" not in source:
        return _trimmed(source, [])
    out: list[str] = []
    entities: list[Entity] = []
    stack: list[_Open] = []
    units = position = 0
    while position < len(source):
        token = _TOKEN.match(source, position)
        assert token is not None
        if token.group() == "<":
            position = _tag(source, position, stack=stack, entities=entities, units=units)
            continue
        text = _character(token)
        out.append(text)
        units += utf16_length(text)
        position = token.end()
    if stack:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return _trimmed("".join(out), entities[: MessageLimit.MESSAGE_ENTITIES])


def _tag(
    source: str, position: int, *, stack: list[_Open], entities: list[Entity], units: int
) -> int:
    at = f"at byte offset {len(source[:position].encode())}"
    if source.startswith("</", position):
        if not stack:
            raise _broken(f"Unexpected end tag {at}")
        end = _END.match(source, position)
        if end is None:
            raise _broken(f"Unclosed end tag {at}")
        opened = stack.pop()
        found = end["name"].lower()
        if found and found != opened.name:
            raise _broken(
                f'Unmatched end tag {at}, expected "</{opened.name}>", found "</{found}>"'
            )
        _close(opened, parent=stack[-1] if stack else None, entities=entities, units=units)
        return end.end()
    start = _START.match(source, position)
    if start is None:
        raise _broken(f"Unclosed start tag {at}")
    name = start["name"].lower()
    if name not in _KINDS:
        raise _broken(f'Unsupported start tag "{name}" {at}')
    attributes = {
        found["name"].lower(): _decoded(found["dq"] or found["sq"] or found["bare"] or "")
        for found in _ATTRIBUTE.finditer(start["rest"])
    }
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _broken(f'Tag "span" must have class "tg-spoiler" {at}')
    stack.append(_Open(name, attributes, units))
    return start.end()


def _close(opened: _Open, *, parent: _Open | None, entities: list[Entity], units: int) -> None:
    length = units - opened.units
    if not length:
        return
    kind = _KINDS[opened.name]
    entity: Entity = {"type": kind, "offset": opened.units, "length": length}
    language = opened.attributes.get("class", "")
    if kind == "code" and language.startswith("language-") and parent and parent.name == "pre":
        parent.attributes["language"] = language.removeprefix("language-")
        return
    if kind == "pre" and "language" in opened.attributes:
        entity["language"] = opened.attributes["language"]
    if kind == "text_link":
        if "href" not in opened.attributes:
            return
        entity["url"] = opened.attributes["href"]
    if kind == "custom_emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    if kind == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    entities.append(entity)


def _character(token: re.Match[str]) -> str:
    if token["named"]:
        return _NAMED[token["named"]]
    if token["num"]:
        digits = token["num"]
        code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
        return chr(code) if 0 < code <= 0x10FFFF else token.group()
    return token.group()


def _decoded(value: str) -> str:
    return "".join(_character(token) for token in _TOKEN.finditer(value))


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    plain = text.strip()
    if len(plain) == len(text) or not entities:
        return plain, entities
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    size = utf16_length(plain)
    kept: list[Entity] = []
    for entity in entities:
        begin = max(0, entity["offset"] - lead)
        end = min(size, entity["offset"] + entity["length"] - lead)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return plain, kept


def _broken(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")
