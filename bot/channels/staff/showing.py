"""Shows in the group what came of something done there, within the budget."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from telegram import CallbackQuery

from bot.channels.staff.answers import StaffApiError
from bot.channels.staff.budget import Budget, Need
from bot.channels.staff.client import StaffClient
from bot.channels.staff_talk import owning
from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.replies import Reply
from bot.channels.staff_talk.talk import StaffTalk
from bot.core.markup import plain

HINT_AGAIN = timedelta(minutes=1)
"""How long the same person is not told again in the same place that they must claim first."""

_TOAST = 190
"""Characters that fit into the answer to a pressed button."""

_REFUSED = "🤔"
"""Stands for a hint that was given a moment ago."""

_log = structlog.get_logger(__name__)


class Showing:
    """Writes answers below what they answer; what is only confirmed costs no message.

    `clock` gives aware UTC.
    """

    def __init__(
        self,
        client: StaffClient,
        talk: StaffTalk,
        *,
        budget: Budget,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._talk = talk
        self._budget = budget
        self._clock = clock
        self._hinted: dict[tuple[str, str], datetime] = {}

    async def answer(
        self,
        asked: Asked,
        answered: Answered,
        *,
        chat_id: int,
        thread_id: int | None,
        message_id: int,
        quiet_when_done: bool = False,
    ) -> None:
        """Show what came of a message; that it reached the transcript, the topic shows by itself."""
        answered = await self._prompted(
            asked, answered, chat_id=chat_id, thread_id=thread_id, message_id=message_id
        )
        await asyncio.to_thread(self._talk.keep, asked, answered)
        if quiet_when_done and not answered.refused:
            return
        for reply in answered.replies:
            if _is_hint(reply) and self._again(asked.member.id, asked.state.conversation):
                await self._client.react(chat_id, message_id, _REFUSED)
            elif self._budget.spend(Need.TALK):
                await self._client.say(
                    chat_id,
                    reply.text,
                    thread_id=thread_id,
                    buttons=reply.buttons,
                    reply_to=message_id,
                )
            else:
                _log.info("answer_left_out", conversation=asked.state.conversation)

    async def toast(
        self,
        asked: Asked,
        answered: Answered,
        query: CallbackQuery,
        *,
        chat_id: int,
        thread_id: int | None,
        message_id: int,
    ) -> None:
        """Show what came of a pressed button: to whoever pressed it, or a menu of further buttons."""
        answered = await self._prompted(
            asked, answered, chat_id=chat_id, thread_id=thread_id, message_id=message_id
        )
        await asyncio.to_thread(self._talk.keep, asked, answered)
        menus = [reply for reply in answered.replies if reply.buttons and not answered.refused]
        said = " ".join(plain(reply.text) for reply in answered.replies if reply not in menus)
        await self._client.answer(query.id, said[:_TOAST], alert=answered.refused)
        for reply in menus:
            if self._budget.spend(Need.TALK):
                await self._client.say(
                    chat_id,
                    reply.text,
                    thread_id=thread_id,
                    buttons=reply.buttons,
                    reply_to=message_id,
                    quiet=True,
                )

    async def turn_away(
        self, text: str, *, user: int, chat_id: int, thread_id: int | None, message_id: int
    ) -> None:
        """Tell a stranger that nothing was done, at most once in a while."""
        if self._again(f"stranger:{user}", "") or not self._budget.spend(Need.NOTICE):
            return
        await self._client.say(chat_id, text, thread_id=thread_id, reply_to=message_id)

    async def forget(self, chat_id: int, message_id: int) -> None:
        """Take a menu away that has served."""
        try:
            await self._client.delete(chat_id, message_id)
        except StaffApiError as error:
            _log.info("menu_not_deleted", reason=type(error).__name__)

    async def _prompted(
        self,
        asked: Asked,
        answered: Answered,
        *,
        chat_id: int,
        thread_id: int | None,
        message_id: int,
    ) -> Answered:
        """Ask for the words that are wanted by a message they have to reply to."""
        asking = answered.state.asking
        if asking is None or asking == asked.state.asking:
            return answered
        text = answered.replies[0].text
        self._budget.spend(Need.TALK)
        prompt = await self._client.say(
            chat_id,
            text,
            thread_id=thread_id,
            reply_to=message_id,
            prompt=plain(text)[:60],
        )
        state = replace(answered.state, asking=replace(asking, prompt=prompt))
        return Answered((), state)

    def _again(self, who: str, where: str) -> bool:
        """Tell whether this one was told the same a moment ago."""
        now = self._clock()
        self._hinted = {one: at for one, at in self._hinted.items() if now - at < HINT_AGAIN}
        was_told = (who, where) in self._hinted
        self._hinted.setdefault((who, where), now)
        return was_told


def _is_hint(reply: Reply) -> bool:
    return any(
        button.data.startswith(f"{owning.CLAIM}:") for row in reply.buttons for button in row
    )
