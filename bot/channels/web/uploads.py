"""Pictures and other files of a chat: taken in, and shown to nobody but their owner and staff."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response, status
from fastapi.responses import FileResponse

from bot.channels.web.bubbles import DRAWN
from bot.channels.web.office import Office
from bot.channels.web.origin import same_origin
from bot.channels.web.staff_door import staff_member
from bot.channels.web.visit import Visit, own_chats
from bot.core.events import CustomerSentMedia
from bot.desk.views import was_sent
from bot.store.files import MAX_BYTES, FileTooLargeError, keep_file, kept_path

_LONGEST_NAME = 100


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
        try:
            data = await _body(request)
            file = await asyncio.to_thread(keep_file, office.files, data, name=clean_name(name))
        except FileTooLargeError:
            return Response(status_code=status.HTTP_413_CONTENT_TOO_LARGE)
        if not data:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT)
        visit = Visit(desk=office.desk, bell=office.bell, conversation=conversation)
        await visit.send(CustomerSentMedia(file=file, album=album))
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    @routes.get("/chat/{conversation}/files/{name}")
    def give(request: Request, conversation: str, name: str) -> Response:
        """Return a file that was sent in this conversation."""
        allowed = conversation in own_chats(request.session) or staff_member(office, request)
        path = kept_path(office.files, f"file:{name}") if allowed else None
        if path is None or not was_sent(office.desk.store, conversation, f"file:{name}"):
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

    return routes


def clean_name(name: str) -> str:
    """Return a file's own name: no folders, no control characters, not endless."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    return printable[-_LONGEST_NAME:] or "file"


async def _body(request: Request) -> bytes:
    """Read a body without ever holding more than the limit; raises FileTooLargeError."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BYTES:
            raise FileTooLargeError
    return bytes(data)
