import pytest

from bot.core.matching import ClauseWords
from bot.core.matching.clauses import Clauses

CLAUSES = Clauses(
    ClauseWords(
        turns=("就是", "but"),
        joins=("还有", "and"),
        normal=("没事", "fine"),
        denials=("不是",),
        endings=("怎么回事", "怎么办", "why"),
        products=("电动车", "my ebike"),
    )
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("大灯不亮,喇叭不响", ["大灯不亮", "喇叭不响"]),
        ("大灯不亮还有喇叭不响", ["大灯不亮", "还有喇叭不响"]),
        ("大灯不亮 喇叭不响", ["大灯不亮", "喇叭不响"]),
        ("the light is dead and the horn too", ["the light is dead", "and the horn too"]),
        ("", []),
    ],
)
def test_parts_splits_at_stops_and_joining_words(text, parts):
    assert CLAUSES.parts(text) == parts


@pytest.mark.parametrize(
    ("text", "troubled"),
    [
        ("刹车没事,就是大灯不亮", "就是大灯不亮"),
        ("不是刹车的问题,大灯不亮", "大灯不亮"),
        ("brakes are fine but no light", "but no light"),
        ("大灯不亮", "大灯不亮"),
        ("刹车没事", "刹车没事"),
    ],
)
def test_troubled_leaves_out_what_is_in_order(text, troubled):
    assert CLAUSES.troubled(text) == troubled


def test_clauses_without_words_keep_the_text():
    assert Clauses(ClauseWords()).troubled("刹车没事,就是大灯不亮") == "刹车没事,就是大灯不亮"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("电动车电池充不满怎么回事?", "电池充不满"),
        ("充不进电,怎么办怎么办", "充不进电"),
        ("my ebike won't start, why?", "won't start"),
        ("大灯不亮", "大灯不亮"),
        ("怎么办", "怎么办"),
        ("电动车怎么回事", "电动车怎么回事"),
    ],
)
def test_subject_leaves_out_product_and_question_around_it(text, subject):
    assert CLAUSES.subject(text) == subject
