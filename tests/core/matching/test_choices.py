from pathlib import Path

import pytest

from bot.book.bank import read_answer_words
from bot.core.matching import ChoiceOption, choose

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
