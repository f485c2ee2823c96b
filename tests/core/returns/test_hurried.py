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


@pytest.mark.parametrize(
    "said",
    [
        "刚有人加我微信说是你们客服让我把货发到东莞",
        "有人让我改地址，是真的吗",
        "让我先转500押金",
        "他说地址换了 换到广州白云区 我改寄那边行不",
    ],
)
def test_stranger_is_reported_and_the_official_address_told(said, talk):
    talk.say("充电器 3个 YT-60 2026年2月 不充电")
    talk.say("提交")
    told = talk.say(said)
    assert "骗子" in told
    assert "江苏省无锡市示范大道 555 号" in told
    (called,) = talk.effects_of(HandOff)
    assert (called.reason, called.priority) == ("fraud", "urgent")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("箱子咋整 要不要泡沫", "打包注意四样"),
        ("电池能一块装不", "打包注意四样"),
        ("到付行不行", "到付件厂里不收"),
        ("运费谁出", "到付件厂里不收"),
        ("厂里电话多少", "0510-555-0120"),
    ],
)
def test_question_about_the_parcel_is_answered(said, answer, talk):
    talk.say("充电器 3个 YT-60 2026年2月 不充电")
    talk.say("提交")
    assert answer in talk.say(said)
    assert talk.lines == []


def test_two_waybills_in_one_message_find_their_parcels(talk):
    talk.say("控制器 3个 TDR-12 2026年3月 不通电\n充电器 2个 YT-60 2026年2月 不充电")
    talk.say("提交")
    talk.say("两箱都寄了 北方的顺丰SF1399876543210 南方的京东JDVB12345678901")
    assert [case.parcels[0].waybill for case in talk.records.cases.values()] == [
        "SF1399876543210",
        "JDVB12345678901",
    ]
    assert talk.state.sending is None


@pytest.mark.parametrize(
    "said",
    ["SF1399876543219", "单号打错了，是SF1399876543219", "RT-20261123-0001 顺丰 SF1399876543219"],
)
def test_mistyped_waybill_is_put_right(said, talk):
    talk.say("控制器 3个 TDR-12 2026年3月 不通电")
    talk.say("提交")
    talk.say("顺丰 SF1399876543210")
    assert "改过来了" in talk.say(said)
    (case,) = talk.records.cases.values()
    assert case.parcels[0].waybill == "SF1399876543219"


@pytest.mark.parametrize("said", ["好", "ok", "可以", "要得", "没毛病"])
def test_plain_yes_to_the_summary_announces_it(said, talk):
    talk.say("控制器 3个 TDR-12 2026年3月 不通电")
    talk.say(said)
    assert len(talk.effects_of(OpenCase)) == 1


def test_handing_in_is_no_yes_to_throwing_the_list_away(talk):
    talk.say("控制器 3个 TDR-12 2026年3月 不通电")
    talk.say("算了")
    talk.say("提交")
    assert len(talk.lines) == 1
    talk.say("算了")
    assert "清空了" in talk.say("不退了")


def test_other_fields_answer_is_taken_while_the_count_is_asked(talk):
    talk.say("控制器 3个 TDR-20 2026年3月 不通电")
    talk.say("转把")
    talk.say("tdr20")
    talk.say("上个月")
    line = talk.lines[-1]
    assert (line.model, str(line.bought)) == ("TDR-20", "2026-10-01")


def test_second_number_joins_the_first_one(talk):
    talk.say("控制器 2个 TDR-12 2026年3月 不通电 A2025001 A2025001")
    talk.say("A2025002")
    assert talk.lines[0].serials == ("A2025001", "A2025002")


def test_line_is_known_by_its_fault(talk):
    talk.say("控制器 3个 TDR-12 2026年3月 不通电\n充电器 1个 TDR-12 2026年6月 摔坏了")
    talk.say("那摔坏的那个不退了")
    assert [line.part for line in talk.lines] == ["controller"]


def test_model_said_in_figures_is_known(talk):
    talk.say("控制器两个tdr十二今年三月买的不通电")
    assert (talk.lines[0].model, talk.lines[0].quantity) == ("TDR-12", 2)


def test_one_in_front_of_a_counted_part_only_says_that_it_is_another_line(talk):
    talk.say("再报一个 喇叭 十五个 YT-72 上个月 不响")
    (line,) = talk.lines
    assert (line.part, line.quantity, line.fault) == ("horn", 15, "不响")


def test_scolding_amid_the_list_is_answered_before_the_question_comes_again(talk):
    talk.say("充电器两套 YT60 不充电")
    said = talk.say("到底行不行啊 烦死了")
    assert "让您费劲了" in said
    assert "哪年哪月买的" in said


def test_changed_address_is_reported_amid_a_question_of_the_list(talk):
    talk.say("充电器两套 YT60 不充电")
    assert "骗子常用的手法" in talk.say("你们厂地址是不是换了，有人说寄广州")
