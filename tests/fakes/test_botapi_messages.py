import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import GetChatMember, SendDice, SendMessage
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from tests.fakes.botapi import CallbackQuery, FakeBotApi


def keyboard(*labels: str, data: str = "d") -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=label, callback_data=data)] for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def test_send_message_counts_length_after_html_is_parsed(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    await bot.send_message(user.id, "<b>" + "😀" * 4096 + "</b>", parse_mode="HTML")
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(user.id, "灯" * 4097)
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await bot.send_message(user.id, "<b></b> ", parse_mode="HTML")


async def test_send_message_with_broken_html_is_refused(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    with pytest.raises(TelegramBadRequest, match="can't parse entities: Unsupported start tag"):
        await bot.send_message(user.id, "电压<60V>", parse_mode="HTML")
    assert botapi.sent(user.id) == []


async def test_callback_data_is_counted_in_bytes(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    fits = keyboard("红灯", data="灯" * 21 + "a")
    await bot.send_message(user.id, "灯?", reply_markup=fits)
    for data in ("灯" * 22, ""):
        with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
            await bot.send_message(user.id, "灯?", reply_markup=keyboard("红灯", data=data))


async def test_inline_button_without_action_is_refused(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="红灯")]])
    with pytest.raises(TelegramBadRequest, match="Text buttons are unallowed"):
        await bot.send_message(user.id, "灯?", reply_markup=markup)


async def test_missing_and_mistyped_fields_are_refused(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    for fields, problem in (
        ({"chat_id": user.id}, "message text is empty"),
        ({"text": "灯"}, "chat_id is empty"),
        ({"chat_id": user.id, "text": "灯", "message_thread_id": "x"}, "message_thread_id"),
        (
            {"chat_id": user.id, "text": "灯", "reply_markup": {"inline_keyboard": [[{}]]}},
            "can't parse inline_keyboard.0.0.text: Field required",
        ),
    ):
        with pytest.raises(TelegramBadRequest, match=problem):
            await bot(SendMessage.model_construct(**fields))
    with pytest.raises(TelegramBadRequest, match='parameter "user_id" is required'):
        await bot(GetChatMember.model_construct(chat_id=user.id))


async def test_chat_that_never_was_and_user_who_never_wrote(botapi: FakeBotApi, bot: Bot):
    stranger = botapi.user()
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(42, "您好")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "您好")


