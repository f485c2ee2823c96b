"""Messages without a word in them are met kindly, in the language of the house."""

import pytest

from bot.core.events import CustomerSentMedia, MediaFile
from tests.core.engine.conversation import Conversation


def sent(talk: Conversation, kind) -> str:
    return talk.happen(CustomerSentMedia(file=MediaFile(kind=kind, ref="f1")))


@pytest.mark.parametrize(
    "said", ["？", "?", "。。。", "!!!", "😂😂", "👍", "<script>", "<b></b>", "👀？"]
)
def test_first_message_without_a_word_is_greeted(talk: Conversation, said):
    heard = talk.say(said)

    assert "售后" in heard
    assert (talk.state.lang, talk.state.misses) == ("zh-CN", 0)


def test_later_ones_are_answered_by_what_they_look_like(talk: Conversation):
    talk.say("你好")

    assert talk.say("？").startswith(("我在", "在呢"))
    assert talk.say("👍🙏").startswith(("好嘞", "收到"))
    assert talk.say("😭").startswith(("我在", "在呢"))


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(document.cookie)</script>",
        "<img src=x onerror=alert(1)>",
        "https://www.example.com/item/detail?id=1",
    ],
)
def test_markup_and_addresses_are_no_english(talk: Conversation, said):
    talk.say(said)

    assert talk.state.lang == "zh-CN"


def test_question_stays_open_when_a_face_comes(talk: Conversation):
    talk.say("充电器灯不亮")
    question = talk.state.frames

    assert talk.say("😂")
    assert talk.state.frames[-1].step == question[-1].step


@pytest.mark.parametrize("kind", ["voice", "sticker"])
def test_voice_or_sticker_first_is_answered_in_chinese(talk: Conversation, kind):
    assert "打几个字" in sent(talk, kind)
    assert talk.state.lang == "zh-CN"


def test_voice_of_who_waits_is_left_to_the_colleague(talk: Conversation):
    talk.say("转人工")

    assert "同事接手时能听到" in sent(talk, "voice")
