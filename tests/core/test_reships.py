from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from bot.core.cases import Case, CaseLine, Parcel
from bot.core.document import misfits, missing
from bot.core.reships import reship_data
from tests.desk.engines import tiny_book
from tests.documents.shipped import shipped_brand, shipped_forms

POLICY = Path(__file__).parents[2] / "dialogues/common/policies/addresses.yaml"
NOVEMBER = date(2026, 11, 1)
CASE = Case(
    number="RT-20261109-0004",
    procedure="reship",
    stage="sending",
    conversation="telegram:1",
    opened_at=datetime(2026, 11, 9, 2, 0, tzinfo=UTC),
    lines=(CaseLine(said="杯盖没有", quantity=2, decision="reship"),),
    contact=(("order_no", "D5550-88"), ("phone", "555-0138")),
    values=(
        ("cause", "list"),
        ("item", "保温杯杯盖（灰）"),
        ("name", "何样"),
        ("province", "浙江省"),
        ("city", "杭州市"),
        ("district", "西湖区"),
        ("address", "示范路 55 号"),
    ),
    parcels=(Parcel(id="p1", direction="out", waybill="SF5550001122"),),
)


def rows(*cases):
    pack = tiny_book().pack("ebike")
    policies = {"addresses": yaml.safe_load(POLICY.read_text("utf-8"))}
    pack = replace(pack, brand=shipped_brand(), policies=policies)
    data = reship_data(pack, cases, month=NOVEMBER)
    form = shipped_forms()["reships"]
    assert (missing(form, data), misfits(form, data)) == ((), ())
    return data["lines"]


def test_reship_is_listed_as_it_was_noted():
    assert rows(CASE) == [
        {
            "number": "RT-20261109-0004",
            "date": "2026-11-09",
            "order": "D5550-88",
            "item": "保温杯杯盖（灰）",
            "quantity": 2,
            "reason": "list",
            "province": "浙江省",
            "city": "杭州市",
            "district": "西湖区",
            "address": "示范路 55 号",
            "name": "何样",
            "phone": "555-0138",
            "waybill": "SF5550001122",
        }
    ]


def test_address_noted_in_one_piece_is_parted():
    whole = replace(CASE, values=(("address", "上海市浦东新区示范镇样例村 55 号"),))
    (row,) = rows(whole)
    parts = [row[key] for key in ("province", "city", "district", "address")]
    assert parts == ["上海市", "上海市", "浦东新区", "示范镇样例村 55 号"]
    assert (row["item"], row["name"]) == ("杯盖没有", "—")


def test_month_is_the_companys_and_only_what_is_sent_again_is_listed():
    last_evening = replace(CASE, opened_at=datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    december = replace(CASE, opened_at=datetime(2026, 11, 30, 17, 0, tzinfo=UTC))
    cancelled = replace(CASE, ended="cancelled")
    refused = replace(CASE, lines=(CaseLine(said="杯盖没有", decision="refuse"),))
    assert [row["date"] for row in rows(december, last_evening, cancelled, refused)] == [
        "2026-11-01"
    ]


def test_cases_come_in_the_order_of_their_numbers():
    later = replace(CASE, number="RT-20261117-0001")
    assert [row["number"] for row in rows(later, CASE)] == [CASE.number, later.number]


def test_month_without_any_is_an_empty_list():
    assert rows() == []
