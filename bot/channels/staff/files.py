"""The bytes of files that stand in a transcript, wherever they lie."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import structlog

from bot.core.events import MediaFile
from bot.store.files import MAX_BYTES, kept_path

Download = Callable[[str], Awaitable[bytes]]
"""Fetches the bytes behind a reference without its prefix; may raise anything."""

_log = structlog.get_logger(__name__)


class NoFileError(Exception):
    """The file cannot be had; the message says why, in a word."""


class Files:
    """Finds files by their reference: uploads, those of the book, and what each `source` can fetch.

    `sources` are by the reference's prefix, such as `telegram:`. A file id belongs to one bot, so
    what customers sent to theirs is fetched there and uploaded again.
    """

    def __init__(self, *, uploads: Path, dialogues: Path, sources: Mapping[str, Download]) -> None:
        self._uploads = uploads
        self._dialogues = dialogues
        self._sources = sources

    async def fetch(self, file: MediaFile) -> bytes:
        """Return a file's bytes; raises NoFileError."""
        if (file.size or 0) > MAX_BYTES:
            raise NoFileError("too_large")
        if not file.ref:
            raise NoFileError("unreadable")
        for prefix, download in self._sources.items():
            if file.ref.startswith(prefix):
                return await self._download(download, file.ref.removeprefix(prefix))
        path = kept_path(self._uploads, file.ref) or self._in_book(file.ref)
        if path is None or not path.is_file():
            raise NoFileError("missing")
        return await asyncio.to_thread(path.read_bytes)

    async def _download(self, download: Download, ref: str) -> bytes:
        try:
            return await download(ref)
        except Exception as error:
            _log.warning("file_not_fetched", reason=type(error).__name__)
            raise NoFileError("not_fetched") from error

    def _in_book(self, ref: str) -> Path | None:
        inside = (self._dialogues / ref).resolve()
        return inside if inside.is_relative_to(self._dialogues.resolve()) else None
