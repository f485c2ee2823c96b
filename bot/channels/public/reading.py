"""What a Telegram message says, as one happening."""

from aiogram.enums import ContentType
from aiogram.types import Contact, Message, PhotoSize

from bot.channels.commands import read_text
from bot.core.events import (
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    Happening,
    MediaFile,
    MediaKind,
)

FILE_PREFIX = "telegram:"
"""Before Telegram's file id in a file's reference."""

_UNREADABLE = frozenset(
    {
        ContentType.CHECKLIST,
        ContentType.DICE,
        ContentType.GAME,
        ContentType.GIFT,
        ContentType.LIVE_PHOTO,
        ContentType.PAID_MEDIA,
        ContentType.POLL,
        ContentType.RICH_MESSAGE,
        ContentType.STORY,
        ContentType.UNKNOWN,
    }
)
"""What a person sends, and we cannot read; everything else is Telegram's own housekeeping."""


def read_message(message: Message) -> Happening | None:
    """Return what was sent; None for Telegram's own notices, such as a pinned message."""
    if message.text is not None:
        return read_text(message.text)
    if message.contact is not None:
        return _contact(message.contact)
    if message.location is not None:
        place = message.location
        return CustomerSharedLocation(latitude=place.latitude, longitude=place.longitude)
    file = _file(message)
    if file is None:
        return None
    return CustomerSentMedia(
        file=file, caption=message.caption or "", album=message.media_group_id or ""
    )


def is_someone_elses(message: Message) -> bool:
    """Tell whether a contact was shared that is not the sender's own."""
    contact, sender = message.contact, message.from_user
    return contact is not None and (sender is None or contact.user_id != sender.id)


def _contact(contact: Contact) -> CustomerSharedContact:
    name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    return CustomerSharedContact(phone=contact.phone_number, name=name)


def _file(message: Message) -> MediaFile | None:
    if message.photo:
        largest = max(message.photo, key=_pixels)
        return _media("photo", largest.file_id, size=largest.file_size)
    # Before the document: Telegram sends an animation as both.
    for video in (message.video, message.animation, message.video_note):
        if video is not None:
            name = getattr(video, "file_name", None)
            return _media("video", video.file_id, size=video.file_size, name=name)
    if message.voice is not None:
        return _media("voice", message.voice.file_id, size=message.voice.file_size)
    for document in (message.document, message.audio):
        if document is not None:
            name = document.file_name
            return _media("document", document.file_id, size=document.file_size, name=name)
    if message.sticker is not None:
        return _media("sticker", message.sticker.file_id)
    if message.content_type in _UNREADABLE:
        return MediaFile(kind="other", ref="")
    return None


def _pixels(photo: PhotoSize) -> int:
    return photo.width * photo.height


def _media(
    kind: MediaKind, file_id: str, *, size: int | None = None, name: str | None = None
) -> MediaFile:
    return MediaFile(kind=kind, ref=f"{FILE_PREFIX}{file_id}", name=name or "", size=size)
