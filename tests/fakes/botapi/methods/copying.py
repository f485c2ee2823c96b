"""Copies, forwards and reactions."""

from __future__ import annotations

from typing import Any

from telegram.constants import ReactionEmoji

from tests.fakes.botapi.errors import bad_request
from tests.fakes.botapi.world import Message

from .registry import Call, handles
from .sending import caption_fields, post

_CONTENT = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "location",
    "venue",
    "contact",
)
_EMOJI = frozenset(emoji.value for emoji in ReactionEmoji)


@handles("copyMessage")
def copy_message(call: Call) -> dict[str, int]:
    message = _repeat(call, action="copy")
    call.record.message_ids.append(message.message_id)
    return {"message_id": message.message_id}


@handles("forwardMessage")
def forward_message(call: Call) -> Any:
    return call.answer(_repeat(call, action="forward"))


def _repeat(call: Call, *, action: str) -> Message:
    chat = call.chat()
    origin = call.world.chat_for(call.bot, call.model.from_chat_id)
    source = origin.message(call.model.message_id)
    if source is None:
        raise bad_request(f"message to {action} not found")
    content = {name: source.json[name] for name in _CONTENT if name in source.json}
    if not content and source.file is None:
        raise bad_request(f"message can't be {'copied' if action == 'copy' else 'forwarded'}")
    markup = None
    if action == "forward":
        content["forward_origin"] = {
            "type": "user",
            "sender_user": source.json["from"],
            "date": source.json["date"],
        }
    else:
        markup = call.raw.get("reply_markup")
        if call.model.caption is not None and source.file:
            content.pop("caption", None)
            content.pop("caption_entities", None)
            content |= caption_fields(call)
    return post(call, chat, content, source=source.source, file=source.file, markup=markup)


@handles("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    message = call.chat().message(call.model.message_id)
    if message is None:
        raise bad_request("message to react not found")
    reactions = call.raw.get("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(item.get("emoji", "👍") not in _EMOJI for item in reactions):
        raise bad_request("REACTION_INVALID")
    message.reactions[call.bot.id] = reactions
    call.record.message_ids.append(message.message_id)
    return True
