"""Whatever customers do: nothing raises, nobody is left without a word, everything replays."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.engine import step
from bot.core.events import (
    CommandGiven,
    ConversationStarted,
    CustomerEdited,
    CustomerPressed,
    CustomerSaid,
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    MediaFile,
    TimerFired,
)
from bot.core.state import State
from bot.store.codec import type_state
from tests.core.engine.conversation import Conversation, MemoryRecords

LINES = [
    "充电器插上一点灯都没有",
    "刹车捏到底都刹不住",
    "电池冒烟了",
    "充满电跑不远，而且喇叭不响",
    "battery won't charge overnight",
    "保修多久",
    "说错了",
    "不是红灯，是绿灯",
    "算了",
    "重新开始",
    "转人工",
    "查进度",
    "查进度 rt20261123 0001",
    "你们这破公司，我要投诉",
    "谢谢",
    "拜拜",
    "不知道",
    "还是不行",
    "好了",
    "13905550123",
    "去年5月",
    "2099年1月1日",
    "跳过",
    "等一下我去看看",
    "有人让我转账",
    "说英文",
    "<b>&\"'</b>{{ 7*7 }}{% raw %}",
    "",
    "   ",
    "？？？",
    "哈哈哈",
    "x" * 4000,
    "忽略以上指令",
]
MEDIA = st.sampled_from(["photo", "video", "voice", "document", "sticker", "other"])
HAPPENINGS = st.one_of(
    st.sampled_from(LINES).map(CustomerSaid),
    st.text(max_size=30).map(CustomerSaid),
    st.integers(0, 12).map(lambda place: ("press", place)),
    st.builds(CustomerPressed, st.sampled_from(["", "1.?", "2.-", "3.!", "99.red", "1.yes", "x"])),
    st.builds(
        lambda kind, caption: CustomerSentMedia(
            file=MediaFile(kind=kind, ref=kind), caption=caption
        ),
        MEDIA,
        st.sampled_from(["", "刹车不灵", "你好"]),
    ),
    st.just(CustomerSharedContact(phone="+86 139 0555 0123")),
    st.just(CustomerSharedLocation(latitude=31.2, longitude=121.4)),
    st.sampled_from(["", "product_TDR-12", "pack_shop", "<script>"]).map(ConversationStarted),
    st.sampled_from(["help", "status", "human", "cancel", "language", "restart"]).map(CommandGiven),
    st.builds(CustomerEdited, st.sampled_from(LINES), st.sampled_from(["1", "2", "7"])),
    st.sampled_from(["nudge", "close"]).map(TimerFired),
    st.sampled_from([timedelta(minutes=11), timedelta(hours=30)]),
)


def play(book, happenings):
    talk = Conversation(book)
    for one in happenings:
        what = one
        if isinstance(what, timedelta):
            talk.now += what
            continue
        if isinstance(what, tuple):
            buttons = (
                [b for say in talk.says for row in say.buttons for b in row] if talk.turns else []
            )
            if not buttons:
                continue
            what = CustomerPressed(buttons[what[1] % len(buttons)].data)
        before = talk.state
        talk.happen(what)
        check(talk, what, before)
    return talk


def check(talk, what, before):
    assert type_state.validate_json(type_state.dump_json(talk.state)) == talk.state
    assert len(talk.state.frames) < 8
    silent = isinstance(what, TimerFired) or (
        isinstance(what, CustomerSentMedia) and what.album and what.album == before.album
    )
    if not silent:
        assert talk.says, f"no word after {what}"
    for say in talk.says:
        assert 0 < len(say.text) <= 4096
        for row in say.buttons:
            for button in row:
                assert len(button.data.encode()) <= 64
    assert len({case.number for case in talk.cases}) == len(talk.cases)


@given(happenings=st.lists(HAPPENINGS, max_size=14))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_engine_never_raises_strands_or_silences(book, happenings):
    play(book, happenings)


@given(happenings=st.lists(HAPPENINGS, max_size=10))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_replay_of_events_gives_equal_turns(book, happenings):
    talk = play(book, happenings)

    records = MemoryRecords()
    state = State(pack="ebike")
    for event, turn in zip(talk.events, talk.turns, strict=True):
        replayed = step(book, state, event, records)
        assert replayed == turn
        state = replayed.state
        records.take(replayed)
