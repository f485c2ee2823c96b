"""Carriers and their numbers, as people type them."""

import pytest

from bot.core.returns.waybill import read_waybill

GOOD = {
    "顺丰 SF1399876543210": ("sf", "SF1399876543210"),
    "SF1399876543210": ("sf", "SF1399876543210"),
    "sf 139 9876 543210": ("sf", "SF1399876543210"),
    "顺风快递，单号ＳＦ1399876543210": ("sf", "SF1399876543210"),
    "顺丰 1399876543210": ("sf", "SF1399876543210"),
    "京东 JDVB12345678901": ("jd", "JDVB12345678901"),
    "中通78123456789012": ("zto", "78123456789012"),
    "圆通 yt1234567890123，发了": ("yto", "YT1234567890123"),
    "单号 773123456789012 申通": ("sto", "773123456789012"),
    "韵达 463123456789012": ("yunda", "463123456789012"),
    "jt1234567890123": ("jt", "JT1234567890123"),
    "已发德邦DPK123456789012": ("deppon", "DPK123456789012"),
    "EMS EA123456789CN": ("ems", "EA123456789CN"),
    "物流 安能 300123456789": ("ane", "300123456789"),
}


@pytest.mark.parametrize("text", GOOD)
def test_waybill_is_read(text, carriers):
    found = read_waybill(text, carriers)
    assert (found.carrier.id, found.number, found.problem) == (*GOOD[text], "")


def test_number_that_fits_several_asks_for_the_carrier(carriers):
    found = read_waybill("123456789012", carriers)
    assert found.problem == "carrier_missing"
    assert [one.id for one in found.fitting] == ["sf", "ane"]


WRONG = {
    "顺丰 SF123": "number_wrong",
    "中通 12345": "number_wrong",
    "韵达": "number_missing",
    "平邮 XA12345678901": "carrier_refused",
    "挂号信寄的": "carrier_refused",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_or_missing_is_named(text, carriers):
    assert read_waybill(text, carriers).problem == WRONG[text]


NOTHING = ("我电话13812345678", "寄了", "控制器 3个 TDR-12 2025年3月 进水", "你好")


@pytest.mark.parametrize("text", NOTHING)
def test_other_words_are_no_waybill(text, carriers):
    assert not read_waybill(text, carriers).tells


def test_case_and_boxes_are_read_with_it(carriers):
    found = read_waybill("RT-20261123-0007 顺丰SF1399876543210 两箱", carriers)
    assert (found.case, found.number, found.pieces) == (
        "RT-20261123-0007",
        "SF1399876543210",
        2,
    )


def test_every_example_fits_its_own_form(carriers):
    wrong = [one.id for one in carriers.carriers if not one.number.fullmatch(one.example)]
    assert wrong == []


def test_carrier_is_called_in_the_readers_language(carriers):
    assert carriers.called("顺丰", lang="en") == "SF Express"
    assert carriers.called("顺丰速运", lang="zh-CN") == "顺丰速运"
    assert carriers.called("示范物流", lang="en") == "示范物流"
