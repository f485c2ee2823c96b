"""What the pinned card of a topic shows, and who tells its lines."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.channels.staff_talk.conversation_card import card_buttons, card_text, card_title
from bot.channels.staff_talk.lines import Teller
from bot.channels.staff_talk.words import StaffWords
from bot.core.effects import Button
from bot.desk import Desk, views
from bot.desk.accounts import staff_list
from bot.desk.clocks import clocks_of
from bot.desk.context import context_card

_PHONE = "phone"
_LONGEST_TITLE = 128
"""Characters Telegram takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card as it is written."""

    title: str
    text: str
    buttons: tuple[tuple[Button, ...], ...]
    owner: str

    @property
    def digest(self) -> str:
        """What is compared to see whether the card has to be edited."""
        rows = [[asdict(button) for button in row] for row in self.buttons]
        return json.dumps([self.text, rows], ensure_ascii=False)


class Cards:
    """Makes cards in the group's language, without phone numbers; `clock` gives aware UTC."""

    def __init__(self, desk: Desk, *, lang: str, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._lang = lang
        self._clock = clock

    async def of(self, conversation: str) -> Card | None:
        """Return a conversation's card; None when the conversation is gone."""
        return await asyncio.to_thread(self._of, conversation)

    def words(self, *, pack: str = "") -> StaffWords:
        """Return the group's wording."""
        pack = pack or self._desk.pack
        return StaffWords(self._desk.books(), pack=pack, lang=self._lang, now=self._clock())

    def teller(self, conversation: str) -> Teller | None:
        """Return who tells a conversation's lines; None when it is gone."""
        seen = views.conversation(self._desk.store, conversation)
        if seen is None:
            return None
        known = {answer.value for answer in seen.state.answers if answer.slot == _PHONE}
        return Teller(
            words=self.words(pack=seen.pack),
            customer=seen.name,
            people={one.id: one.name for one in staff_list(self._desk.store)},
            phones=tuple(sorted(known)),
        )

    def _of(self, conversation: str) -> Card | None:
        now = self._clock()
        context = context_card(
            self._desk.store, self._desk.books(), conversation, now, lang=self._lang
        )
        if context is None:
            return None
        words = self.words()
        clocks = clocks_of(self._desk.store, self._desk.books(), conversation, now=now)
        return Card(
            title=card_title(words, context)[:_LONGEST_TITLE],
            text=card_text(words, context, clocks),
            buttons=card_buttons(words, context),
            owner=context.owner,
        )
