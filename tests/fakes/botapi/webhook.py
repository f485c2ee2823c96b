"""Webhook delivery: in order within a chat, again until 2xx, with the secret token."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from .clock import unix_seconds
from .params import Request, read_reply
from .signal import Signal
from .updates import Update
from .world import BotAccount

FIRST_DELAY_S = 0.05
LONGEST_DELAY_S = 1.0
TIMEOUT_S = 60.0

Execute = Callable[[BotAccount, Request], Awaitable[None]]


@dataclass(slots=True)
class Hook:
    """One bot's webhook and the lanes of its chats."""

    url: str
    secret_token: str | None
    slots: asyncio.Semaphore
    max_connections: int
    lanes: dict[int, deque[Update]] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    last_error: str | None = None
    last_error_date: int = 0


class Webhooks:
    """The webhooks of all bots. Retries are quicker than Telegram's, so that tests are."""

    def __init__(self, *, execute: Execute, changed: Signal) -> None:
        self._changed = changed
        self._execute = execute
        self._hooks: dict[int, Hook] = {}
        self._session: aiohttp.ClientSession | None = None

    def of(self, bot: BotAccount) -> Hook | None:
        """The webhook a bot has set."""
        return self._hooks.get(bot.id)

    async def set(
        self, bot: BotAccount, *, url: str, secret_token: str | None, max_connections: int
    ) -> None:
        """Begin to deliver, starting with what waits."""
        await self.delete(bot)
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))
        hook = Hook(url, secret_token, asyncio.Semaphore(max_connections), max_connections)
        self._hooks[bot.id] = hook
        bot.updates.push = lambda update: self._enqueue(bot, hook, update)
        for update_id in sorted(bot.updates.pending):
            self._enqueue(bot, hook, bot.updates.pending[update_id])

    async def delete(self, bot: BotAccount) -> None:
        """Stop delivering; what waits stays for getUpdates."""
        bot.updates.push = None
        if hook := self._hooks.pop(bot.id, None):
            # A reply to a delivery may itself delete the webhook: never wait for oneself.
            others = [task for task in hook.tasks if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    async def close(self, bots: list[BotAccount]) -> None:
        """Stop everything."""
        for bot in bots:
            await self.delete(bot)
        if self._session:
            await self._session.close()
            self._session = None

    def _enqueue(self, bot: BotAccount, hook: Hook, update: Update) -> None:
        lane = hook.lanes.get(update.chat_id)
        if lane is not None:
            lane.append(update)
            return
        lane = hook.lanes[update.chat_id] = deque([update])
        task = asyncio.get_running_loop().create_task(self._drain(bot, hook, update.chat_id, lane))
        hook.tasks.add(task)
        task.add_done_callback(hook.tasks.discard)

    async def _drain(self, bot: BotAccount, hook: Hook, chat_id: int, lane: deque[Update]) -> None:
        while lane:
            update = lane[0]
            async with hook.slots:
                await self._deliver(bot, hook, update)
            lane.popleft()
            if update.copies:
                update.copies -= 1
                lane.appendleft(update)
            else:
                bot.updates.settle(update)
        del hook.lanes[chat_id]

    async def _deliver(self, bot: BotAccount, hook: Hook, update: Update) -> None:
        assert self._session is not None
        headers = {}
        if hook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret_token
        delay = FIRST_DELAY_S
        while True:
            update.mark_served()
            try:
                async with self._session.post(
                    hook.url, json=update.json(), headers=headers, allow_redirects=False
                ) as response:
                    if 200 <= response.status < 300:
                        reply = await read_reply(response)
                        break
                    hook.last_error = (
                        f"Wrong response from the webhook: {response.status} {response.reason}"
                    )
            except TimeoutError:
                hook.last_error = "Read timeout expired"
            except aiohttp.ClientError as error:
                hook.last_error = f"Webhook connection closed: {type(error).__name__}"
            hook.last_error_date = unix_seconds()
            self._changed.notify()
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY_S)
        if reply is not None:
            await self._execute(bot, reply)
