"""The one HTTP server: health and metrics here; pages and webhooks are added by their channels."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse

from bot.desk import views
from bot.store.engines import Store

_LAST_REQUESTS = 3
"""Seconds that open requests get to finish when the server stops."""


def open_port(host: str, port: int) -> socket.socket:
    """Take a port before anything slow begins; raises OSError when somebody else has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def make_site(store: Store) -> FastAPI:
    """Return an application with `/healthz` and `/metrics`, ready for more routes."""
    site = FastAPI(title="Shouhou", openapi_url=None)

    @site.get("/healthz")
    def healthz() -> dict[str, object]:
        """Answer 200 while the database answers."""
        return {"status": "ok", **views.counts(store)}

    @site.get("/metrics")
    def metrics() -> Response:
        """Answer in Prometheus' text format."""
        lines = (f"shouhou_{name} {value}\n" for name, value in views.counts(store).items())
        return PlainTextResponse("".join(lines))

    return site


async def serve(
    site: FastAPI, port: socket.socket, *, stop: asyncio.Event, ready: Callable[[], None]
) -> None:
    """Serve until `stop`; calls `ready` once requests are answered."""
    config = uvicorn.Config(
        site, log_config=None, access_log=False, timeout_graceful_shutdown=_LAST_REQUESTS
    )
    server = _Server(config, ready)
    serving = asyncio.create_task(server.serve(sockets=[port]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving
    if not server.started:
        raise RuntimeError("the web server did not start; the lines above say why")


class _Server(uvicorn.Server):
    """Leaves signals to the composition root, and tells when it is up."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
