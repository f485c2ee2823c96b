"""The file store: what was uploaded, and ids that belong to one bot each."""

from __future__ import annotations

import base64
import binascii
import mimetypes
from dataclasses import dataclass
from typing import Any

from telegram.constants import FileSizeLimit

from .errors import ApiError, bad_request

# The server allows 20 MiB although the constant is written in decimal megabytes.
DOWNLOAD_LIMIT = int(FileSizeLimit.FILESIZE_DOWNLOAD) // 1_000_000 * 2**20
UPLOAD_LIMIT = int(FileSizeLimit.FILESIZE_UPLOAD) // 1_000_000 * 2**20
PHOTO_LIMIT = int(FileSizeLimit.PHOTOSIZE_UPLOAD) // 1_000_000 * 2**20

_EXTENSIONS = {
    "photo": (".jpg", "image/jpeg"),
    "video": (".mp4", "video/mp4"),
    "animation": (".mp4", "video/mp4"),
    "video_note": (".mp4", "video/mp4"),
    "voice": (".oga", "audio/ogg"),
    "audio": (".mp3", "audio/mpeg"),
    "sticker": (".webp", "image/webp"),
    "document": ("", "application/octet-stream"),
}
KINDS = tuple(_EXTENSIONS)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a multipart request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file Telegram keeps; `size` may be declared larger than the content (20 MB tests)."""

    number: int
    kind: str
    name: str
    mime: str
    size: int
    content: bytes

    @property
    def unique_id(self) -> str:
        return f"AQAD{self.number:08d}"

    @property
    def path(self) -> str:
        suffix = _EXTENSIONS[self.kind][0] or "." + self.name.rpartition(".")[2]
        return f"{self.kind}s/file_{self.number}{suffix}"


class FileStore:
    """Every file sent by users and bots."""

    def __init__(self) -> None:
        self._files: dict[int, StoredFile] = {}

    def add(
        self, content: bytes, *, kind: str, name: str = "", size: int | None = None
    ) -> StoredFile:
        """Keep a file; 413 or 400 when it is larger than a bot may upload."""
        suffix, fallback = _EXTENSIONS[kind]
        number = len(self._files) + 1
        full_name = name or f"file_{number}{suffix}"
        mime = mimetypes.guess_type(full_name)[0] or fallback
        stored = StoredFile(
            number, kind, full_name, mime, len(content) if size is None else size, content
        )
        self._files[number] = stored
        return stored

    def add_upload(self, upload: Upload, *, kind: str) -> StoredFile:
        """Keep what a bot uploads; 413 or 400 when it is larger than allowed."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        if kind == "photo" and len(upload.content) > PHOTO_LIMIT:
            raise bad_request(
                f"file of size {len(upload.content)} bytes is too big for a photo; "
                f"the maximum size is {PHOTO_LIMIT} bytes"
            )
        return self.add(upload.content, kind=kind, name=upload.name)

    def reuse(self, file_id: str, *, bot_id: int, kind: str) -> StoredFile:
        """The file behind an id a bot sends again; ids of another bot are refused."""
        if "://" in file_id:
            raise bad_request("failed to get HTTP URL content")
        stored = self._resolve(file_id, bot_id=bot_id)
        if stored is None:
            raise bad_request(
                "wrong remote file identifier specified: Wrong string length"
                if len(file_id) < 8
                else "wrong file identifier/HTTP URL specified"
            )
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def download(self, file_id: str, *, bot_id: int) -> StoredFile:
        """The file `getFile` prepares; 400 above 20 MB."""
        stored = self._resolve(file_id, bot_id=bot_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if stored.size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return stored

    def at(self, path: str) -> StoredFile | None:
        """The file at a download path."""
        digits = path.rpartition("file_")[2].partition(".")[0]
        stored = self._files.get(int(digits)) if digits.isdigit() else None
        return stored if stored and stored.path == path else None

    def _resolve(self, file_id: str, *, bot_id: int) -> StoredFile | None:
        try:
            owner, _, number = base64.urlsafe_b64decode(file_id).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        if owner != str(bot_id) or not number.split(":")[0].isdigit():
            return None
        return self._files.get(int(number.split(":")[0]))


def file_id(stored: StoredFile, *, bot_id: int, variant: int = 0) -> str:
    """The id one bot knows a file by."""
    return base64.urlsafe_b64encode(f"{bot_id}:{stored.number}:{variant}".encode()).decode()


def describe(stored: StoredFile, *, bot_id: int) -> Any:
    """The media object of a message: a list of sizes for a photo, one object otherwise."""
    if stored.kind == "photo":
        return [
            {
                "file_id": file_id(stored, bot_id=bot_id, variant=variant),
                "file_unique_id": f"{stored.unique_id}{variant}",
                "width": width,
                "height": width * 3 // 4,
                "file_size": stored.size,
            }
            for variant, width in enumerate((90, 320, 1280))
        ]
    media: dict[str, Any] = {
        "file_id": file_id(stored, bot_id=bot_id),
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
    }
    match stored.kind:
        case "document":
            media |= {"file_name": stored.name, "mime_type": stored.mime}
        case "video" | "animation":
            media |= {"width": 640, "height": 360, "duration": 5, "mime_type": stored.mime}
        case "voice" | "audio":
            media |= {"duration": 5, "mime_type": stored.mime}
        case "video_note":
            media |= {"length": 240, "duration": 5}
        case "sticker":
            media |= {
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
            }
    return media
