import pytest
import telegram
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from telegram.error import BadRequest, ChatMigrated

from tests.fakes.botapi import FakeBotApi


async def test_topic_takes_messages_until_it_is_deleted(botapi: FakeBotApi, ptb: telegram.Bot):
    agent = botapi.user(name="小王")
    group = botapi.group(title="售后", members=[agent])
    topic = await ptb.create_forum_topic(group.id, "RT-1 张三")
    sent = await ptb.send_message(group.id, "你好", message_thread_id=topic.message_thread_id)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.message_thread_id, True)
    said = await agent.say("收到", group=group, thread=topic.message_thread_id)
    reply = await ptb.send_message(group.id, "好", reply_to_message_id=said.message_id)
    assert reply.message_thread_id == topic.message_thread_id
    assert [m.text for m in group.messages(thread=topic.message_thread_id)] == [
        "",
        "你好",
        "收到",
        "好",
    ]
    group.delete_topic(topic.message_thread_id)
    for thread in (topic.message_thread_id, 1):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await ptb.send_message(group.id, "在吗", message_thread_id=thread)
    assert group.messages(thread=topic.message_thread_id) == []


async def test_topic_life_by_the_bot(botapi: FakeBotApi, ptb: telegram.Bot):
    group = botapi.group(title="售后")
    topic = await ptb.create_forum_topic(group.id, "RT-1")
    thread = topic.message_thread_id
    await ptb.edit_forum_topic(group.id, thread, name="RT-1 已完成")
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await ptb.edit_forum_topic(group.id, thread, name="RT-1 已完成")
    await ptb.close_forum_topic(group.id, thread)
    assert (group.topics[thread].name, group.topics[thread].closed) == ("RT-1 已完成", True)
    await ptb.reopen_forum_topic(group.id, thread)
    await ptb.delete_forum_topic(group.id, thread)
    assert group.topics == {}
    with pytest.raises(BadRequest, match="Topic name must be non-empty"):
        await ptb.create_forum_topic(group.id, " ")


async def test_closed_topic_takes_only_those_who_manage_topics(botapi: FakeBotApi, bot: Bot):
    boss = botapi.user()
    group = botapi.group(title="售后", members=[boss])
    topic = group.create_topic("RT-1", by=boss.account)
    group.close_topic(topic.thread_id, by=boss.account)
    await bot.send_message(group.id, "可以", message_thread_id=topic.thread_id)
    group.demote(botapi.bot.id)
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(group.id, "不行", message_thread_id=topic.thread_id)
    with pytest.raises(TelegramBadRequest, match="not enough rights to create a topic"):
        await bot.create_forum_topic(group.id, "RT-2")


async def test_group_without_topics_is_no_forum(botapi: FakeBotApi, bot: Bot):
    group = botapi.group(title="售后", is_forum=False)
    with pytest.raises(TelegramBadRequest, match="the chat is not a forum"):
        await bot.create_forum_topic(group.id, "RT-1")


async def test_pin_posts_a_service_message_and_needs_the_right(botapi: FakeBotApi, bot: Bot):
    group = botapi.group(title="售后")
    card = await bot.send_message(group.id, "卡片")
    await bot.pin_chat_message(group.id, card.message_id)
    pinned = (await bot.get_chat(group.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == card.message_id
    update = (await bot.get_updates())[-1]
    assert update.message
    assert update.message.pinned_message
    await bot.unpin_chat_message(group.id, message_id=card.message_id)
    assert group.chat.pinned == []
    group.promote(botapi.bot.id, without=("can_pin_messages",))
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages"):
        await bot.pin_chat_message(group.id, card.message_id)


async def test_migrated_group_names_its_new_id_to_both(
    botapi: FakeBotApi, bot: Bot, ptb: telegram.Bot
):
    boss = botapi.user()
    old = botapi.group(title="售后", id=-4001, kind="group", members=[boss])
    new = old.migrate(by=boss.account)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(old.id, "在吗")
    assert moved.value.migrate_to_chat_id == new.id
    with pytest.raises(ChatMigrated) as also_moved:
        await ptb.send_message(old.id, "在吗")
    assert also_moved.value.new_chat_id == new.id
    assert (await bot.send_message(new.id, "在")).chat.type == "supergroup"
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert [(m.migrate_to_chat_id, m.migrate_from_chat_id) for m in messages] == [
        (new.id, None),
        (None, old.id),
    ]


async def test_members_and_being_thrown_out(botapi: FakeBotApi, bot: Bot):
    boss, stranger = botapi.user(name="经理"), botapi.user()
    group = botapi.group(title="售后", members=[boss])
    group.promote(boss.id)
    statuses = [
        (await bot.get_chat_member(group.id, person)).status
        for person in (boss.id, stranger.id, botapi.bot.id)
    ]
    assert statuses == ["administrator", "left", "administrator"]
    assert len(await bot.get_chat_administrators(group.id)) == 2
    assert await bot.get_chat_member_count(group.id) == 2
    group.kick(botapi.bot, by=boss.account)
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "在吗")
    group.add(botapi.bot, by=boss.account)
    await bot.send_message(group.id, "回来了")
    updates = await bot.get_updates()
    assert [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member] == [
        "kicked",
        "member",
    ]


async def test_privacy_mode_hides_plain_talk_from_an_ordinary_member(botapi: FakeBotApi, bot: Bot):
    person = botapi.user()
    group = botapi.group(title="售后", members=[person])
    group.demote(botapi.bot.id)
    answer = await bot.send_message(group.id, "在")
    await person.say("闲聊", group=group)
    await person.say("/help", group=group)
    await person.say("@shouhou_public_bot 在吗", group=group)
    await person.say("谢谢", group=group, reply_to=group.chat.message(answer.message_id))
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["/help", "@shouhou_public_bot 在吗", "谢谢"]
