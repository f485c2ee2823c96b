"""A colleague's words in Telegram: sent, changed, taken back, answered to, with files."""

from pathlib import Path

import pytest

from bot.core.book import Book
from bot.core.dispatch import dispatch
from bot.core.staff import StaffMember
from bot.desk import takeover, views
from bot.desk.staff import add_staff
from bot.store.engines import Store
from bot.store.files import keep_file
from tests.channels.public.running import Running, now, seen
from tests.fakes.botapi import SAMPLE_PNG, FakeBotApi, TelegramUser
from tests.patience import until


@pytest.fixture
def running(botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path) -> Running:
    return Running(botapi, store, book, files=tmp_path, step=dispatch)


@pytest.fixture
def li(store: Store) -> StaffMember:
    return add_staff(
        store, login="li", name="小李", roles=("agent",), password="long enough 1", now=now()
    )


class Counter:
    """A colleague at the counter of a running bot."""

    def __init__(self, running: Running, book: Book, user: TelegramUser, li: StaffMember) -> None:
        self.running = running
        self.user = user
        self.li = li
        self.desk = running.desk_with(book)(dispatch)
        self.chat = f"telegram:{user.id}"

    async def do(self, verb: str, *args, **more) -> takeover.Outcome:
        outcome = getattr(takeover, verb)(self.desk, self.li, self.chat, *args, at=now(), **more)
        await until(lambda: all(line.delivery != "pending" for line in self.lines))
        return outcome

    @property
    def lines(self) -> tuple[views.MessageView, ...]:
        return views.transcript(self.running.store, self.chat, for_staff=True)

    @property
    def orders(self) -> list[tuple[str, str, str]]:
        return [
            (line.kind, line.delivery, line.reason)
            for line in self.lines
            if line.kind in ("edit", "delete")
        ]

    @property
    def last(self) -> int:
        return views.transcript(self.running.store, self.chat)[-1].seq


async def claimed(running: Running, book: Book, user: TelegramUser, li: StaffMember) -> Counter:
    await user.say("转人工")
    await running.settled(user)
    counter = Counter(running, book, user, li)
    await counter.do("claim")
    return counter


async def test_changed_reply_is_changed_in_the_chat_and_then_in_the_transcript(
    botapi: FakeBotApi, running: Running, book: Book, li: StaffMember
):
    user = botapi.user()
    async with running.polling():
        counter = await claimed(running, book, user, li)
        await counter.do("say", "明天上午到")
        await counter.do("edit", counter.last, "今天下午到 <3")
        assert seen(botapi, user)[-1] == ("今天下午到 <3", [])
        assert views.transcript(running.store, counter.chat)[-1].text == "今天下午到 &lt;3"
        assert counter.orders == [("edit", "sent", "")]


async def test_reply_taken_back_is_gone_for_the_customer(
    botapi: FakeBotApi, running: Running, book: Book, li: StaffMember
):
    user = botapi.user()
    async with running.polling():
        counter = await claimed(running, book, user, li)
        before = seen(botapi, user)
        await counter.do("say", "发错了")
        await counter.do("delete", counter.last)
        assert seen(botapi, user) == before
        assert counter.orders == [("delete", "sent", "")]


async def test_change_that_telegram_refuses_is_told_and_the_transcript_stays(
    botapi: FakeBotApi, running: Running, book: Book, li: StaffMember
):
    user = botapi.user()
    async with running.polling():
        counter = await claimed(running, book, user, li)
        await counter.do("say", "明天上午到")
        botapi.faults.fail(400, "Bad Request: message can't be edited", method="editMessageText")
        await counter.do("edit", counter.last, "今天下午到")
        assert views.transcript(running.store, counter.chat)[-1].text == "明天上午到"
        ((kind, delivery, reason),) = counter.orders
        assert (kind, delivery) == ("edit", "failed")
        assert "can't be edited" in reason


async def test_change_that_broke_off_is_done_again(
    botapi: FakeBotApi, running: Running, book: Book, li: StaffMember
):
    user = botapi.user()
    async with running.polling():
        counter = await claimed(running, book, user, li)
        await counter.do("say", "明天上午到")
        botapi.faults.reset(method="editMessageText", applied=True)
        await counter.do("edit", counter.last, "今天下午到")
        assert seen(botapi, user)[-1] == ("今天下午到", [])
        assert counter.orders == [("edit", "sent", "")]


async def test_words_under_a_photo_are_changed_too(
    botapi: FakeBotApi, running: Running, book: Book, li: StaffMember, tmp_path: Path
):
    user = botapi.user()
    async with running.polling():
        counter = await claimed(running, book, user, li)
        file = keep_file(tmp_path, SAMPLE_PNG, name="接口.png")
        await counter.do("say", "看红圈这儿", files=(file,))
        await counter.do("edit", counter.last, "看蓝圈这儿")
        assert seen(botapi, user)[-1] == ("看蓝圈这儿", [])
        assert counter.orders == [("edit", "sent", "")]


async def test_answer_to_a_message_points_at_it(
    botapi: FakeBotApi, running: Running, book: Book, li: StaffMember
):
    user = botapi.user()
    async with running.polling():
        counter = await claimed(running, book, user, li)
        asked = await user.say("灯是绿的对吗")
        await running.settled(user)
        line = [line.seq for line in counter.lines if line.incoming][-1]
        await counter.do("say", "对", reply_to=line)
        call = botapi.calls("sendMessage", chat_id=user.id)[-1]
        assert f'"message_id":{asked.message_id}' in str(call.params["reply_parameters"]).replace(
            " ", ""
        ).replace("'", '"')
