from bot.core.matching import Lexicon
from bot.core.matching.wording import Wording

LEXICON = Lexicon(
    concepts={"brake": ("刹车", "brake"), "light": ("大灯", "light"), "broken": ("坏了",)},
    things=("brake", "light"),
    other_products=("冰箱", "fridge"),
)
LINES = (
    ("刹车坏了不管用", True),
    ("刹车突然坏了", True),
    ("刹车真好用很满意", False),
    ("刹车很满意", False),
    ("换刹车多少钱", False),
    ("刹车多少钱一副", False),
    ("冰箱坏了", False),
    ("冰箱坏了不制冷", False),
)
WORDING = Wording([line for line, _ in LINES], [bad for _, bad in LINES], lexicon=LEXICON)


def test_wording_of_praise_and_complaint_is_known_from_another_thing():
    complaint, praise = WORDING.complaints(["大灯坏了不管用", "大灯真好用很满意"])

    assert complaint > 0 > praise


def test_wording_complaint_about_what_is_not_ours_is_none():
    theirs, ours = WORDING.complaints(["fridge坏了", "大灯坏了"])

    assert theirs < ours


def test_wording_puts_one_sign_for_every_thing_of_ours():
    assert WORDING.features("大灯坏了") == WORDING.features("刹车坏了")
    assert WORDING.features("冰箱坏了") != WORDING.features("刹车坏了")


def test_wording_made_from_what_was_kept_says_the_same():
    kept = Wording((), (), lexicon=LEXICON, arrays=WORDING.to_arrays())

    assert kept.complaints(["大灯坏了"]) == WORDING.complaints(["大灯坏了"])