async def test_blocked_bot_is_told_and_refused_until_unblocked(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    user.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(user.id, "您好")
    user.unblock()
    await bot.send_message(user.id, "您好")
    updates = await bot.get_updates()
    assert [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member] == [
        "kicked",
        "member",
    ]


async def test_edit_replaces_text_and_takes_the_keyboard_away(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    sent = await bot.send_message(user.id, "灯?", reply_markup=keyboard("红灯", "绿灯"))
    (shown,) = await user.received()
    assert shown.buttons == [["红灯"], ["绿灯"]]
    edited = await bot.edit_message_text("收到", chat_id=user.id, message_id=sent.message_id)
    assert (edited.text, edited.reply_markup, shown.text) == ("收到", None, "收到")
    with pytest.raises(LookupError, match="红灯"):
        await user.press("红灯")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("收到", chat_id=user.id, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("收到", chat_id=user.id, message_id=99)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("收到", chat_id=user.id, message_id=1)
    with pytest.raises(TelegramBadRequest, match="chat_id is empty"):
        await bot.edit_message_text("收到", message_id=1)
    with pytest.raises(TelegramBadRequest, match="message identifier is not specified"):
        await bot.edit_message_text("收到", chat_id=user.id)


async def test_edit_reply_markup_keeps_the_text(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    sent = await bot.send_message(user.id, "灯?", reply_markup=keyboard("红灯"))
    await bot.edit_message_reply_markup(chat_id=user.id, message_id=sent.message_id)
    (shown,) = await user.received()
    assert (shown.text, shown.buttons, len(shown.edits)) == ("灯?", [], 1)


async def test_delete_forgets_a_message_for_48_hours_only(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    old = await user.start()
    sent = await bot.send_message(user.id, "灯?")
    await bot.delete_message(user.id, sent.message_id)
    assert [message.deleted for message in botapi.sent(user.id)] == [True]
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(user.id, sent.message_id)
    old.json["date"] -= 49 * 3600
    with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
        await bot.delete_message(user.id, old.message_id)


async def test_delete_messages_skips_what_is_gone(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    first = await bot.send_message(user.id, "1")
    await bot.delete_messages(user.id, [first.message_id, 99])
    assert botapi.sent(user.id)[0].deleted


async def test_reply_to_a_message_that_is_gone(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    asked = await user.say("灯不亮")
    answer = await bot.send_message(
        user.id, "在", reply_parameters=ReplyParameters(message_id=asked.message_id)
    )
    assert answer.reply_to_message
    assert answer.reply_to_message.text == "灯不亮"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(user.id, "在", reply_parameters=ReplyParameters(message_id=99))
    await bot.send_message(
        user.id,
        "在",
        reply_parameters=ReplyParameters(message_id=99, allow_sending_without_reply=True),
    )


async def test_callback_query_is_answered_once(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    await bot.send_message(user.id, "灯?", reply_markup=keyboard("红灯", data="red"))
    query = await user.press("红灯")
    assert isinstance(query, CallbackQuery)
    update = (await bot.get_updates())[-1]
    assert update.callback_query
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("red", user.id)
    await bot.answer_callback_query(query.id, text="好")
    assert query.answer == {"text": "好", "show_alert": False}
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query.id)


async def test_callback_query_that_waited_too_long(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    await bot.send_message(user.id, "灯?", reply_markup=keyboard("红灯"))
    query = await user.press("红灯")
    assert isinstance(query, CallbackQuery)
    query.expired = True
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query.id)


async def test_press_an_old_message_and_a_reply_keyboard(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    await bot.send_message(user.id, "灯?", reply_markup=keyboard("是", data="old"))
    await bot.send_message(user.id, "响?", reply_markup=keyboard("是", data="new"))
    first, _ = await user.received(2)
    newest, older = await user.press("是"), await user.press("是", message=first)
    assert isinstance(newest, CallbackQuery)
    assert isinstance(older, CallbackQuery)
    assert (newest.data, older.data) == ("new", "old")
    rows = [
        [KeyboardButton(text="发电话", request_contact=True)],
        [KeyboardButton(text="发位置", request_location=True)],
        [KeyboardButton(text="不发")],
    ]
    await bot.send_message(user.id, "电话?", reply_markup=ReplyKeyboardMarkup(keyboard=rows))
    for label in ("发电话", "发位置", "不发"):
        await user.press(label)
    contact, place, text = [u.message for u in (await bot.get_updates())[-3:]]
    assert contact
    assert contact.contact
    assert contact.contact.user_id == user.id
    assert place
    assert place.location
    assert text
    assert text.text == "不发"
    await bot.send_message(user.id, "好", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(LookupError):
        await user.press("不发")


async def test_user_edit_arrives_as_edited_message(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    said = await user.say("前灯不亮")
    await user.edit(said.message_id, "后灯不亮")
    updates = await bot.get_updates()
    assert [(u.event_type, u.event.text) for u in updates] == [
        ("message", "前灯不亮"),
        ("edited_message", "后灯不亮"),
    ]


async def test_copy_and_forward(botapi: FakeBotApi, bot: Bot):
    user, other = botapi.user(), botapi.user()
    await other.start()
    said = await user.photo(caption="电瓶鼓包")
    copied = await bot.copy_message(other.id, user.id, said.message_id, caption="照片")
    forwarded = await bot.forward_message(other.id, user.id, said.message_id)
    assert [(m.message_id, m.text) for m in botapi.sent(other.id)] == [
        (copied.message_id, "照片"),
        (forwarded.message_id, "电瓶鼓包"),
    ]
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await bot.copy_message(other.id, user.id, 99)


async def test_reactions_go_both_ways(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    said = await user.say("谢谢")
    await bot.set_message_reaction(
        user.id, said.message_id, reaction=[ReactionTypeEmoji(emoji="👍")]
    )
    assert said.reactions == {botapi.bot.id: [{"type": "emoji", "emoji": "👍"}]}
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(
            user.id, said.message_id, reaction=[ReactionTypeEmoji(emoji="🚲")]
        )
    await user.react(said, "🔥")
    assert len(await bot.get_updates(allowed_updates=["message", "message_reaction"])) == 1
    await user.react(said, "👏")
    update = (await bot.get_updates())[-1]
    assert update.message_reaction
    assert [r.model_dump()["emoji"] for r in update.message_reaction.new_reaction] == ["👏"]


async def test_commands_are_kept_by_scope_and_language(bot: Bot):
    menu = [BotCommand(command="status", description="查进度")]
    await bot.set_my_commands(menu)
    await bot.set_my_commands([], scope=BotCommandScopeAllGroupChats())
    kept = await bot.get_my_commands()
    assert [command.model_dump() for command in kept] == [menu[0].model_dump()]
    assert await bot.get_my_commands(language_code="en") == []
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="查进度", description="查")])


async def test_chat_action_must_be_a_known_one(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    await bot.send_chat_action(user.id, "typing")
    assert user.chat.actions == [("typing", None)]
    with pytest.raises(TelegramBadRequest, match="wrong parameter action"):
        await bot.send_chat_action(user.id, "thinking")


async def test_method_the_fake_does_not_perform_says_so(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    with pytest.raises(Exception, match="Not Implemented: the fake does not perform sendDice"):
        await bot(SendDice(chat_id=user.id))
