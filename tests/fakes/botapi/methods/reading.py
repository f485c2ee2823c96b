"""How a bot reads its updates: long polling or a webhook."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from telegram.constants import WebhookLimit

from tests.fakes.botapi.errors import bad_request

from .registry import Call, handles

_SECRET = re.compile(rf"^[A-Za-z0-9_-]{{1,{WebhookLimit.MAX_SECRET_TOKEN_LENGTH}}}$")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@handles("getUpdates")
async def get_updates(call: Call) -> list[dict[str, Any]]:
    model = call.model
    updates = call.bot.updates
    updates.allow(model.allowed_updates)
    batch = await updates.poll(
        offset=model.offset or 0,
        limit=100 if model.limit is None else model.limit,
        timeout=model.timeout or 0,
    )
    return [update.json() for update in batch]


@handles("setWebhook")
async def set_webhook(call: Call) -> bool:
    model = call.model
    if not model.url:
        await call.webhooks.delete(call.bot)
        return True
    url = urlsplit(model.url)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if url.hostname not in _LOOPBACK:
        raise bad_request("bad webhook: the fake delivers to this machine only")
    if model.secret_token and not _SECRET.match(model.secret_token):
        raise bad_request("secret token contains unallowed characters")
    updates = call.bot.updates
    updates.allow(model.allowed_updates)
    if model.drop_pending_updates:
        updates.drop_all()
    updates.interrupt("terminated by setWebhook request")
    await call.webhooks.set(
        call.bot,
        url=model.url,
        secret_token=model.secret_token,
        max_connections=model.max_connections or 40,
    )
    return True


@handles("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    await call.webhooks.delete(call.bot)
    if call.model.drop_pending_updates:
        call.bot.updates.drop_all()
    return True


@handles("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    info: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.updates.pending),
    }
    if hook := call.webhooks.of(call.bot):
        info |= {"url": hook.url, "max_connections": hook.max_connections}
        if hook.last_error is not None:
            info |= {
                "last_error_date": hook.last_error_date,
                "last_error_message": hook.last_error,
            }
    if call.bot.updates.allowed is not None:
        info["allowed_updates"] = sorted(call.bot.updates.allowed)
    return info
