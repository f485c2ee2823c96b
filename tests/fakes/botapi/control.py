"""The same fake by remote control: JSON over HTTP under /control/, for other processes."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .clock import monotonic_ms
from .load import Load
from .world import CallbackQuery, Message

if TYPE_CHECKING:
    from .api import FakeBotApi

_DEEDS = frozenset(
    (
        "say",
        "start",
        "press",
        "photo",
        "document",
        "video",
        "voice",
        "sticker",
        "share_contact",
        "share_location",
        "edit",
        "block",
        "unblock",
    )
)
_FAULTS = frozenset(
    (
        "rate_limited",
        "blocked",
        "conflict",
        "fail",
        "bad_gateway",
        "hang",
        "reset",
        "slow",
        "duplicate_updates",
        "late_updates",
        "swap_updates",
    )
)

Endpoint = Callable[[web.Request], Awaitable[Any]]


class Control:
    """Endpoints that act as people, set faults, run load and read results."""

    def __init__(self, api: FakeBotApi) -> None:
        self._api = api
        self._loads: list[Load] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def add_routes(self, app: web.Application) -> None:
        """Put the endpoints on the server."""
        routes: dict[tuple[str, str], Endpoint] = {
            ("GET", "/control/summary"): self._summary,
            ("POST", "/control/act"): self._act,
            ("POST", "/control/groups"): self._group,
            ("POST", "/control/faults"): self._fault,
            ("DELETE", "/control/faults"): self._clear,
            ("POST", "/control/load"): self._start_load,
            ("GET", "/control/load/{number}"): self._load,
            ("GET", "/control/messages"): self._messages,
            ("GET", "/control/calls"): self._calls,
            ("GET", "/control/updates"): self._updates,
        }
        for (verb, path), endpoint in routes.items():
            app.router.add_route(verb, path, _as_json(endpoint))
        app.on_shutdown.append(self._stop)

    async def _stop(self, _app: web.Application) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _act(self, request: web.Request) -> Any:
        order = await request.json()
        deed = order.pop("do")
        if deed not in _DEEDS:
            raise ValueError(f"do: one of {sorted(_DEEDS)}")
        about = {
            name: order.pop(name) for name in ("name", "username", "language") if name in order
        }
        user = self._api.user(id=order.pop("user"), bot=self._bot(order), **about)
        if "content" in order:
            order["content"] = base64.b64decode(order["content"])
        if "group" in order:
            order["group"] = self._api.known_group(order["group"])
        done = getattr(user, deed)(**order)
        result = await done if asyncio.iscoroutine(done) else done
        if isinstance(result, Message):
            return _message(result)
        if isinstance(result, CallbackQuery):
            return {"callback_query_id": result.id, "at_ms": result.asked_ms}
        return {"at_ms": monotonic_ms()}

    async def _group(self, request: web.Request) -> Any:
        order = await request.json()
        members = [self._api.user(id=number) for number in order.pop("users", ())]
        tokens = order.pop("bots", None)
        bots = None if tokens is None else [self._api.world.bots[token] for token in tokens]
        return {"id": self._api.group(members=members, bots=bots, **order).id}

    async def _fault(self, request: web.Request) -> Any:
        order = await request.json()
        kind = order.pop("kind")
        if kind not in _FAULTS:
            raise ValueError(f"kind: one of {sorted(_FAULTS)}")
        getattr(self._api.faults, kind)(**order)
        return {}

    async def _clear(self, _request: web.Request) -> Any:
        fired = [rule.fired for rule in self._api.faults.rules]
        self._api.faults.clear()
        return {"fired": fired}

    async def _start_load(self, request: web.Request) -> Any:
        order = await request.json()
        first = order.get("first_user", 5_000_001)
        bot = self._bot(order)
        load = Load(
            world=self._api.world,
            users=[self._api.user(id=first + n, bot=bot) for n in range(order.get("users", 100))],
            texts=order["texts"],
            rate=float(order["rate"]),
            count=int(order.get("count") or order["rate"] * order["seconds"]),
        )
        self._loads.append(load)
        task = asyncio.get_running_loop().create_task(load.run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return {"number": len(self._loads)}

    async def _load(self, request: web.Request) -> Any:
        number = int(request.match_info["number"])
        if not 1 <= number <= len(self._loads):
            raise ValueError(f"no load {number}")
        report = self._loads[number - 1].report()
        if "all" not in request.query:
            del report["latencies_ms"]
        return report

    async def _messages(self, request: web.Request) -> Any:
        chat_id = int(request.query["chat_id"]) if "chat_id" in request.query else None
        wanted = int(request.query.get("wait", 0))
        timeout = float(request.query.get("timeout", 5))
        await self._api.world.changed.until(
            lambda: len(self._api.sent(chat_id)) >= wanted, timeout=timeout
        )
        return [_message(message) for message in self._api.sent(chat_id)]

    async def _calls(self, request: web.Request) -> Any:
        since = int(request.query.get("since", 0))
        chat_id = int(request.query["chat_id"]) if "chat_id" in request.query else None
        found = self._api.calls(request.query.get("method"), chat_id=chat_id)
        return [asdict(record) for record in found if record.seq > since]

    async def _updates(self, request: web.Request) -> Any:
        return [
            {name: value for name, value in asdict(update).items() if name != "payload"}
            for update in self._bot(dict(request.query)).updates.history
        ]

    async def _summary(self, _request: web.Request) -> Any:
        api = self._api
        updates = [u for bot in api.world.bots.values() for u in bot.updates.history]
        return {
            "now_ms": monotonic_ms(),
            "calls": dict(Counter(f"{r.method} {r.status}" for r in api.ledger.records)),
            "sent": len(api.world.outgoing),
            "repeated": [
                {"chat_id": chat_id, "text": text, "times": times}
                for (chat_id, text), times in api.repeated().items()
            ],
            "updates": {
                "created": len(updates),
                "served": sum(update.served > 0 for update in updates),
                "confirmed": sum(update.confirmed_ms is not None for update in updates),
            },
        }

    def _bot(self, order: dict[str, Any]) -> Any:
        token = order.pop("bot", None)
        return self._api.bot if token is None else self._api.world.bots[token]


def _message(message: Message) -> dict[str, Any]:
    return {
        "chat_id": message.chat_id,
        "message_id": message.message_id,
        "thread_id": message.thread_id,
        "bot_id": message.bot_id,
        "text": message.text,
        "buttons": message.buttons,
        "arrived_ms": message.arrived_ms,
        "deleted": message.deleted,
        "edits": len(message.edits),
    }


def _as_json(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def respond(request: web.Request) -> web.Response:
        try:
            result = await endpoint(request)
        except (ValueError, TypeError, LookupError, AssertionError) as error:
            body = {"error": f"{type(error).__name__}: {error}"}
            return web.json_response(body, status=400, dumps=_dumps)
        return web.json_response(result, dumps=_dumps)

    return respond


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
