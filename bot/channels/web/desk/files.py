"""Pictures and papers of a conversation, as staff see and send them."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response, status
from fastapi.responses import FileResponse, JSONResponse

from bot.channels.callers import address_of
from bot.channels.web.brakes import goes_on
from bot.channels.web.bubbles import DRAWN
from bot.channels.web.desk.floor import Floor
from bot.channels.web.office import Office
from bot.channels.web.origin import same_origin
from bot.channels.web.staff_door import staff_member
from bot.channels.web.uploads import body_of, clean_name, is_accepted
from bot.core.events import MediaFile
from bot.desk.evidence import may_see
from bot.store.files import FileTooLargeError, keep_file, kept_file

_log = structlog.get_logger(__name__)

_MOST_FILES = 10
_KEPT = "file:"
_TELEGRAM = "telegram:"
_FETCHED = "telegram"
"""Folder, below that of uploads, of what was fetched from Telegram once."""
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif"}
"""How pictures begin that every browser draws."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file under a line; `shown` when browsers can draw it."""

    url: str
    name: str
    shown: bool


def attachment(file: MediaFile, conversation: str) -> Attachment:
    """Return how a file of a conversation is shown."""
    ending = file.ref.rpartition(".")[2]
    drawn = ending in DRAWN if file.ref.startswith(_KEPT) else file.kind == "photo"
    return Attachment(file_url(file.ref, conversation), file.name, drawn)


def file_url(ref: str, conversation: str) -> str:
    """Return the address under which staff get a file of a conversation."""
    chat = quote(conversation, safe=":")
    if ref.startswith(_TELEGRAM):
        return f"/desk/telegram/{chat}/{quote(ref.removeprefix(_TELEGRAM), safe='')}"
    return f"/chat/{chat}/files/{quote(ref.removeprefix(_KEPT), safe=':')}"


def sent_files(folder: Path, given: str) -> tuple[MediaFile, ...]:
    """Return the files a page wants to send, `ref<TAB>name` a line; what was never kept is left out."""
    files = []
    for line in given.splitlines()[:_MOST_FILES]:
        ref, _, name = line.partition("\t")
        kept = kept_file(folder, ref)
        if kept is not None:
            files.append(replace(kept, name=clean_name(name) if name else kept.name))
    return tuple(files)


def file_routes(floor: Floor) -> APIRouter:
    """Return the route that takes in what staff attach."""
    routes = APIRouter()

    @routes.post("/desk/files", dependencies=[Depends(same_origin)])
    async def take(request: Request, name: Annotated[str, Query(max_length=1000)] = "") -> Response:
        """Keep the request's body as a file, to be sent with a reply or noted in a form."""
        office = floor.office
        member = await asyncio.to_thread(staff_member, office, request)
        if member is None:
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        if not is_accepted(name):
            return Response(status_code=status.HTTP_415_UNSUPPORTED_MEDIA_TYPE)
        who, address = f"staff:{member.id}", address_of(request)
        if not await goes_on(floor.store, "staff_upload", conversation=who, address=address):
            return Response(status_code=status.HTTP_429_TOO_MANY_REQUESTS)
        try:
            data = await body_of(request)
        except FileTooLargeError:
            return Response(status_code=status.HTTP_413_CONTENT_TOO_LARGE)
        if not data:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT)
        file = await asyncio.to_thread(keep_file, office.files, data, name=clean_name(name))
        return JSONResponse({"ref": file.ref, "name": file.name})

    @routes.get("/desk/telegram/{conversation}/{file_id}")
    async def give(request: Request, conversation: str, file_id: str) -> Response:
        """Return what a customer sent to the Telegram bot, fetched there when it is first wanted."""
        office = floor.office
        member = await asyncio.to_thread(staff_member, office, request)
        ref = f"{_TELEGRAM}{file_id}"
        if not await asyncio.to_thread(may_see, floor.store, member, conversation, ref):
            raise HTTPException(status.HTTP_404_NOT_FOUND)
        path = office.files / _FETCHED / hashlib.sha256(file_id.encode()).hexdigest()
        if not path.is_file():
            await _fetch(office, file_id, path)
        return await asyncio.to_thread(_answer, path)

    return routes


async def _fetch(office: Office, file_id: str, path: Path) -> None:
    if office.fetch is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    try:
        data = await office.fetch(file_id)
    except Exception as error:
        _log.info("file_not_fetched", reason=type(error).__name__)
        raise HTTPException(status.HTTP_502_BAD_GATEWAY) from error
    await asyncio.to_thread(_keep, data, path)


def _keep(data: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{secrets.token_hex(4)}")
    partial.write_bytes(data)
    partial.replace(path)


def _answer(path: Path) -> Response:
    with path.open("rb") as file:
        start = file.read(12)
    drawn = next((kind for mark, kind in _PICTURES.items() if start.startswith(mark)), None)
    if start[:4] == b"RIFF" and start[8:] == b"WEBP":
        drawn = "image/webp"
    return FileResponse(
        path,
        media_type=drawn or "application/octet-stream",
        content_disposition_type="inline" if drawn else "attachment",
        filename=None if drawn else "file",
        headers={
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=31536000, immutable",
        },
    )
