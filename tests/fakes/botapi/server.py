"""The HTTP face: /bot<token>/<method>, file downloads, and connections that go wrong on demand."""

from __future__ import annotations

import asyncio
import json
import socket
import struct

from aiohttp import web

from .dispatch import Dispatcher, Reply
from .errors import ApiError
from .faults import Fault
from .params import read_request

BODY_LIMIT = 64 * 2**20

_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    "</body>\r\n</html>\r\n"
)


class Server:
    """Routes requests to a dispatcher; `closing` ends everything that hangs."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.dispatcher = dispatcher
        self.closing = asyncio.Event()
        self.app = web.Application(client_max_size=BODY_LIMIT)
        self.app.router.add_route("*", r"/bot{token:[^/]+}/{method}", self._call)
        self.app.router.add_get(r"/file/bot{token:[^/]+}/{path:.+}", self._download)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        bot = self.dispatcher.world.bots.get(request.match_info["token"])
        if bot is None:
            return _refusal(401, "Unauthorized")
        try:
            call = await read_request(request)
        except (ValueError, UnicodeDecodeError) as error:
            return _refusal(400, f"Bad Request: can't read the request: {error}")
        reply = await self.dispatcher.perform(bot, call)
        if reply.fault is not None:
            return await self._misbehave(request, reply, reply.fault)
        return _answer(reply)

    async def _misbehave(
        self, request: web.Request, reply: Reply, fault: Fault
    ) -> web.StreamResponse:
        if fault.kind == "bad_gateway":
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        if fault.kind in ("hang", "slow"):
            try:
                async with asyncio.timeout(fault.seconds):
                    await self.closing.wait()
            except TimeoutError:
                if fault.kind == "slow":
                    return _answer(reply)
        _reset(request)
        return web.Response()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] not in self.dispatcher.world.bots:
            return _refusal(401, "Unauthorized")
        stored = self.dispatcher.world.files.at(request.match_info["path"])
        if stored is None:
            return _refusal(404, "Not Found")
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _answer(reply: Reply) -> web.Response:
    return web.Response(status=reply.status, body=reply.body, content_type="application/json")


def _refusal(code: int, description: str) -> web.Response:
    body = ApiError(code, description).body()
    return web.Response(status=code, text=json.dumps(body), content_type="application/json")


def _reset(request: web.Request) -> None:
    transport = request.transport
    if transport is None:
        return
    connection: socket.socket | None = transport.get_extra_info("socket")
    if connection is not None:
        # Lingering for zero seconds makes the kernel send RST instead of FIN.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
