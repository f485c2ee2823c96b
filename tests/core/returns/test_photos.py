"""A photo belongs to one line, and to no other case (R1, R12)."""

import pytest

from bot.core.effects import OpenCase

TWO_PLANTS = """控制器 2个 TDR-12 2026年3月 不通电
充电器 2个 YT-60 2026年2月 不充电"""


def held(talk):
    return {
        number: (case.evidence, [line.photos for line in case.lines])
        for number, case in talk.records.cases.items()
    }


def announce(talk):
    talk.say(TWO_PLANTS)
    talk.say("提交")
    return [effect.case.number for effect in talk.effects if isinstance(effect, OpenCase)]


def test_photo_of_all_stays_apart_from_the_next_ones_line(talk):
    talk.say(TWO_PLANTS)
    talk.photo("p1")
    talk.press("整批的")
    talk.photo("p2", "第2行")
    talk.say("提交")
    assert list(held(talk).values()) == [(("p1",), [()]), (("p1",), [("p2",)])]


def test_photo_nobody_placed_is_asked_about_before_parcels_part(talk):
    talk.say(TWO_PLANTS)
    talk.photo("p1")
    assert "第几行" in talk.say("提交")
    talk.say("第1行")
    talk.say("提交")
    assert list(held(talk).values()) == [((), [("p1",)]), ((), [()])]


def test_photo_sent_first_goes_with_the_line_that_follows(talk):
    assert "照片先收着" in talk.photo("p1")
    talk.say("控制器 2个 TDR-12 2026年3月 不通电")
    assert talk.lines[0].photos == ("p1",)


def test_photo_with_a_parts_name_joins_its_announced_line_alone(talk):
    announce(talk)
    talk.photo("p1", "充电器的照片")
    assert list(held(talk).values()) == [((), [()]), ((), [("p1",)])]


def test_photo_taken_for_the_waybills_is_put_right_by_a_word(talk):
    announce(talk)
    assert "底单" in talk.photo("p1")
    talk.say("这张是充电器的")
    assert list(held(talk).values()) == [((), [()]), ((), [("p1",)])]
    assert talk.state.sending.photo == ""


@pytest.mark.parametrize("said", ["北方", "0001"])
def test_photo_of_one_of_several_cases_is_asked_about(said, talk):
    announce(talk)
    talk.say("0001 顺丰 SF1399876543210")
    talk.say("0002 京东 JDVB12345678901")
    assert "哪张单子" in talk.photo("p1")
    talk.say(said)
    assert [evidence for evidence, _ in held(talk).values()] == [("p1",), ()]
