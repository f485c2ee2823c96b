from typing import Any

import pytest
from aiogram.types import Update

from bot.channels.public.events import (
    SOMEONE_ELSES,
    TOO_LARGE,
    group_joined,
    notice_for,
    read_update,
)
from bot.core.events import (
    CommandGiven,
    ConversationStarted,
    CustomerEdited,
    CustomerLeft,
    CustomerPressed,
    CustomerReturned,
    CustomerSaid,
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    Event,
    Happening,
    MediaFile,
    Person,
)
from tests.desk.engines import NOON

USER = {"id": 7, "is_bot": False, "first_name": "王", "last_name": "明", "language_code": "zh-hans"}
BOT = {"id": 1, "is_bot": True, "first_name": "售后"}
PRIVATE = {"id": 7, "type": "private", "first_name": "王"}
GROUP = {"id": -100, "type": "supergroup", "title": "业主群"}
FILE = {"file_id": "F", "file_unique_id": "U"}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1, "chat": chat, "from": USER, **content}


def update(kind: str = "message", **body: Any) -> Update:
    return Update.model_validate({"update_id": 9, kind: body})


def event(what: Happening, *, message_id: str = "5") -> Event:
    return Event(
        channel="telegram",
        conversation="telegram:7",
        update_id="9",
        at=NOON,
        sender=Person(role="customer", id="7", name="王 明", language="zh-hans"),
        what=what,
        message_id=message_id,
    )


def media(kind: Any, ref: str = "telegram:F", **known: Any) -> CustomerSentMedia:
    return CustomerSentMedia(file=MediaFile(kind=kind, ref=ref, **known))


SIZES = [
    {**FILE, "width": 90, "height": 90, "file_size": 1},
    {"file_id": "L", "file_unique_id": "V", "width": 1280, "height": 960, "file_size": 99},
]
VIDEO = {**FILE, "width": 1, "height": 1, "duration": 1, "file_size": 3}

