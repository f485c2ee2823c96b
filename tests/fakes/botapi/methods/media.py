"""Sends that carry files."""

from __future__ import annotations

from typing import Any

from telegram.constants import MediaGroupLimit

from tests.fakes.botapi.errors import bad_request
from tests.fakes.botapi.files import StoredFile
from tests.fakes.botapi.limits import check_caption, formatted

from .registry import Call, handles
from .sending import caption_fields, post

_KINDS = {
    "sendphoto": "photo",
    "senddocument": "document",
    "sendvideo": "video",
    "sendvoice": "voice",
    "sendaudio": "audio",
    "sendanimation": "animation",
    "sendvideonote": "video_note",
    "sendsticker": "sticker",
}
_UNCAPTIONED = ("video_note", "sticker")


def stored(call: Call, reference: Any, *, kind: str) -> StoredFile:
    """The file a call names: an upload, an `attach://` part or an id of this bot."""
    if not isinstance(reference, str) or not reference:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if reference.startswith("attach://"):
        upload = call.uploads.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"attached file not found: {reference}")
        return call.world.files.add_upload(upload, kind=kind)
    return call.world.files.reuse(reference, bot_id=call.bot.id, kind=kind)


@handles(*_KINDS)
def send_file(call: Call) -> Any:
    kind = _KINDS[call.record.method.lower()]
    chat = call.chat()
    content = {} if kind in _UNCAPTIONED else caption_fields(call)
    file = stored(call, getattr(call.model, kind), kind=kind)
    message = post(
        call,
        chat,
        content,
        source=None if kind in _UNCAPTIONED else call.model.caption,
        file=file,
        markup=call.raw.get("reply_markup"),
    )
    return call.answer(message)


@handles("sendMediaGroup")
def send_media_group(call: Call) -> Any:
    chat = call.chat()
    items: list[dict[str, Any]] = call.raw["media"]
    low, high = MediaGroupLimit.MIN_MEDIA_LENGTH, MediaGroupLimit.MAX_MEDIA_LENGTH
    if not low <= len(items) <= high:
        raise bad_request("media group must include 2-10 items")
    kinds = {item["type"] for item in items}
    if len(kinds) > 1 and kinds != {"photo", "video"}:
        raise bad_request("Can't use the media of the specified type in the album")
    prepared = [
        (media_caption(item), stored(call, item["media"], kind=item["type"]), item)
        for item in items
    ]
    group_id = f"{call.bot.id}{call.record.seq:09d}"
    return [
        call.answer(
            post(
                call,
                chat,
                {"media_group_id": group_id, **fields},
                source=item.get("caption"),
                file=file,
            )
        )
        for fields, file, item in prepared
    ]


def media_caption(item: dict[str, Any]) -> dict[str, Any]:
    """Parsed caption of one InputMedia object."""
    if not item.get("caption"):
        return {}
    text, entities = formatted(
        item["caption"],
        parse_mode=item.get("parse_mode"),
        entities=item.get("caption_entities"),
    )
    check_caption(text)
    return {"caption": text, **({"caption_entities": entities} if entities else {})}


@handles("getFile")
def get_file(call: Call) -> dict[str, Any]:
    file = call.world.files.download(call.model.file_id, bot_id=call.bot.id)
    return {
        "file_id": call.model.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }
