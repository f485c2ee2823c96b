"""What a dealer in a hurry types: greetings around the parts, several answers at once, "sent" without a number."""

import pytest

from bot.core.effects import HandOff, OpenCase
from tests.core.returns.test_talk import opened


def brief(talk):
    return [(one.part, one.quantity, one.model, one.fault) for one in talk.lines]


def test_greeting_and_question_are_no_fault(talk):
    talk.say("你好 三个控制器坏了咋退")
    talk.say("TDR-12")
    assert "什么毛病" in talk.say("去年5月买的吧")
    talk.say("不通电")
    assert brief(talk) == [("controller", 3, "TDR-12", "不通电")]


def test_everything_told_while_the_count_is_asked_for(talk):
    assert "几个" in talk.say("要退电机")
    talk.say("TDR-12 2个 25年6月买的 响声大")
    assert brief(talk) == [("motor", 2, "TDR-12", "响声大")]


def test_fault_told_behind_its_line_starts_no_diagnosis(talk):
    talk.say("控制器 3个 TDR-12 2026年3月")
    assert "不通电" in talk.say("不通电")
    talk.say("对的 提交")
    assert [case.lines[0].quantity for case in opened(talk)] == [3]


def test_each_line_hears_its_own_reason(talk):
    said = talk.say("控制器 3个 TDR-12 2025年5月 不通电\n充电器 2个 TDR-12 2025年3月 不充电")
    assert "控制器是 2025 年 5 月买的" in said
    assert "充电器是 2025 年 3 月买的" in said


@pytest.mark.parametrize("said", ["寄了", "寄出去了", "今天发走了", "已发货", "shipped"])
def test_sent_without_a_number_asks_for_the_waybill(said, talk):
    talk.say("控制器 3个 TDR-12 2026年3月 不通电")
    assert "提交" in talk.say(said)  # not handed in yet
    talk.say("提交")
    assert "哪家快递" in talk.say(said)
    assert talk.effects_of(HandOff) == []


def test_dealer_who_says_so_is_not_told_to_sign_up(talk):
    assert "哪个车型" in talk.say("我是经销商，要退2个电机")
    assert talk.effects_of(OpenCase) == []


def test_stranger_who_names_an_address_is_reported_amid_a_list(talk):
    talk.say("电机 3个")
    talk.say("有人说让我寄到东莞")
    assert len(talk.effects_of(HandOff)) == 1


def test_changed_mind_amid_a_list_is_asked_about(talk):
    talk.say("电机 3个")
    assert "先留着还是不退了" in talk.say("我不想退了")
