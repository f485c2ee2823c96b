"""A document on its way to Telegram: the right file under the right name, and the same one again."""

from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.channels.public import PublicBot
from bot.core.document import Data
from bot.core.effects import Button
from bot.desk import Desk
from bot.desk.views import transcript
from bot.store.engines import Store
from bot.store.outbox import Outgoing
from bot.work.sender import Failed, Sent
from tests.channels.public.running import now
from tests.documents.drawer import book_of_forms, drawer, hello
from tests.documents.paper import pages_of
from tests.documents.shipped import shipped_forms
from tests.fakes.botapi import FakeBotApi, TelegramUser

NAME = "退货清单-RT-20261123-0007-1.pdf"


@pytest.fixture
def user(botapi: FakeBotApi) -> TelegramUser:
    customer = botapi.user()
    botapi.world.open_private(botapi.bot, customer.account)
    return customer


@pytest_asyncio.fixture
async def sender(botapi: FakeBotApi, store: Store, tmp_path: Path):
    book = book_of_forms()
    bot = PublicBot(
        lambda step: Desk(store, lambda: book, step=step),
        step=lambda *_: pytest.fail("nothing is said to the bot here"),
        token=botapi.token,
        api_base=botapi.base_url,
        uploads=tmp_path / "files",
        dialogues=tmp_path,
        clock=now,
    )
    yield bot.sender
    await bot.close()


def outgoing(store: Store, user: TelegramUser, data: Data | None = None) -> Outgoing:
    """The message with the document, as the courier takes it out of the outbox."""
    drawer(store, data=data).handle(hello())
    line = next(line for line in transcript(store, "telegram:1") if line.files)
    return Outgoing(
        conversation="telegram:1",
        channel="telegram",
        chat_id=str(user.id),
        seq=line.seq,
        attempt=1,
        text=line.text,
        buttons=((Button("寄出了", "1.sent"),),),
        files=line.files,
    )


async def test_document_arrives_with_its_name_its_words_and_its_buttons(
    botapi, store, sender, user
):
    assert isinstance(await sender.send(outgoing(store, user)), Sent)
    (seen,) = botapi.sent(user.id)
    assert (seen.text, seen.buttons) == ("清单在这里。", [["寄出了"]])
    shown = seen.view(botapi.bot.id)["document"]
    assert (shown["file_name"], seen.file.kind) == (NAME, "document")
    assert "示范车行" in pages_of(seen.file.content)[0].text


async def test_document_sent_again_is_the_same_file(botapi, store, sender, user):
    message = outgoing(store, user)
    await sender.send(message)
    await sender.send(replace(message, attempt=2))
    first, second = (seen.file.content for seen in botapi.sent(user.id))
    assert first == second


async def test_document_that_lacks_something_fails_for_good_and_says_what(
    botapi, store, sender, user
):
    data = {**shipped_forms()["return_list"].example, "plant": {}}
    failed = Failed(reason="return_list lacks plant", permanent=True)
    assert await sender.send(outgoing(store, user, data)) == failed
    assert botapi.calls() == []
