"""Pictures and other files of a chat: taken in, and shown to nobody but their owner and staff."""

import asyncio
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response, status
from fastapi.responses import FileResponse

from bot.channels.callers import address_of
from bot.channels.tables import is_table, table_event
from bot.channels.web.brakes import goes_on, has_room
from bot.channels.web.bubbles import DRAWN
from bot.channels.web.document_routes import give_document
from bot.channels.web.office import Office
from bot.channels.web.origin import same_origin
from bot.channels.web.staff_door import staff_member
from bot.channels.web.visit import Visit, own_chats
from bot.core.events import CustomerSentMedia
from bot.desk.evidence import may_see
from bot.desk.views import was_sent
from bot.store.documents import PREFIX
from bot.store.files import MAX_BYTES, FileTooLargeError, keep_file, kept_path

_LONGEST_NAME = 100

_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif", ".bmp", ".avif")
_FILMS = (".mp4", ".mov", ".m4v", ".webm", ".3gp", ".avi", ".mkv")
_PAPERS = (".pdf", ".txt", ".csv", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et")
_OPEN_PAPERS = (".odt", ".ods", ".odp", ".rtf")
ACCEPTED = frozenset((*_PICTURES, *_FILMS, *_PAPERS, *_OPEN_PAPERS))
"""Endings of files that are taken: pictures, films, office documents and plain text."""


def upload_routes(office: Office) -> APIRouter:
    """Return the routes below `/chat/<conversation>/files`."""
    routes = APIRouter()

    @routes.post(
        "/chat/{conversation}/files",
        status_code=status.HTTP_204_NO_CONTENT,
        dependencies=[Depends(same_origin)],
    )
    async def take(
        request: Request,
        conversation: str,
        name: Annotated[str, Query(max_length=1000)] = "",
        album: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        """Keep the request's body as a file the customer sent."""
        if conversation not in own_chats(request.session):
            raise HTTPException(status.HTTP_404_NOT_FOUND)
        if not is_accepted(name):
            return Response(status_code=status.HTTP_415_UNSUPPORTED_MEDIA_TYPE)
        store, address = office.desk.store, address_of(request)
        if not await goes_on(store, "upload", conversation=conversation, address=address):
            return Response(status_code=status.HTTP_429_TOO_MANY_REQUESTS)
        try:
            data = await body_of(request)
        except FileTooLargeError:
            return Response(status_code=status.HTTP_413_CONTENT_TOO_LARGE)
        if not data:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT)
        if not await asyncio.to_thread(has_room, store, conversation, size=len(data)):
            return Response(status_code=status.HTTP_507_INSUFFICIENT_STORAGE)
        file = await asyncio.to_thread(keep_file, office.files, data, name=clean_name(name))
        visit = Visit(
            desk=office.desk, bell=office.bell, conversation=conversation, address=address
        )
        if is_table(file):
            await visit.send(await asyncio.to_thread(table_event, file, data))
        else:
            await visit.send(CustomerSentMedia(file=file, album=album))
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    @routes.get("/chat/{conversation}/files/{name}")
    def give(request: Request, conversation: str, name: str) -> Response:
        """Return a file that was sent in this conversation, or stands on a case of it."""
        member = staff_member(office, request)
        ref = name if name.startswith(PREFIX) else f"file:{name}"
        own = conversation in own_chats(request.session)
        store = office.desk.store
        if not (own and was_sent(store, conversation, ref)) and not may_see(
            store, member, conversation, ref
        ):
            raise HTTPException(status.HTTP_404_NOT_FOUND)
        if ref.startswith(PREFIX):
            return give_document(office, ref)
        return _give_kept(office, ref, name)

    return routes


def _give_kept(office: Office, ref: str, name: str) -> Response:
    """Return a kept file: pictures to look at, everything else to save."""
    path = kept_path(office.files, ref)
    if path is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    drawn = DRAWN.get(path.suffix[1:])
    return FileResponse(
        path,
        media_type=drawn or "application/octet-stream",
        filename=name,
        content_disposition_type="inline" if drawn else "attachment",
        headers={
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=31536000, immutable",
        },
    )


def is_accepted(name: str) -> bool:
    """Tell by a file's name whether it is of a kind that helps with a case."""
    return PurePath(clean_name(name)).suffix.lower() in ACCEPTED


def clean_name(name: str) -> str:
    """Return a file's own name: no folders, no control characters, not endless."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    return printable[-_LONGEST_NAME:] or "file"


async def body_of(request: Request) -> bytes:
    """Read a body without ever holding more than the limit; raises FileTooLargeError."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BYTES:
            raise FileTooLargeError
    return bytes(data)