CONTENT: dict[str, tuple[dict[str, Any], Happening]] = {
    "text": ({"text": "灯不亮"}, CustomerSaid("灯不亮")),
    "start": ({"text": "/start product_YT60"}, ConversationStarted("product_YT60")),
    "command": ({"text": "/status@shouhou_bot RT-1"}, CommandGiven("status", "RT-1")),
    "unknown command": ({"text": "/menu"}, CustomerSaid("/menu")),
    "photo": ({"photo": SIZES}, media("photo", "telegram:L", size=99)),
    "album": (
        {"photo": SIZES, "caption": "两张", "media_group_id": "A"},
        CustomerSentMedia(
            file=MediaFile(kind="photo", ref="telegram:L", size=99), caption="两张", album="A"
        ),
    ),
    "video": (
        {"video": {**VIDEO, "file_name": "响.mp4"}},
        media("video", name="响.mp4", size=3),
    ),
    "video note": (
        {"video_note": {**FILE, "length": 1, "duration": 1}},
        media("video"),
    ),
    "animation": (
        {"animation": VIDEO, "document": {"file_id": "D", "file_unique_id": "D"}},
        media("video", size=3),
    ),
    "voice": ({"voice": {**FILE, "duration": 1}}, media("voice")),
    "audio": (
        {"audio": {**FILE, "duration": 1, "file_name": "a.mp3"}},
        media("document", name="a.mp3"),
    ),
    "document": (
        {"document": {**FILE, "file_name": "发票.pdf", "file_size": 2}},
        media("document", name="发票.pdf", size=2),
    ),
    "sticker": (
        {
            "sticker": {
                **FILE,
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
        media("sticker"),
    ),
    "dice": ({"dice": {"emoji": "🎲", "value": 3}}, media("other", "")),
    "not known yet": ({"hologram": {"depth": 3}}, media("other", "")),
    "contact": (
        {"contact": {"phone_number": "+86138", "first_name": "王", "user_id": 7}},
        CustomerSharedContact(phone="+86138", name="王"),
    ),
    "location": (
        {"location": {"latitude": 31.2, "longitude": 121.5}},
        CustomerSharedLocation(latitude=31.2, longitude=121.5),
    ),
}


@pytest.mark.parametrize("name", CONTENT)
def test_message_is_read_as(name: str):
    content, what = CONTENT[name]
    assert read_update(update(**message(**content)), at=NOON) == event(what)


def test_edit_is_read_with_the_message_it_changes():
    edited = update("edited_message", **message(text="不是红灯", edit_date=2))
    assert read_update(edited, at=NOON) == event(CustomerEdited("不是红灯", "5"))


def test_edit_without_words_is_nothing():
    place = {"latitude": 31.2, "longitude": 121.5}
    assert read_update(update("edited_message", **message(location=place)), at=NOON) is None


def test_button_is_read_without_a_message_of_the_customers():
    pressed = {"id": "1", "from": USER, "chat_instance": "1", "data": "3.red"}
    found = read_update(update("callback_query", **pressed, message=message(text="灯?")), at=NOON)
    assert found == event(CustomerPressed("3.red"), message_id="")


def test_button_of_a_message_too_old_to_show_still_counts():
    old = {"message_id": 5, "date": 0, "chat": PRIVATE}
    pressed = {"id": "1", "from": USER, "chat_instance": "1", "data": "3.red", "message": old}
    found = read_update(update("callback_query", **pressed), at=NOON)
    assert found == event(CustomerPressed("3.red"), message_id="")


def test_button_without_data_is_nothing():
    pressed = {"id": "1", "from": USER, "chat_instance": "1", "message": message(text="?")}
    assert read_update(update("callback_query", **pressed), at=NOON) is None


def moved(chat: dict[str, Any], status: str) -> Update:
    until = {"until_date": 0} if status == "kicked" else {}
    return update(
        "my_chat_member",
        chat=chat,
        **{"from": USER},
        date=1,
        old_chat_member={"status": "left", "user": BOT},
        new_chat_member={"status": status, "user": BOT, **until},
    )


def test_blocking_and_unblocking_are_read():
    left, back = moved(PRIVATE, "kicked"), moved(PRIVATE, "member")
    assert read_update(left, at=NOON) == event(CustomerLeft(), message_id="")
    assert read_update(back, at=NOON) == event(CustomerReturned(), message_id="")


@pytest.mark.parametrize(
    ("status", "joined"), [("member", True), ("left", False), ("kicked", False)]
)
def test_group_is_noticed_and_is_no_event(status: str, joined: bool):  # noqa: FBT001
    assert (group_joined(moved(GROUP, status)) is not None) is joined
    assert read_update(moved(GROUP, status), at=NOON) is None


def test_private_chat_is_no_group():
    assert group_joined(moved(PRIVATE, "member")) is None


@pytest.mark.parametrize("content", [{"text": "在吗"}, {"photo": SIZES}])
def test_message_in_a_group_is_nothing(content: dict[str, Any]):
    assert read_update(update(**message(GROUP, **content)), at=NOON) is None


def test_telegrams_own_notice_is_nothing():
    pinned = message(text="灯不亮")
    assert read_update(update(**message(pinned_message=pinned)), at=NOON) is None


NOTICES = {
    "large file": ({"document": {**FILE, "file_size": 20 * 1024 * 1024 + 1}}, TOO_LARGE),
    "file at the limit": ({"document": {**FILE, "file_size": 20 * 1024 * 1024}}, None),
    "somebody's card": (
        {"contact": {"phone_number": "+86138", "first_name": "李", "user_id": 8}},
        SOMEONE_ELSES,
    ),
    "card of nobody on Telegram": (
        {"contact": {"phone_number": "+86138", "first_name": "李"}},
        SOMEONE_ELSES,
    ),
    "own card": ({"contact": {"phone_number": "+86138", "first_name": "王", "user_id": 7}}, None),
}


@pytest.mark.parametrize("name", NOTICES)
def test_channel_itself_answers(name: str):
    content, phrase = NOTICES[name]
    given = update(**message(**content))
    found = read_update(given, at=NOON)
    assert found is not None
    assert notice_for(given, found) == phrase
