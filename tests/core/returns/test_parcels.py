"""What a dealer tells of a parcel on its way: gone to the wrong place, its papers mislaid (R1)."""

import pytest

from bot.core.effects import HandOff, SendDocument

LINE = "控制器 2个 TDR-12 2026年3月 不通电"


@pytest.fixture
def sent(talk):
    talk.say(LINE)
    talk.press("提交")
    talk.say("顺丰 SF1399876543210")
    return talk


def handed(talk):
    return [effect for effect in talk.effects if isinstance(effect, HandOff)]


@pytest.mark.parametrize(
    "told", ["糟了，寄到南方工厂去了", "寄错厂了", "地址写错了", "i sent it to the wrong plant"]
)
def test_parcel_gone_astray_is_caught_by_a_person_and_sent_on_to_the_official_address(sent, told):
    said = sent.say(told)

    (hand_off,) = handed(sent)
    assert (hand_off.reason, hand_off.priority) == ("lost_parcel", "urgent")
    assert "SF1399876543210" in hand_off.note
    assert "天津市武清区示范路 555 号" in said


def test_parcel_gone_astray_before_any_was_sent_hands_nothing_over(talk):
    talk.say(LINE)
    talk.press("提交")

    talk.say("寄错厂了")

    assert handed(talk) == []


@pytest.mark.parametrize("asked", ["单子发我一份", "面单再发一次", "清单", "send the list again"])
def test_papers_mislaid_are_sent_again(sent, asked):
    sent.say(asked)

    papers = [effect for effect in sent.effects if isinstance(effect, SendDocument)]
    assert [paper.form for paper in papers] == ["return_list", "shipping_label"]
