from datetime import date

import pytest

from bot.core.forms import Around, FormField, Misfit, Option, check_form, counts, fen, fill, parts
from bot.core.forms.values import read_value

AROUND = Around(today=date(2026, 11, 23), pieces={1: 3, 2: 2, 3: 1}, offered={"some": (1, 3)})


def field(kind: str, **more: object) -> FormField:
    name = {"zh-CN": str(more.pop("name", kind)), "en": kind}
    return FormField(id=str(more.pop("id", "f")), kind=kind, ask=name, **more)


CARRIERS = (
    Option(id="sf", label={"zh-CN": "顺路快递", "en": "Shunlu"}, words=("顺路",)),
    Option(id="yt", label={"zh-CN": "圆途物流", "en": "Yuantu"}),
)


@pytest.mark.parametrize(
    ("one", "raw", "normal"),
    [
        (field("text"), " 迟到，没说（一小时） ", "迟到，没说（一小时）"),
        (field("number"), "１２", "12"),
        (field("money"), "￥1,280.5 元", "1280.50"),
        (field("date"), "2025年3月", "2025-03-01"),
        (field("date"), "2026-11-23", "2026-11-23"),
        (field("choice", options=CARRIERS), "顺路", "sf"),
        (field("choice", options=CARRIERS), "yuantu", "yt"),
        (field("yes_no"), "Y", "yes"),
        (field("phone"), "139 0000 5550", "13900005550"),
        (field("waybill"), "sf 5550001122", "SF5550001122"),
        (field("lines"), "1-2，3", "1,2,3"),
        (field("lines", id="some"), "*", "1,3"),
        (field("counts"), "*", "1=3,2=2,3=1"),
        (field("counts"), "1：2 3=0", "1=2,3=0"),
        (field("parts"), "密封圈×3、螺丝 12x2、胶", "密封圈*3; 螺丝 12*2; 胶*1"),
    ],
)
def test_value_comes_back_in_its_normal_form(one, raw, normal):
    assert read_value(one, raw, AROUND) == normal


@pytest.mark.parametrize(
    ("one", "raw", "problem"),
    [
        (field("text"), "  ", "missing"),
        (field("text"), "x" * 2001, "too_long"),
        (field("number"), "三个", "not_a_number"),
        (field("number"), "-1", "too_small"),
        (field("number", high=9), "10", "too_large"),
        (field("number"), "9" * 40, "not_a_number"),
        (field("money"), "免费", "not_money"),
        (field("money"), "NaN", "not_money"),
        (field("money"), "1e999", "not_money"),
        (field("money"), "1.234", "not_money"),
        (field("money"), "-5", "too_small"),
        (field("date"), "下辈子", "not_a_date"),
        (field("date"), "2099-01-01", "future_date"),
        (field("date"), "1970-01-01", "early_date"),
        (field("choice", options=CARRIERS), "飞机", "not_an_option"),
        (field("yes_no"), "也许", "not_yes_or_no"),
        (field("phone"), "110", "not_a_phone"),
        (field("waybill"), "'; DROP TABLE", "not_a_waybill"),
        (field("waybill"), "😀😀😀😀😀😀", "not_a_waybill"),
        (field("lines"), "4", "no_such_line"),
        (field("lines", id="some"), "2", "no_such_line"),
        (field("lines"), "全部", "no_such_line"),
        (field("counts"), "三个", "not_counts"),
        (field("counts"), "9=1", "no_such_line"),
        (field("counts"), "1=-2", "not_counts"),
        (field("parts"), "螺丝*0", "not_parts"),
    ],
)
def test_value_that_cannot_be_taken_says_why(one, raw, problem):
    assert read_value(one, raw, AROUND) == Misfit(one.id, problem, raw.strip())


def test_form_names_everything_that_is_missing_and_takes_defaults():
    form = (
        field("text", id="who"),
        field("money", id="price"),
        field("lines", id="lines", default="*"),
        field("text", id="note", required=False),
    )
    checked = check_form(form, {"price": "x"}, AROUND)
    assert checked.values == (("lines", "1,2,3"),)
    assert checked.misfits == (Misfit("who", "missing"), Misfit("price", "not_money", "x"))


def test_person_must_be_known_where_people_are():
    around = Around(today=AROUND.today, people={"zheng.ke"})
    assert read_value(field("person"), "zheng.ke", around) == "zheng.ke"
    assert read_value(field("person"), "nobody", around) == Misfit("f", "not_a_person", "nobody")


def test_normal_values_are_read_back():
    assert fen("128.50") == 12850
    assert counts("1=3,2=0") == {1: 3, 2: 0}
    assert parts("密封圈*3; 胶*1") == (("密封圈", 3), ("胶", 1))


WAYBILL = (
    field("choice", id="carrier", name="快递公司", options=CARRIERS),
    field("waybill", id="waybill", name="运单号"),
    field("phone", id="phone", name="电话"),
    field("text", id="note", name="备注", required=False),
)


def test_one_message_fills_several_fields():
    filled = fill(
        WAYBILL, {}, "顺路快递，SF5550001122，13900005550", asked="carrier", around=AROUND
    )
    assert dict(filled.values) == {
        "carrier": "sf",
        "waybill": "SF5550001122",
        "phone": "13900005550",
    }
    assert (filled.next, filled.misfits) == ("", ())


def test_answer_goes_to_the_field_asked_and_the_next_is_asked():
    filled = fill(WAYBILL, {"carrier": "sf"}, "SF5550001122", asked="waybill", around=AROUND)
    assert (filled.learned, filled.next) == (("waybill",), "phone")


def test_named_field_corrects_what_was_said():
    known = {"carrier": "sf", "waybill": "SF5550001122", "phone": "13900005550"}
    filled = fill(WAYBILL, known, "运单号：SF5550009999", asked="", around=AROUND)
    assert (filled.learned, dict(filled.values)["waybill"]) == (("waybill",), "SF5550009999")


def test_wrong_answer_is_asked_again_and_the_good_ones_stay():
    filled = fill(
        WAYBILL, {}, "快递公司：飞机\n运单号：SF5550001122", asked="carrier", around=AROUND
    )
    assert filled.misfits == (Misfit("carrier", "not_an_option", "飞机"),)
    assert (dict(filled.values), filled.next) == ({"waybill": "SF5550001122"}, "carrier")


def test_name_is_known_without_what_stands_in_brackets_behind_it():
    cost = FormField(id="cost", kind="money", ask={"zh-CN": "公司责任费用（元）"}, required=False)
    filled = fill((cost,), {}, "公司责任费用：100", asked="", around=AROUND)
    assert filled.values == (("cost", "100.00"),)
