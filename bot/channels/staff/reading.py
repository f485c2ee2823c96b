"""What a staff member's Telegram message holds."""

from dataclasses import dataclass

from telegram import Message

from bot.core.events import MediaKind
from bot.store.files import MAX_BYTES

_UNSENDABLE = (
    "checklist",
    "contact",
    "dice",
    "game",
    "invoice",
    "location",
    "paid_media",
    "poll",
    "story",
    "venue",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file as Telegram keeps it for this bot."""

    kind: MediaKind
    file_id: str
    name: str
    size: int | None

    @property
    def is_too_large(self) -> bool:
        """Whether bots cannot fetch it."""
        return (self.size or 0) > MAX_BYTES


def attached(message: Message) -> Attached | None:
    """Return the file of a message; None when it has none that could be passed on."""
    if message.photo:
        largest = max(message.photo, key=lambda photo: photo.width * photo.height)
        return _attached(
            "photo", largest.file_id, f"{largest.file_unique_id}.jpg", largest.file_size
        )
    # Before the document: Telegram sends an animation as both.
    for video in (message.video, message.animation, message.video_note):
        if video is not None:
            name = getattr(video, "file_name", None) or f"{video.file_unique_id}.mp4"
            return _attached("video", video.file_id, name, video.file_size)
    if (voice := message.voice) is not None:
        return _attached("voice", voice.file_id, f"{voice.file_unique_id}.ogg", voice.file_size)
    for document in (message.document, message.audio):
        if document is not None:
            name = document.file_name or document.file_unique_id
            return _attached("document", document.file_id, name, document.file_size)
    if (sticker := message.sticker) is not None:
        moving = ".tgs" if sticker.is_animated else ".webm"
        suffix = moving if sticker.is_animated or sticker.is_video else ".webp"
        name = f"{sticker.file_unique_id}{suffix}"
        return _attached("sticker", sticker.file_id, name, sticker.file_size)
    return None


def is_unsendable(message: Message) -> bool:
    """Tell whether a person sent what cannot be passed on; Telegram's own notices are nothing sent."""
    return any(getattr(message, kind) is not None for kind in _UNSENDABLE)


def _attached(kind: MediaKind, file_id: str, name: str, size: int | None) -> Attached:
    return Attached(kind=kind, file_id=file_id, name=name, size=size)
