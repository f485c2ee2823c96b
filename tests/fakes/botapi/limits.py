"""Telegram's lengths and counts, read from telegram.constants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from telegram.constants import (
    BotCommandLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MessageLimit,
)

from .errors import bad_request
from .markup import Entity, parse_html

_ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_URL = re.compile(r"^(?:https?://)?[^\s/.]+(?:\.[^\s/.]+)+|^tg://|^https?://", re.IGNORECASE)
_COMMAND = re.compile(rf"^[a-z0-9_]{{1,{BotCommandLimit.MAX_COMMAND}}}$")


def formatted(
    text: str, *, parse_mode: str | None, entities: list[Entity] | None
) -> tuple[str, list[Entity]]:
    """Plain text and entities of what a bot wrote in `parse_mode`."""
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request(f"unsupported parse_mode (the fake reads HTML, not {parse_mode})")
        return parse_html(text)
    return text.strip(), list(entities or ())


def check_text(text: str) -> None:
    """1–4096 characters after entities are parsed; Telegram counts code points."""
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MessageLimit.MAX_TEXT_LENGTH:
        raise bad_request("message is too long")


def check_caption(text: str) -> None:
    """At most 1024 characters after entities are parsed."""
    if len(text) > MessageLimit.CAPTION_LENGTH:
        raise bad_request("message caption is too long")


def check_markup(markup: Mapping[str, Any]) -> None:
    """An inline or reply keyboard Telegram would take."""
    if "inline_keyboard" in markup:
        buttons = [button for row in markup["inline_keyboard"] for button in row]
        if len(buttons) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
            raise bad_request("reply markup is too long")
        for button in buttons:
            _check_inline_button(button)
    elif "keyboard" in markup:
        for row in markup["keyboard"]:
            for button in row:
                if not (button if isinstance(button, str) else button["text"]).strip():
                    raise bad_request("text of keyboard button must be non-empty")


def _check_inline_button(button: Mapping[str, Any]) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: Exactly one action is allowed")
    if "callback_data" in actions:
        size = len(button["callback_data"].encode())
        low = InlineKeyboardButtonLimit.MIN_CALLBACK_DATA
        if not low <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions and not _URL.match(button["url"]):
        raise bad_request(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )


def check_commands(commands: list[dict[str, Any]]) -> None:
    """A command menu of at most 100 entries, names in a–z, 0–9 and _."""
    if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise bad_request("too many commands")
    for command in commands:
        if not _COMMAND.match(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        size = len(command["description"].strip())
        low, high = BotCommandLimit.MIN_DESCRIPTION, BotCommandLimit.MAX_DESCRIPTION
        if not low <= size <= high:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
