"""Files customers upload through our own pages, kept by the digest of their bytes."""

import hashlib
import re
import secrets
from pathlib import Path

from bot.core.events import MediaFile, MediaKind

MAX_BYTES = 20 * 1024 * 1024
"""As Telegram's limit for bots, so that every channel takes the same files."""

_KINDS: dict[str, MediaKind] = {
    ".jpg": "photo",
    ".jpeg": "photo",
    ".png": "photo",
    ".webp": "photo",
    ".gif": "photo",
    ".heic": "photo",
    ".mp4": "video",
    ".mov": "video",
    ".ogg": "voice",
    ".oga": "voice",
}
_REF = re.compile(r"file:([0-9a-f]{64})(\.[a-z0-9]{1,5})?")


class FileTooLargeError(Exception):
    """An upload is larger than `MAX_BYTES`."""


def keep_file(folder: Path, data: bytes, *, name: str) -> MediaFile:
    """Write an upload once and return its reference; raises FileTooLargeError."""
    if len(data) > MAX_BYTES:
        raise FileTooLargeError(name)
    suffix = Path(name).suffix.lower()
    suffix = suffix if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix) else ""
    digest = hashlib.sha256(data).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{digest}{suffix}"
    if not target.exists():
        # A name of its own: the same photo may come twice at once.
        partial = folder / f"{secrets.token_hex(8)}.partial"
        try:
            partial.write_bytes(data)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return _media(f"file:{digest}{suffix}", name=Path(name).name, size=len(data))


def kept_path(folder: Path, ref: str) -> Path | None:
    """Return where the file of a reference lies; None when the reference is not one of ours."""
    found = _REF.fullmatch(ref)
    path = folder / f"{found[1]}{found[2] or ''}" if found else None
    return path if path is not None and path.is_file() else None


def kept_file(folder: Path, ref: str) -> MediaFile | None:
    """Return a kept file by its reference, without the name it once had; None when it is not there."""
    path = kept_path(folder, ref)
    return None if path is None else _media(ref, name=path.name[-12:], size=path.stat().st_size)


def _media(ref: str, *, name: str, size: int) -> MediaFile:
    return MediaFile(kind=_KINDS.get(Path(ref).suffix, "document"), ref=ref, name=name, size=size)
