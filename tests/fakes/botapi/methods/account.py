"""The bot itself: who it is, its commands, menu and descriptions."""

from __future__ import annotations

import json
from typing import Any

from telegram.constants import BotDescriptionLimit, BotNameLimit

from tests.fakes.botapi.errors import bad_request
from tests.fakes.botapi.limits import check_commands

from .registry import Call, handles

_PROFILE = {
    "name": ("name", BotNameLimit.MAX_NAME_LENGTH),
    "description": ("description", BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
    "shortdescription": (
        "short_description",
        BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH,
    ),
}


@handles("getMe")
def get_me(call: Call) -> dict[str, Any]:
    return {
        **call.bot.json(),
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.reads_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


@handles("setMyCommands")
def set_my_commands(call: Call) -> bool:
    commands: list[dict[str, Any]] = call.raw["commands"]
    check_commands(commands)
    call.bot.commands[_scope(call)] = [
        {**command, "command": command["command"].removeprefix("/")} for command in commands
    ]
    return True


@handles("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, Any]]:
    return call.bot.commands.get(_scope(call), [])


@handles("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop(_scope(call), None)
    return True


def _scope(call: Call) -> str:
    scope = call.raw.get("scope") or {"type": "default"}
    return json.dumps([scope, call.model.language_code or ""], sort_keys=True)


@handles("setMyName", "setMyDescription", "setMyShortDescription")
def set_profile_text(call: Call) -> bool:
    field, limit = _PROFILE[call.record.method.lower().removeprefix("setmy")]
    text = getattr(call.model, field) or ""
    if len(text) > limit:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    call.bot.profile[f"{field}:{call.model.language_code or ''}"] = text
    return True


@handles("getMyName", "getMyDescription", "getMyShortDescription")
def get_profile_text(call: Call) -> dict[str, str]:
    field, _ = _PROFILE[call.record.method.lower().removeprefix("getmy")]
    default = call.bot.first_name if field == "name" else ""
    texts = call.bot.profile
    general = texts.get(f"{field}:", default)
    return {field: texts.get(f"{field}:{call.model.language_code or ''}", general)}


@handles("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    call.bot.menu_button = call.raw.get("menu_button") or {"type": "default"}
    return True


@handles("getChatMenuButton")
def get_chat_menu_button(call: Call) -> dict[str, Any]:
    return call.bot.menu_button
