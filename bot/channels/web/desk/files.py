"""Pictures and papers of a conversation, as staff see and send them."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response, status
from fastapi.responses import JSONResponse

from bot.channels.web.bubbles import DRAWN
from bot.channels.web.desk.floor import Floor
from bot.channels.web.origin import same_origin
from bot.channels.web.staff_door import staff_member
from bot.channels.web.uploads import body_of, clean_name, is_accepted
from bot.core.events import MediaFile
from bot.store.files import FileTooLargeError, keep_file, kept_file

_MOST_FILES = 10
_KEPT = "file:"


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
    return f"/chat/{quote(conversation, safe=':')}/files/{quote(ref.removeprefix(_KEPT), safe=':')}"


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
        if await asyncio.to_thread(staff_member, office, request) is None:
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        if not is_accepted(name):
            return Response(status_code=status.HTTP_415_UNSUPPORTED_MEDIA_TYPE)
        try:
            data = await body_of(request)
        except FileTooLargeError:
            return Response(status_code=status.HTTP_413_CONTENT_TOO_LARGE)
        if not data:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT)
        file = await asyncio.to_thread(keep_file, office.files, data, name=clean_name(name))
        return JSONResponse({"ref": file.ref, "name": file.name})

    return routes
