"""The table of methods the fake performs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.botapi.errors import bad_request
from tests.fakes.botapi.files import Upload
from tests.fakes.botapi.ledger import Record
from tests.fakes.botapi.webhook import Webhooks
from tests.fakes.botapi.world import BotAccount, Chat, Message, World


@dataclass(slots=True)
class Call:
    """A call that passed the schema: typed values in `model`, the client's JSON in `raw`."""

    world: World
    webhooks: Webhooks
    bot: BotAccount
    model: Any
    raw: dict[str, Any]
    uploads: dict[str, Upload]
    record: Record
    query_lifetime_s: float

    def chat(self) -> Chat:
        """The chat named by `chat_id`."""
        if self.model.chat_id is None:
            raise bad_request("chat_id is empty")
        return self.world.chat_for(self.bot, self.model.chat_id)

    def answer(self, message: Message) -> dict[str, Any]:
        """The Message object of the answer, noted in the record."""
        self.record.message_ids.append(message.message_id)
        return message.view(self.bot.id)


Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}


def handles(*names: str) -> Callable[[Handler], Handler]:
    """Enter a function as the effect of methods."""

    def enter(function: Handler) -> Handler:
        for name in names:
            HANDLERS[name.lower()] = function
        return function

    return enter
