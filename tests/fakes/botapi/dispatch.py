"""From a request to its effect and answer, with the faults on either side of the effect."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from typing import Any

from . import schema
from .clock import monotonic_ms
from .errors import ApiError
from .faults import Fault, Faults
from .ledger import Ledger, Record
from .methods import HANDLERS, Call
from .params import Request
from .rates import Rates
from .webhook import Webhooks
from .world import BotAccount, World


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back; `fault` tells the transport to misbehave instead, or first."""

    status: int
    body: bytes
    fault: Fault | None = None


@dataclass(slots=True)
class Dispatcher:
    """Performs calls one after the other: a call's effect is never interrupted."""

    world: World
    faults: Faults
    ledger: Ledger
    rates: Rates | None
    query_lifetime_s: float
    webhooks: Webhooks

    async def perform(self, bot: BotAccount, request: Request) -> Reply:
        """Check, apply and answer one call."""
        at_ms = monotonic_ms()
        method = schema.method(request.method)
        if method is None:
            return Reply(404, _json(ApiError(404, "Not Found: method not found").body()))
        chat_id = _chat_id(request.params.get("chat_id"))
        record = self.ledger.open(
            at_ms=at_ms,
            bot_id=bot.id,
            method=method.name,
            chat_id=chat_id,
            params=request.params,
        )
        self.world.changed.notify()
        fault = self.faults.match(method.name, chat_id)
        record.fault = fault.kind if fault else None
        if fault and not fault.applied and fault.kind != "error":
            self.ledger.write(record)
            return Reply(0, b"", fault)
        try:
            if fault and fault.error:
                raise fault.error
            if self.rates:
                self.rates.check(bot, method.name, chat_id)
            decoded = schema.decode(method, request.params)
            model = schema.validate(method, decoded)
            result = await self._apply(bot, model, decoded, request, record)
            record.status, record.applied = 200, True
            body = _json({"ok": True, "result": result})
        except ApiError as error:
            record.status, record.error = error.code, error.description
            body = _json(error.body())
        self.ledger.write(record)
        self.world.changed.notify()
        return Reply(record.status, body, fault if fault and fault.applied else None)

    async def _apply(
        self,
        bot: BotAccount,
        model: Any,
        decoded: dict[str, Any],
        request: Request,
        record: Record,
    ) -> Any:
        handler = HANDLERS.get(record.method.lower())
        if handler is None:
            raise ApiError(501, f"Not Implemented: the fake does not perform {record.method}")
        result = handler(
            Call(
                self.world,
                self.webhooks,
                bot,
                model,
                decoded,
                request.uploads,
                record,
                self.query_lifetime_s,
            )
        )
        return await result if inspect.isawaitable(result) else result


def _chat_id(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.lstrip("-").isdigit() else None


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
