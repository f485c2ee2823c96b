"""Every way in which sending to Telegram can end, over real HTTP."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientTimeout

from bot.channels.public import PublicBot
from bot.channels.public.sender import TelegramSender
from bot.core.book import Book
from bot.core.effects import Button
from bot.core.engine import step
from bot.core.events import MediaFile
from bot.desk import Desk
from bot.store.engines import Store
from bot.store.files import keep_file
from bot.store.outbox import Outgoing
from bot.work.sender import Failed, Gone, SendResult, Sent, Slow, Unknown
from tests.channels.public.running import now
from tests.fakes.botapi import SAMPLE_PNG, FakeBotApi, TelegramUser
from tests.patience import PATIENCE

HASTY = 2.0
"""Seconds."""

SHARE = Button("发送我的手机号", "1.phone", request="contact")
SKIP = Button("先跳过", "1.-")


def public_bot(
    api_base: str, store: Store, book: Book, files: Path, *, timeout: float = PATIENCE
) -> PublicBot:
    return PublicBot(
        lambda step: Desk(store, lambda: book, step=step),
        step=step,
        token="1000001:FAKE-public",
        api_base=api_base,
        uploads=files,
        dialogues=files,
        clock=now,
        timeout=ClientTimeout(total=timeout),
    )


@pytest_asyncio.fixture
async def sender(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
) -> AsyncIterator[TelegramSender]:
    bot = public_bot(botapi.base_url, store, book, tmp_path)
    yield bot.sender
    await bot.close()


@pytest_asyncio.fixture
async def hasty(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
) -> AsyncIterator[TelegramSender]:
    """A sender that waits no longer than a loaded machine needs to get a message through."""
    bot = public_bot(botapi.base_url, store, book, tmp_path, timeout=HASTY)
    yield bot.sender
    await bot.close()


@pytest.fixture
def user(botapi: FakeBotApi) -> TelegramUser:
    """A customer who has started the bot: nobody else may be written to."""
    customer = botapi.user()
    botapi.world.open_private(botapi.bot, customer.account)
    return customer


def message(
    user: TelegramUser,
    text: str = "您好",
    *buttons: tuple[Button, ...],
    file: str = "",
    seq: int = 1,
) -> Outgoing:
    return Outgoing(
        conversation=f"telegram:{user.id}",
        channel="telegram",
        chat_id=str(user.id),
        seq=seq,
        attempt=1,
        text=text,
        buttons=buttons,
        files=(MediaFile(kind="document", ref=file),) if file else (),
    )


async def test_message_arrives_with_markup_and_buttons(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    rows = ((Button("红灯", "1.red"), Button("绿灯", "1.green")), (Button("不确定", "1.?"),))
    sent = await sender.send(message(user, "单号 <code>RT-1</code> &amp; <b>灯</b>", *rows))
    (seen,) = botapi.sent(user.id)
    assert sent == Sent(str(seen.message_id))
    assert seen.text == "单号 RT-1 & 灯"
    assert seen.buttons == [["红灯", "绿灯"], ["不确定"]]
    assert [entity["type"] for entity in seen.json["entities"]] == ["code", "bold"]


REFUSALS: dict[str, tuple[Callable[[FakeBotApi], Any], SendResult, int]] = {
    "429": (lambda api: api.faults.rate_limited(retry_after=7), Slow(timedelta(seconds=7)), 0),
    "blocked": (
        lambda api: api.faults.blocked(),
        Gone("Forbidden: bot was blocked by the user"),
        0,
    ),
    "no such chat": (
        lambda api: api.faults.fail(400, "Bad Request: chat not found"),
        Gone("Bad Request: chat not found"),
        0,
    ),
    "bad request": (
        lambda api: api.faults.fail(400, "Bad Request: message text is empty"),
        Failed(reason="Bad Request: message text is empty", permanent=True),
        0,
    ),
    "token wrong": (
        lambda api: api.faults.fail(401, "Unauthorized"),
        Slow(timedelta(minutes=1)),
        0,
    ),
    "500": (
        lambda api: api.faults.fail(500, "Internal Server Error"),
        Failed(reason="Internal Server Error", permanent=False),
        0,
    ),
    "502 page": (
        lambda api: api.faults.bad_gateway(),
        Failed(reason="bad gateway", permanent=False),
        0,
    ),
    "reset": (lambda api: api.faults.reset(), Unknown("ClientOSError"), 0),
    "reset after": (lambda api: api.faults.reset(applied=True), Unknown("ClientOSError"), 1),
}


@pytest.mark.parametrize("fault", REFUSALS)
async def test_answer_is_told_apart(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser, fault: str
):
    set_fault, result, applied = REFUSALS[fault]
    set_fault(botapi)
    assert await sender.send(message(user)) == result
    assert len(botapi.sent(user.id)) == applied


@pytest.mark.parametrize("applied", [False, True])
async def test_answer_that_never_comes_leaves_an_unknown(
    botapi: FakeBotApi,
    hasty: TelegramSender,
    user: TelegramUser,
    applied: bool,  # noqa: FBT001 — a parameter of the test
):
    botapi.faults.hang(applied=applied)
    assert await hasty.send(message(user)) == Unknown("TimeoutError")
    assert len(botapi.sent(user.id)) == applied


async def test_message_that_never_left_may_be_tried_again(
    store: Store, book: Book, tmp_path: Path, user: TelegramUser
):
    bot = public_bot("http://127.0.0.1:9", store, book, tmp_path)
    result = await bot.sender.send(message(user))
    await bot.close()
    assert result == Failed(reason="ClientConnectorError", permanent=False)


async def test_group_that_became_a_supergroup_is_no_place_for_it(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    botapi.faults.fail(400, "Bad Request: upgraded", parameters={"migrate_to_chat_id": -1001})
    result = await sender.send(message(user))
    assert isinstance(result, Failed)
    assert result.permanent


async def test_markup_telegram_refuses_is_sent_without_it(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    assert await sender.send(message(user, "一 <b>二</i> &lt;三&gt;")) == Sent("1")
    assert [seen.text for seen in botapi.sent(user.id)] == ["一 二 <三>"]


async def test_text_beyond_the_limit_is_cut(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    assert await sender.send(message(user, "&lt;" * 5000)) == Sent("1")
    assert [seen.text for seen in botapi.sent(user.id)] == ["<" * 4095 + "…"]


async def test_files_are_sent_from_the_book_by_upload_and_by_telegrams_id(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser, tmp_path: Path
):
    form = tmp_path / "form.pdf"
    form.write_bytes(b"%PDF-1.4")
    upload = keep_file(tmp_path, SAMPLE_PNG, name="车架号.png")
    await sender.send(message(user, "退货清单", file="form.pdf"))
    await sender.send(message(user, "铭牌", file=upload.ref))
    file_id = botapi.sent(user.id)[0].view(botapi.bot.id)["document"]["file_id"]
    await sender.send(message(user, "再发一次", file=f"telegram:{file_id}"))
    kinds = [(seen.file.kind, seen.text) for seen in botapi.sent(user.id) if seen.file]
    assert kinds == [("document", "退货清单"), ("photo", "铭牌"), ("document", "再发一次")]


async def test_file_that_is_not_there_fails_for_good(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    failed = Failed(reason="its file is not there", permanent=True)
    assert await sender.send(message(user, file="gone.pdf")) == failed
    assert botapi.calls() == []


async def test_phone_question_shows_its_answers_and_the_share_button(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    await sender.send(message(user, "留个电话？", (SHARE,), (SKIP,)))
    question, offer = botapi.sent(user.id)
    assert (question.buttons, offer.buttons) == ([["先跳过"]], [["发送我的手机号"]])
    keyboard = botapi.world.open_private(botapi.bot, user.account).keyboard
    assert keyboard is not None
    assert keyboard["keyboard"][0][0]["request_contact"] is True


async def test_share_button_goes_with_the_next_message(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    await sender.send(message(user, "留个电话？", (SHARE,), (SKIP,)))
    await sender.send(message(user, "记下了。"))
    assert botapi.world.open_private(botapi.bot, user.account).keyboard is None
    assert [(m.text, m.deleted) for m in botapi.sent(user.id)][1:] == [
        (botapi.sent(user.id)[1].text, True),
        ("记下了。", False),
    ]


async def test_share_line_goes_even_when_the_next_message_has_buttons(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    await sender.send(message(user, "留个电话？", (SHARE,), (SKIP,)))
    await sender.send(message(user, "什么灯？", (Button("红灯", "2.red"),)))
    await sender.send(message(user, "好的。"))
    assert [m.deleted for m in botapi.sent(user.id)] == [False, True, False, False]
    assert [m.buttons for m in botapi.sent(user.id)][2:] == [[["红灯"]], []]


async def test_question_counts_as_sent_when_only_the_share_line_fails(
    botapi: FakeBotApi, sender: TelegramSender, user: TelegramUser
):
    botapi.faults.bad_gateway(nth=2)
    assert await sender.send(message(user, "留个电话？", (SHARE,), (SKIP,))) == Sent("1")


async def test_album_of_files_goes_with_one_call(
    sender: TelegramSender, user: TelegramUser, tmp_path: Path, botapi: FakeBotApi
):
    kept = [keep_file(tmp_path, SAMPLE_PNG + bytes([n]), name=f"{n}.png") for n in range(2)]
    first, second = (
        replace(message(user, words, seq=seq), files=(file,))
        for seq, (words, file) in enumerate(zip(("看 &lt;这里&gt;", ""), kept, strict=True), 1)
    )
    sent = await sender.send(replace(first, rest=(second,)))
    arrived = botapi.sent(user.id)
    assert sent == Sent(str(arrived[0].message_id), (str(arrived[1].message_id),))
    assert [one.text for one in arrived] == ["看 <这里>", ""]
