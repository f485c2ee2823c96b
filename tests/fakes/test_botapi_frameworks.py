"""Both frameworks drive the fake as they drive Telegram: polling and webhooks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import telegram
from aiogram import Bot, Dispatcher, F, Router
from aiogram.filters import CommandStart
from aiogram.methods import SendMessage
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.fakes.botapi import CallbackQuery as Pressed
from tests.fakes.botapi import FakeBotApi, TelegramUser

LAMPS = [["红灯", "绿灯"]]


def aiogram_dispatcher() -> Dispatcher:
    router = Router()

    @router.message(CommandStart())
    async def start(message: Message) -> None:
        rows = [[InlineKeyboardButton(text=t, callback_data=t) for t in row] for row in LAMPS]
        markup = InlineKeyboardMarkup(inline_keyboard=rows)
        await message.answer("充电器的灯是什么颜色？", reply_markup=markup)

    @router.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("收到")
        if isinstance(query.message, Message):
            await query.message.edit_text(f"您选了{query.data}")

    @router.message(F.photo)
    async def photo(message: Message, bot: Bot) -> None:
        assert message.photo
        content = await bot.download(message.photo[-1])
        assert content
        await message.answer(f"照片 {len(content.read())} 字节")

    @router.message()
    async def echo(message: Message) -> SendMessage:
        return message.answer(message.text or "")

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    return dispatcher


def ptb_application(botapi: FakeBotApi) -> Application:
    application = (
        Application.builder()
        .token(botapi.token)
        .base_url(botapi.ptb_base_url)
        .base_file_url(botapi.ptb_base_file_url)
        .build()
    )

    async def start(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        rows = [[telegram.InlineKeyboardButton(t, callback_data=t) for t in row] for row in LAMPS]
        assert update.message
        await update.message.reply_text(
            "充电器的灯是什么颜色？", reply_markup=telegram.InlineKeyboardMarkup(rows)
        )

    async def pressed(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query
        await query.answer("收到")
        await query.edit_message_text(f"您选了{query.data}")

    async def photo(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        file = await update.message.photo[-1].get_file()
        content = await file.download_as_bytearray()
        await update.message.reply_text(f"照片 {len(content)} 字节")

    async def echo(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(update.message.text or "")

    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(MessageHandler(filters.PHOTO, photo))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


async def converse(user: TelegramUser, botapi: FakeBotApi) -> None:
    await user.start("dealer_7")
    (question,) = await user.received()
    assert (question.text, question.buttons) == ("充电器的灯是什么颜色？", LAMPS)
    query = await user.press("红灯")
    assert isinstance(query, Pressed)
    await botapi.until(lambda: question.text == "您选了红灯")
    assert query.answer == {"text": "收到", "show_alert": False}
    await user.photo(b"12345")
    await user.say("<谢谢> & 再见")
    assert [message.text for message in await user.received(2)] == [
        "照片 5 字节",
        "<谢谢> & 再见",
    ]


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_aiogram_polls(botapi: FakeBotApi, bot: Bot):
    dispatcher = aiogram_dispatcher()
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_as_tasks=False, handle_signals=False)
    )
    await converse(botapi.user(), botapi)
    await dispatcher.stop_polling()
    await polling


async def test_aiogram_is_served_by_webhook(botapi: FakeBotApi, bot: Bot):
    app = web.Application()
    SimpleRequestHandler(
        aiogram_dispatcher(), bot, handle_in_background=False, secret_token="s3cret"
    ).register(app, "/hook")
    async with served(app) as url:
        await bot.set_webhook(f"{url}/hook", secret_token="s3cret")
        await converse(botapi.user(), botapi)
        assert (await bot.get_webhook_info()).pending_update_count == 0
        await bot.delete_webhook()


async def test_ptb_polls(botapi: FakeBotApi):
    application = ptb_application(botapi)
    async with application:
        assert application.updater
        await application.start()
        await application.updater.start_polling(timeout=5)
        await converse(botapi.user(), botapi)
        await application.updater.stop()
        await application.stop()


async def test_ptb_is_served_by_webhook(botapi: FakeBotApi):
    application = ptb_application(botapi)

    async def hook(request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != "s3cret":
            raise web.HTTPUnauthorized
        update = telegram.Update.de_json(await request.json(), application.bot)
        await application.process_update(update)
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with application, served(app) as url:
        await application.bot.set_webhook(f"{url}/hook", secret_token="s3cret")
        await converse(botapi.user(), botapi)
        await application.bot.delete_webhook()


async def test_wrong_secret_is_refused_and_update_kept(botapi: FakeBotApi, bot: Bot):
    app = web.Application()
    SimpleRequestHandler(aiogram_dispatcher(), bot, secret_token="s3cret").register(app, "/hook")
    async with served(app) as url:
        await bot.set_webhook(f"{url}/hook", secret_token="other")
        await botapi.user().say("在吗")
        hook = botapi.webhooks.of(botapi.bot)
        assert hook
        await botapi.until(lambda: hook.last_error is not None)
        info = await bot.get_webhook_info()
        assert info.pending_update_count == 1
        assert info.last_error_message == "Wrong response from the webhook: 401 Unauthorized"
        await bot.delete_webhook()


async def test_two_bots_share_a_person_and_a_group(botapi: FakeBotApi, bot: Bot):
    staff = botapi.add_bot(token="1000002:FAKE-staff", username="staff_bot")
    customer, agent = botapi.user(name="张三"), botapi.user(name="小王")
    await customer.say("我要转人工")
    group = botapi.group(title="售后", members=[agent], bots=[staff])
    async with telegram.Bot(staff.token, base_url=botapi.ptb_base_url) as staff_bot:
        topic = await staff_bot.create_forum_topic(group.id, "张三")
        await agent.say("您好", group=group, thread=topic.message_thread_id)
        updates = await staff_bot.get_updates()
        assert updates[-1].message
        await bot.send_message(customer.id, updates[-1].message.text or "")
    assert [message.text for message in await customer.received()] == ["您好"]
    assert [update.message and update.message.text for update in await bot.get_updates()] == [
        "我要转人工"
    ]


async def test_contact_location_voice_and_sticker_arrive(botapi: FakeBotApi, bot: Bot):
    user = botapi.user(language="en")
    await user.share_contact("+8613900000000")
    await user.share_location(31.23, 121.47)
    await user.voice()
    await user.sticker()
    await user.video(caption="异响")
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert [message.content_type for message in messages] == [
        "contact",
        "location",
        "voice",
        "sticker",
        "video",
    ]
    assert messages[0].from_user
    assert messages[0].from_user.language_code == "en"


async def test_stop_ends_a_waiting_poll_quietly():
    async with FakeBotApi() as api, aiohttp.ClientSession() as http:
        url = f"{api.base_url}/bot{api.token}/getUpdates"
        poll = asyncio.create_task(http.post(url, json={"timeout": 50}))
        await api.until(lambda: bool(api.calls("getUpdates")))
        await api.stop()
        async with await poll as response:
            assert await response.json() == {"ok": True, "result": []}
        await api.start()
