"""Corrections: in words, by an old button, by editing, before and after the case is open."""

import pytest

from bot.core.effects import AmendCase, OpenCase
from bot.core.events import CustomerPressed
from tests.core.engine.conversation import Conversation

DEAD_CHARGER = "充电器指示灯不亮"


def registered(talk, first=DEAD_CHARGER):
    """Walk a dead charger to its case."""
    talk.say(first)
    talk.press("有电")
    while talk.labels and not talk.cases:
        known = ("还是不行", "先报价看看", "先跳过", "不确定")
        talk.press(next(label for label in known if label in talk.labels))
    assert talk.cases
    return talk.cases[0]


def test_correction_in_words_walks_on_from_the_other_answer(talk):
    talk.say(DEAD_CHARGER)
    talk.press("有电")

    said = talk.say("说错了，是插座没电")

    assert "插座没电" in said
    assert talk.state.answers[-1].said == "插座没电"


def test_correction_keeps_answers_that_do_not_depend_on_it(talk):
    talk.say(DEAD_CHARGER)
    talk.press("有电")
    asked = talk.says[-1].why.step

    talk.say("说错了，是插座没电")
    talk.say("说错了，是有电")

    assert talk.says[-1].why.step == asked


def test_old_button_offers_to_correct_and_changes_only_after_a_yes(talk):
    talk.say(DEAD_CHARGER)
    old = talk.button("插座没电")
    talk.press("有电")
    before = talk.state.answers

    said = talk.happen(CustomerPressed(old.data))

    assert "有电" in said
    assert "插座没电" in said
    assert talk.labels == ["改过来", "不改"]
    assert talk.state.answers == before
    talk.press("改过来")
    assert talk.state.answers[-1].said == "插座没电"


def test_old_button_declined_changes_nothing(talk):
    talk.say(DEAD_CHARGER)
    old = talk.button("插座没电")
    talk.press("有电")
    pending = talk.says[-1].why.step
    talk.happen(CustomerPressed(old.data))

    talk.press("不改")

    assert talk.says[-1].why.step == pending


def test_wrong_button_without_the_right_answer_asks_the_question_again(talk):
    talk.say(DEAD_CHARGER)
    talk.press("有电")

    talk.say("按错了")

    assert talk.says[-1].why.step == "fault.ev_charger_dead/socket"


def test_edited_message_corrects_the_answer_it_gave(talk):
    talk.say(DEAD_CHARGER)
    talk.say("有电")

    talk.edit("插座没电", message=2)

    assert talk.state.answers[-1].said == "插座没电"


def test_correction_after_the_case_amends_it_and_opens_no_second(talk):
    case = registered(talk)

    talk.say("说错了，是插座没电")
    while talk.labels and any(x in talk.labels for x in ("还是不行", "先跳过", "先报价看看")):
        known = ("还是不行", "先报价看看", "先跳过")
        talk.press(next(label for label in known if label in talk.labels))

    assert [one.number for one in talk.cases] == [case.number]
    kinds = [type(effect) for turn in talk.turns for effect in turn.effects]
    assert kinds.count(OpenCase) == 1
    assert AmendCase in kinds
    assert talk.cases[0].lines != case.lines


def test_phone_given_again_differently_changes_the_case(talk):
    registered_case = registered(talk, "我电话13905550111，充电器指示灯不亮")
    assert ("phone", "13905550111") in registered_case.contact

    talk.say("电话错了，是13905550222")

    assert ("phone", "13905550222") in talk.cases[0].contact
    assert len(talk.cases) == 1


def test_other_fault_in_a_correction_switches_to_it(talk):
    talk.say(DEAD_CHARGER)

    talk.say("不是充电器的问题，是仪表黑屏")

    assert talk.state.node == "ev_dash_dead"


@pytest.fixture
def quoted(book):
    """A customer whose part is out of its term, up to the photo after agreeing to a quote."""
    talk = Conversation(book)
    for said in ("减震漏油", "漏油", "没流到", "去年5月买的", "先报价看看"):
        talk.say(said)
    return talk


def test_day_told_wrong_changes_what_is_said_of_the_warranty(quoted):
    said = quoted.say("说错了，是今年10月买的")
    assert "还在期内" in said
    assert "照片" in said or "拍" in said


def test_another_day_out_of_the_term_asks_nothing_again(quoted):
    quoted.photo("p1")
    said = quoted.say("购买日期不对，是去年6月买的")
    assert "已经过了 11 个月" in said
    assert "报个价" not in said
    assert "电话" in said


def test_day_corrected_after_the_case_amends_it_and_asks_only_for_the_consent(book):
    talk = Conversation(book)
    for said in ("减震漏油", "漏油", "没流到", "今年10月买的"):
        talk.say(said)
    talk.photo("p1")
    talk.say("13905550123")
    (number,) = talk.records.cases
    said = talk.say("日期说错了，是去年5月买的")
    assert "已经过了 12 个月" in said
    assert talk.labels[:2] == ["先报价看看", "先不修了"]
    assert f"{number} 不变" in talk.say("先报价看看")
    assert list(talk.records.cases) == [number]


def test_quote_turned_down_for_a_day_told_wrong_goes_on_in_warranty(book):
    talk = Conversation(book)
    for said in ("减震漏油", "漏油", "没流到", "去年5月买的", "先不修了"):
        talk.say(said)
    said = talk.say("说错了，是今年10月买的")
    assert "还在期内" in said
    assert talk.labels == ["先跳过", "转人工"]
