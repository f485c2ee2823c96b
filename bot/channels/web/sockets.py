"""Keeps what strangers send past the pages out of the log."""

import inspect
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_FROM_PAGES = ("handshake", "event", "javascript_response", "ack")
_CHATTY = ("engineio.server", "socketio.server")
"""Their errors are packets no browser of ours would send."""

_log = structlog.get_logger(__name__)
_Handler = Callable[..., Any]


def harden(handlers: MutableMapping[str, _Handler]) -> None:
    """Let malformed socket events and browsers' own log lines come to nothing."""
    for event in _FROM_PAGES:
        handlers[event] = _forgiving(event, handlers[event])
    handlers["log"] = _unheard
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL)


async def not_found(_: Request, error: Exception) -> Response:
    """Answer an unknown path without drawing, or logging, anything for it."""
    detail = error.detail if isinstance(error, HTTPException) else "Not Found"
    return JSONResponse({"detail": detail}, 404)


def _forgiving(event: str, handler: _Handler) -> Callable[..., Awaitable[Any]]:
    async def handle(*args: Any) -> Any:
        try:
            result = handler(*args)
            return await result if inspect.isawaitable(result) else result
        except Exception as error:  # noqa: BLE001 — what a page's own code raises never comes here
            _log.info("socket_event_refused", kind=event, reason=type(error).__name__)
            return False

    return handle


def _unheard(*_: Any) -> None:
    """Take a browser's log line and forget it."""
