import pytest

from bot.core.matching import ClauseWords
from bot.core.matching.clauses import Clauses

CLAUSES = Clauses(
    ClauseWords(
        turns=("就是", "but"),
        joins=("还有", "and"),
        normal=("没事", "fine"),
        denials=("不是",),
        absences=("没有", "没", "no"),
        nots=("没有", "没", "不", "不是", "no", "not"),
        nearly=("差点",),
        fillers=("任何", "闻到", "any"),
        harms=("冒烟", "烫", "鼓", "漏电", "smoke", "hot"),
        ors=("或", "or"),
        lacks=("刹车", "brakes"),
        links=("还", "也"),
        things=("刹车", "大灯", "电池", "horn"),
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


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("充不进电,电池不烫也没鼓", "充不进电,电池 也"),
        ("没有冒烟就是大灯不亮", "就是大灯不亮"),
        ("没有任何冒烟漏电", ""),
        ("no smoke, not hot, no light", "no light"),
        ("not hot or smoke, no light", "no light"),
        ("差点没冒烟", "差点没冒烟"),
        ("是不是漏电", "是不是漏电"),
        ("烫不烫", "烫不烫"),
        ("没多久就冒烟", "没多久就冒烟"),
    ],
)
def test_without_denied_leaves_out_harms_there_are_not(text, left):
    assert CLAUSES.without_denied(text) == left


@pytest.mark.parametrize(
    ("part", "reassuring"),
    [("没人动过", True), ("没刹车了", False), ("no brakes", False), ("不是刹车的问题", True)],
)
def test_lack_of_what_is_needed_is_no_reassurance(part, reassuring):
    assert CLAUSES.is_reassuring(part) is reassuring


def test_seams_are_where_things_and_links_stand():
    assert CLAUSES.seams("大灯不亮刹车也软") == [4, 6]


@pytest.mark.parametrize(
    ("part", "says"), [("电池还", False), ("刹车软了", True), ("没刹车", True), ("the horn", True)]
)
def test_part_that_only_names_things_says_nothing(part, says):
    assert CLAUSES.says_something(part) is says
