import pytest

from bot.core.privacy import mask_phones


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("我电话13905550123，下午打", "我电话139****0123，下午打"),
        ("139 0555 0123", "139****0123"),
        ("+86-139-0555-0123 王", "+86****0123 王"),
        ("１３９０５５５０１２３", "139****0123"),
        ("座机 0571-85550123", "座机 057****0123"),
        ("幺三九零五五五零幺二三", "幺三九****零幺二三"),
        ("call +1 415 555 0123 now", "call +14****0123 now"),
    ],
)
def test_phones_are_masked(said, shown):
    assert mask_phones(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "单号 RT-20261123-0007",
        "车架号 LX2024A0012345678",
        "运单 SF1390555012345",
        "运单 139055501234567",
        "2024.3.8 买的，3个",
        "订单 8825550123",
    ],
)
def test_other_numbers_stay(said):
    assert mask_phones(said) == said


def test_known_number_is_masked_in_any_writing():
    assert mask_phones("打 8555 0123", known=["85550123"]) == "打 855****0123"


def test_known_number_that_looks_like_one_is_masked_once():
    assert mask_phones("电话13905550123", known=["13905550123"]) == "电话139****0123"
