import pytest

from bot.core.text import bare, normalise, syllables


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("我的電動車", "我的电动车"),
        ("軟體連不上", "软件连不上"),
        ("ＡＢＣ１２", "abc12"),
        ("坏了😭😭！", "坏了 !"),
        ("won’t  GO", "won't go"),
    ],
)
def test_normalise_makes_writings_alike(typed, plain):
    assert normalise(typed) == plain


def test_bare_leaves_words_only():
    assert bare("a,b 电池！！坏了。") == "a b 电池 坏了"


@pytest.mark.parametrize(
    ("one", "other"), [("店池", "电池"), ("冲电", "充电"), ("是", "四"), ("蓝", "男")]
)
def test_syllables_of_words_that_sound_alike_are_equal(one, other):
    assert syllables(one) == syllables(other)


def test_syllables_keep_other_letters():
    assert syllables("p挡x") == "p" + syllables("挡") + "x"
