"""Parameters of a call: query string, form, multipart or JSON, as the real server takes them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import BodyPartReader, MultipartReader, web

from .files import Upload

# Answers to a webhook may call any method but these.
_NEVER_IN_REPLY = ("deletewebhook", "setwebhook", "close", "logout")


@dataclass(slots=True)
class Request:
    """A method call before it is checked."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def add_upload(self, name: str, upload: Upload) -> None:
        """A file part; its own name is a reference unless another field attaches it."""
        self.uploads[name] = upload
        self.params.setdefault(name, f"attach://{name}")


async def read_request(request: web.Request) -> Request:
    """The call in an HTTP request."""
    call = Request(request.match_info["method"])
    if request.query_string:
        call.params.update(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        call.params.update(json.loads(body) if body else {})
    elif request.content_type.startswith("multipart/"):
        await _read_parts(await request.multipart(), call)
    elif request.method == "POST":
        call.params.update(await request.post())
    return call


async def read_reply(response: aiohttp.ClientResponse) -> Request | None:
    """The call a webhook's answer makes, if it makes one; anything else in it is ignored."""
    call = Request("")
    if response.content_type == "application/json":
        try:
            body = json.loads(await response.read())
        except ValueError:
            return None
        call.params.update(body if isinstance(body, dict) else {})
    elif response.content_type.startswith("multipart/"):
        reader = MultipartReader.from_response(response)
        await _read_parts(reader, call)
    call.method = str(call.params.pop("method", ""))
    name = call.method.lower()
    return None if not name or name in _NEVER_IN_REPLY or name.startswith("get") else call


async def _read_parts(reader: Any, call: Request) -> None:
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            call.params[part.name] = await part.text()
        else:
            content = bytes(await part.read(decode=False))
            call.add_upload(part.name, Upload(part.filename, content))
