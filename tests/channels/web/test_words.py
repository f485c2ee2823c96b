import re
from pathlib import Path

import pytest

from bot.channels.web.words import Words, language_of

PAGES = Path(__file__).parents[3] / "bot/channels/web"
_NAMED = re.compile(
    r"""words\.(\w+)|words\[["'](\w+)["']\]|_attribute\(\w[\w.]*, "[\w-]+", words\["(\w+)"\]"""
)


def test_words_of_every_page_exist_in_every_language(book):
    named = {
        name
        for path in [*PAGES.glob("*.py"), *PAGES.glob("templates/*.html")]
        for match in _NAMED.finditer(path.read_text(encoding="utf-8"))
        for name in match.groups()
        if name and name not in ("area", "get", "lang", "__getitem__")
    }
    assert "send" in named
    for pack in book.packs.values():
        for lang in ("zh-CN", "en"):
            words = Words(pack, lang)
            assert all(words[name] for name in named)


def test_words_are_plain_text(book):
    words = Words(book.pack("ebike"), "zh-CN")
    assert (words.lang, words["send"]) == ("zh-CN", "发送")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh-TW,zh;q=0.9", "zh-CN"),
        ("fr,en;q=0.5", "en"),
        ("fr", "zh-CN"),
        ("", "zh-CN"),
        ("*", "zh-CN"),
    ],
)
def test_language_is_the_first_known_one(header, language):
    assert language_of(header, known=("zh-CN", "en")) == language
