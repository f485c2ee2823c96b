import re
from pathlib import Path
from typing import get_args

from bot.channels.web.words import Words
from bot.core.cases.axes import Decision, Liability, Logistics, Money, Verdict
from bot.core.clocks.sheet import CLOCKS
from bot.core.clocks.task import TaskKind
from bot.core.effects import NoteKind
from bot.core.state import Mood

WEB = Path(__file__).parents[4] / "bot/channels/web"
_NAMED = re.compile(r"""(?<!\w)words\.(\w+)|(?<!\w)words\[["'](\w+)["']\]""")
_OTHERS = ("lang", "area", "get")
_PLAIN_MARKS = ("note", "notice")


def names_in_pages():
    pages = [*WEB.glob("desk/*.py"), *WEB.glob("templates/desk/*.html")]
    found = (match for page in pages for match in _NAMED.finditer(page.read_text("utf-8")))
    return {name for match in found for name in match.groups() if name and name not in _OTHERS}


def test_every_word_the_desk_says_is_in_the_book_in_both_languages(book):
    named = names_in_pages() | {
        *(f"mark_{kind}" for kind in get_args(NoteKind) if kind not in _PLAIN_MARKS),
        *(f"task_{kind}" for kind in get_args(TaskKind)),
        *(f"mood_{mood}" for mood in get_args(Mood)),
        *(f"clock_kind_{kind}" for kind in CLOCKS),
        *(
            f"{axis}_{value}"
            for axis, values in (
                ("logistics", Logistics),
                ("verdict", Verdict),
                ("decision", Decision),
                ("money", Money),
                ("liability", Liability),
            )
            for value in get_args(values)
            if value not in ("", "none", "pending")
        ),
    }
    for pack in book.packs.values():
        for lang in ("zh-CN", "en"):
            words = Words(pack, lang, area="desk")
            assert sorted(name for name in named if name not in words) == []
