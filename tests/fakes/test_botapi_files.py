import aiohttp
import pytest
import telegram
import telegram.error
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto

from tests.fakes.botapi import SAMPLE_PNG, FakeBotApi
from tests.fakes.botapi.files import DOWNLOAD_LIMIT, PHOTO_LIMIT


def picture(name: str = "a.png", content: bytes = SAMPLE_PNG) -> BufferedInputFile:
    return BufferedInputFile(content, filename=name)


async def test_user_photo_is_downloaded_by_both_frameworks(
    botapi: FakeBotApi, bot: Bot, ptb: telegram.Bot
):
    said = await botapi.user().photo(b"jpeg bytes", caption="鼓包")
    update = (await bot.get_updates())[0]
    assert update.message
    assert update.message.photo
    assert (update.message.caption, said.text) == ("鼓包", "鼓包")
    file_id = update.message.photo[-1].file_id
    content = await bot.download(file_id)
    assert content is not None
    assert content.read() == b"jpeg bytes"
    file = await ptb.get_file(file_id)
    assert bytes(await file.download_as_bytearray()) == b"jpeg bytes"


async def test_file_above_20_mb_cannot_be_fetched(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.document(size=DOWNLOAD_LIMIT)
    await user.document(size=DOWNLOAD_LIMIT + 1)
    fits, large = [u.message.document for u in await bot.get_updates() if u.message]
    assert fits
    assert large
    assert (await bot.get_file(fits.file_id)).file_size == DOWNLOAD_LIMIT
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(large.file_id)
    with pytest.raises(TelegramBadRequest, match="invalid file_id"):
        await bot.get_file("nonsense")


async def test_sent_photo_is_stored_and_sent_again_by_id(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    sent = await bot.send_photo(user.id, picture(), caption="<b>红灯</b>", parse_mode="HTML")
    assert (sent.caption, sent.photo is not None) == ("红灯", True)
    assert sent.photo
    again = await bot.send_photo(user.id, sent.photo[-1].file_id)
    assert again.photo
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    assert [m.file and m.file.content for m in botapi.sent(user.id)] == [SAMPLE_PNG] * 2
    with pytest.raises(TelegramBadRequest, match="can't use file of type Photo as Document"):
        await bot.send_document(user.id, sent.photo[-1].file_id)


async def test_caption_is_counted_after_html_is_parsed(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    caption = f"<i>{'灯' * 1024}</i>"
    await bot.send_photo(user.id, picture(), caption=caption, parse_mode="HTML")
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(user.id, picture(), caption="灯" * 1025)


async def test_file_id_of_another_bot_is_refused(botapi: FakeBotApi, bot: Bot):
    staff = botapi.add_bot(token="1000002:FAKE-staff", username="staff_bot")
    user = botapi.user()
    await user.start()
    await user.with_bot(staff).photo()
    foreign = staff.updates.history[0].payload["photo"][0]["file_id"]
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_photo(user.id, foreign)


async def test_photo_in_a_group_has_another_id_for_each_bot(botapi: FakeBotApi, bot: Bot):
    staff = botapi.add_bot(token="1000002:FAKE-staff", username="staff_bot")
    person = botapi.user()
    group = botapi.group(title="售后", members=[person], bots=[botapi.bot, staff])
    await person.photo(group=group)
    mine, theirs = (
        account.updates.history[0].payload["photo"][0]["file_id"] for account in (botapi.bot, staff)
    )
    assert mine != theirs
    assert (await bot.get_file(mine)).file_path


async def test_url_too_large_photo_and_empty_file_are_refused(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    for photo, problem in (
        ("http://127.0.0.1/a.png", "failed to get HTTP URL content"),
        (picture(content=b"x" * (PHOTO_LIMIT + 1)), "too big for a photo"),
    ):
        with pytest.raises(TelegramBadRequest, match=problem):
            await bot.send_photo(user.id, photo)
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_document(user.id, picture(content=b""))


async def test_media_group_has_two_to_ten_of_a_kind(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    await user.start()
    photo = InputMediaPhoto(media=picture(), caption="一")
    sent = await bot.send_media_group(user.id, [photo, InputMediaPhoto(media=picture("b.png"))])
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["一", None]
    for media, problem in (
        ([photo], "must include 2-10 items"),
        ([photo, InputMediaDocument(media=picture("c.pdf"))], "in the album"),
    ):
        with pytest.raises(TelegramBadRequest, match=problem):
            await bot.send_media_group(user.id, media)


async def test_ptb_uploads_documents_albums_and_edits_media(botapi: FakeBotApi, ptb: telegram.Bot):
    user = botapi.user()
    await user.start()
    sent = await ptb.send_document(user.id, b"pdf", filename="派遣单.pdf", caption="请签字")
    album = await ptb.send_media_group(
        user.id, [telegram.InputMediaPhoto(SAMPLE_PNG), telegram.InputMediaPhoto(SAMPLE_PNG)]
    )
    await ptb.edit_message_media(
        telegram.InputMediaPhoto(b"new"), chat_id=user.id, message_id=album[0].message_id
    )
    await ptb.edit_message_caption(user.id, sent.message_id, caption="已签字")
    assert [(m.text, m.file and (m.file.kind, m.file.content)) for m in botapi.sent(user.id)] == [
        ("已签字", ("document", b"pdf")),
        ("", ("photo", b"new")),
        ("", ("photo", SAMPLE_PNG)),
    ]
    assert sent.document
    assert sent.document.file_name == "派遣单.pdf"
    with pytest.raises(telegram.error.BadRequest, match="There is no text in the message"):
        await ptb.edit_message_text("x", user.id, sent.message_id)


async def test_album_of_a_user_shares_one_group_id(botapi: FakeBotApi, bot: Bot):
    await botapi.user().album([SAMPLE_PNG, SAMPLE_PNG], caption="两张")
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["两张", None]


async def test_download_of_a_path_that_is_not_there(botapi: FakeBotApi, bot: Bot):
    async with aiohttp.ClientSession() as http:
        url = f"{botapi.base_url}/file/bot{botapi.token}/photos/file_1.jpg"
        async with http.get(url) as response:
            assert response.status == 404
    with pytest.raises(TelegramAPIError):
        await bot.get_file("")
