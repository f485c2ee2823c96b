"""Whole conversations: fake Telegram, aiogram, desk, engine and the shipped book."""

import json

import pytest

from bot.core.events import MediaFile
from bot.desk import views
from tests.channels.public.running import Running, seen
from tests.fakes.botapi import FakeBotApi

BOTH = pytest.mark.parametrize("how", ["polling", "webhook"])
MOST_ANSWERS = 12


@BOTH
async def test_complaint_is_talked_through_to_its_end(
    botapi: FakeBotApi, running: Running, how: str
):
    user = botapi.user(name="王先生")
    async with running.by(how):
        await user.start()
        await user.received(1)
        await user.say("充了一晚上还是没电，充不进去")
        for _ in range(MOST_ANSWERS):
            await running.settled(user)
            asked = [line for line in running.transcript(user) if line.buttons]
            if not asked or running.transcript(user)[-1] != asked[-1]:
                break
            pressed = await user.press(asked[-1].buttons[0][0].label)
            if hasattr(pressed, "answer"):  # sharing one's number is a message, not a query
                await botapi.until(lambda query=pressed: query.answer is not None)
        await running.settled(user)
    view = views.conversation(running.store, f"telegram:{user.id}")
    assert view is not None
    assert (view.name, view.state.phase in ("apologise", "none", "solve")) == ("王先生", True)
    assert len(running.transcript(user)) > 6
    assert [text for text, _ in seen(botapi, user)] == [text for text, _ in running.said(user)]


@BOTH
async def test_person_is_called_and_the_phone_is_shared(
    botapi: FakeBotApi, running: Running, how: str
):
    user = botapi.user(name="王先生")
    async with running.by(how):
        await user.say("转人工")
        question, offer = (await user.received(2))[-2:]
        await running.settled(user)
        assert question.labels == running.said(user)[-1][1] != []
        await user.press(offer.labels[0])
        await user.received(1)
        await running.settled(user)
    assert botapi.world.open_private(botapi.bot, user.account).keyboard is None
    assert offer.deleted
    assert seen(botapi, user) == running.said(user)
    view = views.conversation(running.store, f"telegram:{user.id}")
    assert view is not None
    assert view.owner == "queue"
    phone = [line.text for line in running.transcript(user) if line.kind == "contact"]
    assert phone == [f"+86139{user.id % 10**8:08d} 王先生"]
    known = {answer.value for answer in view.state.answers if answer.slot == "phone"}
    assert known == {f"139{user.id % 10**8:08d}"}


async def test_every_kind_of_message_reaches_the_transcript(botapi: FakeBotApi, running: Running):
    user = botapi.user()
    async with running.polling():
        await user.photo(caption="前轮")
        await user.video()
        await user.voice()
        await user.document(name="发票.pdf")
        await user.sticker()
        await user.share_location(31.2304, 121.4737)
        await user.album([b"1", b"2"], caption="两张")
        await running.settled(user)
    lines = [line for line in running.transcript(user) if line.incoming]
    kinds = [(line.kind, *(file.kind for file in line.files)) for line in lines]
    assert kinds == [
        ("media", "photo"),
        ("media", "video"),
        ("media", "voice"),
        ("media", "document"),
        ("media", "sticker"),
        ("location",),
        ("media", "photo"),
        ("media", "photo"),
    ]
    assert lines[3].files[0].name == "发票.pdf"
    assert [line.text for line in lines if line.text] == ["前轮", "31.230400,121.473700", "两张"]
    assert all(file.ref.startswith("telegram:") for line in lines for file in line.files)
    assert seen(botapi, user) == running.said(user)


async def test_edited_message_is_a_correction_of_the_same_line(
    botapi: FakeBotApi, running: Running
):
    user = botapi.user()
    async with running.polling():
        first = await user.say("刹车异响")
        await running.settled(user)
        await user.edit(first.message_id, "充不进电")
        await running.settled(user)
    lines = [line for line in running.transcript(user) if line.incoming]
    assert [(line.kind, line.text, line.edited) for line in lines] == [
        ("said", "刹车异响", True),
        ("edited", "充不进电", False),
    ]


async def test_customer_who_blocked_gets_nothing_until_they_come_back(
    botapi: FakeBotApi, running: Running
):
    user = botapi.user()
    async with running.polling():
        await user.start()
        await user.received(1)
        user.block()
        await running.settled(user)
        gone = views.conversation(running.store, f"telegram:{user.id}")
        user.unblock()
        await user.say("/help")
        await user.received(1)
        await running.settled(user)
    back = views.conversation(running.store, f"telegram:{user.id}")
    assert gone is not None
    assert back is not None
    assert (gone.undeliverable, back.undeliverable) == (True, False)
    kinds = [line.kind for line in running.transcript(user) if line.incoming]
    assert kinds == ["started", "left", "returned", "command"]


