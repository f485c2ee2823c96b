"""The one HTTP server: health and metrics here; pages and webhooks are added by their channels.

Everybody may ask whether all is well; how much there is to do is told to this machine, and to
whoever knows `METRICS_TOKEN`.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hmac import compare_digest

import structlog
import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response, status
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.callers import is_here
from bot.desk import views
from bot.store.engines import Store
from bot.store.executors import latest_lease
from bot.store.probe import probe_write

_log = structlog.get_logger(__name__)

_LAST_REQUESTS = 3
"""Seconds that open requests get to finish when the server stops."""


def open_port(host: str, port: int) -> socket.socket:
    """Take a port before anything slow begins; raises OSError when somebody else has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def make_site(store: Store, *, works: bool, token: str | None) -> FastAPI:
    """Return an application with `/healthz` and `/metrics`, ready for more routes.

    `works`: this process has the work role, and is well only while a worker is alive.
    """
    site = FastAPI(title="Shouhou", openapi_url=None)

    @site.get("/healthz")
    def healthz(request: Request) -> Response:
        """Answer 200 while the database takes writes and the work is done, else 503."""
        ill = _illness(store, works=works)
        if ill is not None:
            return JSONResponse({"status": ill}, status.HTTP_503_SERVICE_UNAVAILABLE)
        counts = views.counts(store) if _may_know(request, token) else {}
        return JSONResponse({"status": "ok", **counts})

    @site.get("/metrics")
    def metrics(request: Request) -> Response:
        """Answer in Prometheus' text format."""
        if not _may_know(request, token):
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        lines = (f"shouhou_{name} {value}\n" for name, value in views.counts(store).items())
        return PlainTextResponse("".join(lines))

    return site


def _illness(store: Store, *, works: bool) -> str | None:
    try:
        probe_write(store)
        with store.read() as tx:
            lease = latest_lease(tx)
    except SQLAlchemyError as error:
        _log.error("database_ill", reason=type(error).__name__)
        return "database"
    if works and (lease is None or lease < datetime.now(UTC)):
        return "work"
    return None


def _may_know(request: Request, token: str | None) -> bool:
    given = request.headers.get("authorization", "").encode()
    known = token is not None and compare_digest(given, f"Bearer {token}".encode())
    return known or is_here(request)


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
