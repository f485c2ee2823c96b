from pathlib import Path

import pytest

from bot.book.bank import read_answer_words
from bot.core.matching import ChoiceMatch, ChoiceOption, choose, volunteered

WORDS = read_answer_words(Path(__file__).parents[3] / "dialogues")
LIGHT = (
    ChoiceOption("red", ("红灯", "红色", "红")),
    ChoiceOption("green", ("绿灯", "绿色", "绿")),
)
SOLVED = (
    ChoiceOption("yes", ("解决了", "好了", "可以了")),
    ChoiceOption("no", ("没解决", "还是不行", "没用")),
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("红的", "red"),
        ("好像是红的", "red"),
        ("红灯吧大概", "red"),
        ("不是红的是绿的", "green"),
        ("不是红的", "green"),
        ("1", "red"),
        ("第二个", "green"),
        ("２", "green"),
        ("綠燈", "green"),
    ],
)
def test_choose_finds_the_option_meant(said, meant):
    assert choose(said, LIGHT, words=WORDS).id == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("嗯", "yes"),
        ("对", "yes"),
        ("好了", "yes"),
        ("修好了", "yes"),
        ("没有", "no"),
        ("不行", "no"),
        ("还是不行", "no"),
        ("没用", "no"),
    ],
)
def test_choose_understands_yes_and_no(said, meant):
    assert choose(said, SOLVED, words=WORDS).id == meant


@pytest.mark.parametrize("said", ["不知道", "没看", "看不清", "不确定"])
def test_choose_not_knowing_is_unsure(said):
    found = choose(said, LIGHT, words=WORDS)

    assert (found.id, found.unsure) == (None, True)


@pytest.mark.parametrize("said", ["刹车也坏了", "多久能修好", "你好"])
def test_choose_something_else_is_no_answer(said):
    assert choose(said, LIGHT, words=WORDS).id is None


def test_choose_without_options_chooses_none():
    assert choose("ABC-2026-01", (), words=WORDS) == ChoiceMatch(None, 0.0, None, unsure=False)


AGE = (
    ChoiceOption("new", ("两年以内",)),
    ChoiceOption("mid", ("两到四年",)),
    ChoiceOption("old", ("四年以上",)),
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("才买了半年", "new"),
        ("两三年吧", "mid"),
        ("不到四年", "mid"),
        ("五六年了", "old"),
        ("3年", "mid"),
        ("十个月", "new"),
    ],
)
def test_choose_finds_the_range_an_amount_falls_into(said, meant):
    assert choose(said, AGE, words=WORDS).id == meant


def test_choose_between_two_that_fit_as_well_names_both():
    found = choose("红灯绿灯都亮过", LIGHT, words=WORDS)

    assert (found.id, set(found.between)) == (None, {"red", "green"})


def test_choose_not_knowing_about_what_follows_is_unsure():
    assert choose("不知道是不是红灯", LIGHT, words=WORDS).unsure


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("充电器插上亮红灯，充一晚上也不走", "red"),
        ("充电器红灯绿灯轮着闪", None),
        ("插上以后不是红灯", None),
        ("充不进电", None),
    ],
)
def test_volunteered_is_the_one_option_a_story_tells(said, told):
    long = (ChoiceOption("red", ("亮红灯", "红灯亮", "是红灯")), *LIGHT[1:])

    assert volunteered(said, long, words=WORDS) == told
