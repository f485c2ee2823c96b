"""No request may send more than its route can use, however it is framed."""

import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.store.files import MAX_BYTES

FORM = 256 * 1024
"""Bytes of a form, or of a webhook's update."""
FILE = MAX_BYTES + 64 * 1024
"""Bytes of an upload with what stands around it."""

_FILES = re.compile(r"/chat/[^/]+/files|/desk/files|/dealers/[^/]+/purchases")
_SOCKET = "/_nicegui"


class _TooMuchError(Exception):
    """The body grew beyond the limit while it was read."""


class BodyLimit:
    """ASGI middleware that answers 413 instead of reading on; a form's files would fill the disk else."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its body."""
        if scope["type"] != "http" or scope["path"].startswith(_SOCKET):
            await self._app(scope, receive, send)
            return
        limit = FILE if _FILES.fullmatch(scope["path"]) else FORM
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            await _refuse(scope, receive, send)
            return
        read, answered = 0, False

        async def count() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise _TooMuchError
            return message

        async def watch(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, count, watch)
        except _TooMuchError:
            if not answered:
                await _refuse(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    answer = PlainTextResponse("Content Too Large", 413, headers={"Connection": "close"})
    await answer(scope, receive, send)
