import pytest

from bot.core.document import Field, Form, codes_in, file_name, misfits, missing
from bot.core.script import Source

LINES = Field(
    name="lines",
    about="明细",
    kind="rows",
    required=True,
    fields=(
        Field(name="part", about="配件", required=True),
        Field(name="quantity", about="数量", kind="number", required=True),
        Field(name="tag", about="标签", kind="code"),
    ),
)
FORM = Form(
    id="list",
    name={"zh-CN": "清单"},
    format="pdf",
    number="",
    version="",
    file="清单-{number}-{parcel}",
    fields=(
        Field(name="number", about="单号", kind="code", required=True),
        Field(name="day", about="日期", kind="date"),
        Field(name="price", about="价", kind="money"),
        Field(name="agreed", about="同意", kind="flag"),
        Field(name="serials", about="编号", kind="texts"),
        Field(name="look", about="外观", kind="choice", choices=("完好", "摔过")),
        Field(
            name="to",
            about="收",
            kind="group",
            required=True,
            fields=(Field(name="name", about="名", required=True),),
        ),
        LINES,
    ),
    example={},
    source=Source("common/documents/list.yaml", 1, 1),
)
GOOD = {
    "number": "RT-20261123-0007",
    "day": "2026-11-23",
    "price": "12.50",
    "agreed": False,
    "serials": ["A1"],
    "look": "完好",
    "to": {"name": "北方工厂"},
    "lines": [{"part": "控制器", "quantity": 3, "tag": "T1"}, {"part": "电机", "quantity": 1}],
}


def test_good_data_lacks_nothing_and_fits():
    assert (missing(FORM, GOOD), misfits(FORM, GOOD)) == ((), ())


def test_what_is_required_and_blank_is_named_with_its_place():
    data = {"number": " ", "to": {}, "lines": [{"part": "", "quantity": 1}, {"part": "电机"}]}
    assert missing(FORM, data) == ("number", "to", "lines[0].part", "lines[1].quantity")
    assert missing(FORM, {**GOOD, "lines": []}) == ("lines",)
    assert missing(FORM, {**GOOD, "to": {"name": None}}) == ("to.name",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"colour": "red"}, "colour: no such field"),
        ({"day": "23.11.2026"}, "day: not a day or moment in ISO 8601"),
        ({"price": "viel"}, "price: not an amount"),
        ({"price": True}, "price: not an amount"),
        ({"agreed": "ja"}, "agreed: not true or false"),
        ({"serials": "A1"}, "serials: not a list of texts"),
        ({"serials": [1]}, "serials: not a list of texts"),
        ({"look": "脏"}, "look: not one of its choices"),
        ({"to": "北方工厂"}, "to: not a map"),
        ({"to": {"name": "x", "fax": "1"}}, "to.fax: no such field"),
        ({"lines": {"part": "x"}}, "lines: not a list of maps"),
        ({"lines": [{"part": "x", "quantity": "drei"}]}, "lines[0].quantity: not a number"),
        ({"number": ["x"]}, "number: not a text"),
    ],
)
def test_what_does_not_fit_is_told(change, told):
    assert misfits(FORM, {**GOOD, **change}) == (told,)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"number": "RT-20261123-0007"}, "清单-RT-20261123-0007.pdf"),
        ({"number": "RT-20261123-0007", "parcel": 2}, "清单-RT-20261123-0007-2.pdf"),
        ({"number": "../../etc/passwd"}, "清单-etc passwd.pdf"),
        ({"number": 'a\r\nb"<c>'}, "清单-a b c.pdf"),
        ({}, "清单.pdf"),
    ],
)
def test_file_name_says_what_it_is_and_leads_nowhere(data, name):
    assert file_name(FORM, data) == name


def test_codes_are_found_at_any_depth():
    assert codes_in(FORM, GOOD) == {"RT-20261123-0007", "T1"}
