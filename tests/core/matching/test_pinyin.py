import pytest

from bot.core.matching.pinyin import sounded_out
from bot.core.text import syllables


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shache shiling", "刹车失灵"),
        ("maoyan le", "冒烟了"),
        ("dianchi maoyan", "电池冒烟"),
        ("dian chi gu bao le", "电池鼓包了"),
        ("我的 dianchi maoyan", "我的电池冒烟"),
    ],
)
def test_pinyin_sounds_like_the_characters(typed, meant):
    assert syllables(sounded_out(typed)) == syllables(meant)


@pytest.mark.parametrize(
    "text",
    ["the bike is on fire", "range", "main fuse gone", "灯不亮 usb", "honda pink", "没有", "", "'"],
)
def test_other_languages_stay_as_they_are(text):
    assert sounded_out(text) == text
