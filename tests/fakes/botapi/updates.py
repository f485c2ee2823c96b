"""One bot's updates: numbered, served to one long poll at a time, confirmed by offset."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .clock import monotonic_ms
from .errors import conflict
from .faults import UpdateFaults
from .signal import Signal

# Types a bot gets only when it asks for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 100_000_001
MAX_POLL_SECONDS = 50
MAX_BATCH = 100


@dataclass(slots=True)
class Update:
    """An update and its life on the server, in monotonic milliseconds."""

    kind: str
    payload: dict[str, Any]
    chat_id: int
    created_ms: float
    update_id: int = 0
    copies: int = 0
    served: int = 0
    first_served_ms: float | None = None
    confirmed_ms: float | None = None

    def json(self) -> dict[str, Any]:
        return {"update_id": self.update_id, self.kind: self.payload}

    def mark_served(self) -> None:
        """Note that the bot was given this update."""
        self.served += 1
        if self.first_served_ms is None:
            self.first_served_ms = monotonic_ms()


class UpdateQueue:
    """Telegram's queue for one bot, read by getUpdates or by a webhook, never both."""

    def __init__(self, *, faults: UpdateFaults, changed: Signal) -> None:
        self._faults = faults
        self._changed = changed
        self.history: list[Update] = []
        self.pending: dict[int, Update] = {}
        self.allowed: frozenset[str] | None = None
        self.push: Callable[[Update], None] | None = None
        self._next_id = FIRST_ID
        self._again: list[Update] = []
        self._held: list[Update] = []
        self._poll: asyncio.Future[str | None] | None = None

    def publish(self, kind: str, payload: dict[str, Any], *, chat_id: int) -> Update | None:
        """Queue an update; None when the bot did not ask for updates of this kind."""
        if not self.wants(kind):
            return None
        update = Update(kind, payload, chat_id, monotonic_ms())
        self.history.append(update)
        fault = self._faults.match(chat_id)
        if self.push is not None:
            # Over a webhook ids may arrive out of order; over getUpdates they never do.
            self._number(update)
        if fault is None:
            self._release(update)
            self._release_held()
        elif fault.kind == "duplicate":
            update.copies = fault.copies
            self._release(update)
            self._release_held()
        elif fault.kind == "late":
            asyncio.get_running_loop().call_later(fault.seconds, self._release, update)
        else:
            self._held.append(update)
        self._changed.notify()
        return update

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind reach the bot."""
        return kind not in ON_REQUEST if self.allowed is None else kind in self.allowed

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set `allowed_updates`: None keeps the setting, an empty list restores the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    async def poll(self, *, offset: int, limit: int, timeout: float) -> list[Update]:
        """Serve getUpdates: confirm below `offset`, then wait up to `timeout` seconds."""
        if self.push is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.interrupt(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        if offset < 0:
            keep = sorted(self.pending)[offset:]
            self.confirm(keep[0] if keep else self._next_id)
            offset = 0
        self.confirm(offset)
        batch = self._batch(offset, limit)
        if not batch and timeout > 0:
            await self._wait(min(timeout, MAX_POLL_SECONDS))
            batch = self._batch(offset, limit)
        for update in batch:
            update.mark_served()
        return batch

    def confirm(self, offset: int) -> None:
        """Forget every update below `offset`."""
        for update_id in [known for known in self.pending if known < offset]:
            self.settle(self.pending[update_id])

    def settle(self, update: Update) -> None:
        """Forget one update the bot has taken; a duplicated one is queued for another serving."""
        if self.pending.pop(update.update_id, None) is None:
            return
        update.confirmed_ms = monotonic_ms()
        while update.copies:
            update.copies -= 1
            self._again.append(update)
        self._changed.notify()

    def drop_all(self) -> None:
        """Forget everything that waits."""
        self.pending.clear()
        self._again.clear()
        self._held.clear()

    def interrupt(self, reason: str | None) -> None:
        """End the waiting poll: with a 409 for `reason`, or quietly when None."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)

    def _batch(self, offset: int, limit: int) -> list[Update]:
        size = min(max(limit, 1), MAX_BATCH)
        again, self._again = self._again[:size], self._again[size:]
        fresh = sorted(known for known in self.pending if known >= offset)
        return again + [self.pending[known] for known in fresh[: size - len(again)]]

    async def _wait(self, timeout: float) -> None:
        waiter: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._poll = waiter
        try:
            async with asyncio.timeout(timeout):
                reason = await waiter
        except TimeoutError:
            return
        finally:
            if self._poll is waiter:
                self._poll = None
        if reason:
            raise conflict(reason)

    def _release_held(self) -> None:
        held, self._held = self._held, []
        for update in held:
            self._release(update)

    def _release(self, update: Update) -> None:
        if not update.update_id:
            self._number(update)
        self.pending[update.update_id] = update
        if self.push is not None:
            self.push(update)
        else:
            self.interrupt(None)

    def _number(self, update: Update) -> None:
        update.update_id = self._next_id
        self._next_id += 1
