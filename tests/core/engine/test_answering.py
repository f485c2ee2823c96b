"""Typed answers that are no button's words: short, odd, about something else, or taken back unsaid."""

import pytest

from bot.core.effects import HandOff
from bot.core.state import Answer
from tests.core.engine.conversation import Conversation


@pytest.fixture
def shop(book):
    return Conversation(book, pack="shop")


def pending(talk: Conversation) -> str:
    return talk.says[-1].why.step


def test_answer_that_fits_two_choices_asks_which_with_those_two(talk):
    talk.say("后面的灯不对")

    said = talk.say("刹车灯")

    assert talk.labels[:2] == ["刹车灯不亮", "刹车灯常亮"]
    assert "刹车灯不亮" in said
    talk.press("刹车灯常亮")
    assert talk.answer_value("ev_signal.which") == "stays"


def test_answer_that_fits_two_choices_again_is_a_miss(talk):
    talk.say("后面的灯不对")
    talk.say("刹车灯")

    talk.say("刹车灯")

    assert talk.state.frames[-1].misses == 2
    assert "转向灯" in talk.labels


def test_fault_kept_for_later_comes_first_when_the_customer_wants_it(talk):
    talk.say("喇叭不响，大灯也不亮")
    assert talk.state.node == "ev_headlight"

    talk.say("先弄喇叭吧")

    assert talk.state.node == "ev_horn"
    assert [frame.script for frame in talk.state.frames] == ["fault.ev_headlight", "fault.ev_horn"]


def test_danger_is_put_off_for_nothing(talk):
    talk.say("喇叭不响")
    talk.say("刹车失灵了")

    talk.say("先弄喇叭吧")

    assert talk.state.node == "ev_brake_weak"


@pytest.mark.parametrize(
    "asked", ["你问这个干嘛", "为什么要问这个", "问这个有什么用", "why do you ask"]
)
def test_why_it_is_asked_gets_a_reason_and_counts_as_no_miss(talk, asked):
    talk.say("喇叭不响")
    step = pending(talk)

    talk.say(asked)

    assert pending(talk) == step
    assert "digress.why_asked" in talk.says[-1].why.phrase
    assert talk.state.frames[-1].misses == 0


def test_earlier_answer_contradicted_is_offered_for_correction(talk):
    talk.say("龙头歪了往左边跑")
    talk.say("没摔")

    talk.say("摔过一次")

    assert talk.answer_value("ev_wobble.crash") == "never"
    talk.press("改过来")
    assert talk.answer_value("ev_wobble.crash") == "hit"


def test_offered_correction_left_lying_gives_way_to_the_question(talk):
    talk.say("龙头歪了往左边跑")
    talk.say("没摔")
    step = pending(talk)
    talk.say("摔过一次")

    talk.say("前轮")

    assert talk.state.offer is None
    assert pending(talk) == step


@pytest.mark.parametrize("done", ["捏了", "弄了", "试了一下", "did that"])
def test_step_done_is_no_word_on_whether_it_helped(talk, done):
    talk.say("喇叭声音小")
    step = pending(talk)

    talk.say(done)

    assert pending(talk) == step


@pytest.mark.parametrize(
    "fact", ["铅酸的", "两年多了", "后胎", "上面写的48V20AH", "带两个人", "三年"]
)
def test_fact_that_answers_nothing_is_kept_and_no_miss(talk, fact):
    talk.say("喇叭不响")

    talk.say(fact)

    assert talk.state.frames[-1].misses == 0
    assert fact in talk.state.said


@pytest.mark.parametrize("said", ["捏着刹车呢", "铅酸的吧"])
def test_few_words_little_like_the_bank_raise_no_alarm_amid_a_question(talk, said):
    talk.say("喇叭不响")

    talk.say(said)

    assert talk.effects_of(HandOff) == []


def test_question_that_can_be_left_out_is_skipped_when_nobody_answers_it(talk):
    talk.say("喇叭不响")
    talk.press("灯都正常")
    talk.press("有哒的一声")
    for _ in range(3):
        talk.say("哎呀")

    assert talk.answer_value("bought_on") == "skipped"
    assert talk.effects_of(HandOff) == []


def test_complaint_that_denies_answers_the_first_question(talk):
    talk.say("遥控器按了没反应")

    assert talk.answer_value("ev_remote.state") == "press"


def test_return_without_a_reason_is_not_asked_for_one(shop):
    shop.say("就是不想要了")

    assert shop.state.node == "ec_freight"
    assert shop.answer_value("ec_freight.reason") == "mind"


def test_wish_alone_asks_whether_anything_is_wrong(shop):
    shop.say("我要退")

    assert shop.state.node is None
    assert isinstance(shop.state.answers[-1], Answer)
    assert shop.state.answers[-1].slot == "wish"


def test_remark_after_the_case_goes_to_the_colleague_and_offers_no_guess(talk):
    talk.say("喇叭不响")
    talk.press("灯都正常")
    talk.press("有哒的一声")
    for _ in range(3):
        talk.press("先跳过")

    talk.say("还是不行")

    assert talk.state.offer is None
    assert talk.cases


def test_frame_number_with_letters_changes_no_language(talk):
    talk.say("发票呢")

    talk.say("91330100MA27XXXX1X")

    assert talk.state.lang == "zh-CN"
