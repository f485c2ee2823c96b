from zoneinfo import ZoneInfo

import pytest

from bot.core.document import Field
from bot.documents.values import laid_out

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("text", " 控制器 ", "控制器"),
        ("text", "  ", None),
        ("text", None, None),
        ("text", 3, "3"),
        ("text", "a\x00b\x1bc\u202ed", "abcd"),
        ("text", "两\n行", "两\n行"),
        ("number", 3, "3"),
        ("number", 3.0, "3"),
        ("number", 2.5, "2.5"),
        ("money", 1234.5, "1,234.50"),
        ("money", "0", "0.00"),
        ("money", "面议", "面议"),
        ("money", None, None),
        ("date", "2026-11-23", "2026-11-23"),
        ("date", "2026-11-23T02:30:00+00:00", "2026-11-23 10:30"),
        ("date", "2026-11-23T09:30", "2026-11-23 09:30"),
        ("date", "Tuesday", "Tuesday"),
        ("flag", True, True),
        ("flag", None, None),
        ("flag", "ja", None),
        ("texts", ["a", " ", "b"], ["a", "b"]),
        ("texts", None, []),
        ("texts", "a", ["a"]),
        ("rows", None, []),
        ("rows", ["no map"], []),
    ],
)
def test_value_is_laid_out_as_people_read_it(kind, value, shown):
    field = Field(name="x", about="x", kind=kind)
    assert laid_out((field,), {"x": value}, zone=SHANGHAI) == {"x": shown}


def test_every_field_is_there_at_any_depth():
    name = Field(name="name", about="名")
    fields = (
        Field(name="to", about="收", kind="group", fields=(name,)),
        Field(name="lines", about="明细", kind="rows", fields=(name,)),
    )
    given = {"lines": [{}], "colour": "red"}
    assert laid_out(fields, given, zone=SHANGHAI) == {
        "to": {"name": None},
        "lines": [{"name": None}],
    }