@pytest.mark.parametrize("command", ["help", "status", "human", "cancel", "language", "restart"])
async def test_every_command_of_the_menu_is_answered(
    botapi: FakeBotApi, running: Running, command: str
):
    user = botapi.user()
    async with running.polling():
        await user.say(f"/{command}")
        await user.received(1)


async def test_menu_is_set_in_each_language(botapi: FakeBotApi, running: Running):
    async with running.polling():
        await botapi.until(lambda: len(botapi.calls("setMyCommands")) == 2)
    default, english = [call.params for call in botapi.calls("setMyCommands")]
    names = ["help", "status", "human", "cancel", "language", "restart"]
    for call in (default, english):
        assert [entry["command"] for entry in json.loads(call["commands"])] == names
        assert json.loads(call["scope"]) == {"type": "all_private_chats"}
    assert ("language_code" in default, english["language_code"]) == (False, "en")


async def test_markup_in_names_and_texts_is_only_text(botapi: FakeBotApi, running: Running):
    user = botapi.user(name='<b>王</b> & "<a href=x>"')
    async with running.polling():
        await user.start("product_<i>YT-60</i>")
        await user.say("<b>充不进电</b> <script>alert(1)</script> & </code>")
        await user.say("叫我 <a href='tg://user?id=1'>管理员</a>")
        await running.settled(user)
    sends = botapi.calls("sendMessage", chat_id=user.id)
    assert {call.status for call in sends} == {200}
    assert seen(botapi, user) == running.said(user)


async def test_deep_link_is_kept_as_the_product(botapi: FakeBotApi, running: Running):
    user = botapi.user()
    async with running.polling():
        await user.start("product_YT60")
        await running.settled(user)
    view = views.conversation(running.store, f"telegram:{user.id}")
    assert view is not None
    assert [(a.slot, a.value) for a in view.state.answers] == [("product", "YT60")]


async def test_language_of_the_app_decides_the_first_words(botapi: FakeBotApi, running: Running):
    chinese, english = botapi.user(language="zh-hans"), botapi.user(language="en")
    async with running.polling():
        await chinese.start()
        await english.start()
        await running.settled(english)
        await running.settled(chinese)
    langs = [views.conversation(running.store, f"telegram:{u.id}") for u in (chinese, english)]
    assert [view and view.lang for view in langs] == ["zh-CN", "en"]


async def test_group_is_told_once_and_left(botapi: FakeBotApi, running: Running):
    user = botapi.user()
    group = botapi.group(title="业主群", members=[user], is_forum=False)
    joined = {
        "chat": group.chat.json(),
        "from": user.account.json(),
        "date": 1,
        "old_chat_member": {"status": "left", "user": botapi.bot.json()},
        "new_chat_member": {"status": "member", "user": botapi.bot.json()},
    }
    async with running.polling():
        await user.say("在吗 @shouhou_public_bot", group=group)
        botapi.bot.updates.publish("my_chat_member", joined, chat_id=group.id)
        await botapi.until(lambda: bool(botapi.calls("leaveChat")))
        await botapi.until(lambda: all(u.confirmed_ms for u in botapi.bot.updates.history))
    assert len(botapi.sent(group.id)) == 1
    assert views.recent_conversations(running.store) == ()


async def test_file_too_large_for_bots_is_explained_and_kept(botapi: FakeBotApi, running: Running):
    user = botapi.user()
    async with running.polling():
        await user.document(name="video.zip", size=30_000_000)
        await running.settled(user)
    first, reply = running.transcript(user)
    assert isinstance(first.files[0], MediaFile)
    assert first.files[0].size == 30_000_000
    assert reply.why is not None
    assert reply.why.phrase == "telegram.too_large#0"


async def test_contact_of_somebody_else_is_not_taken_for_the_customers(
    botapi: FakeBotApi, running: Running
):
    user = botapi.user()
    async with running.polling():
        await user.share_contact("+8613800138000", is_own=False)
        await running.settled(user)
    view = views.conversation(running.store, f"telegram:{user.id}")
    assert view is not None
    assert view.state.answers == ()
    reply = running.transcript(user)[-1]
    assert reply.why is not None
    assert reply.why.phrase == "telegram.contact_of_another#0"
