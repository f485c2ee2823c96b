"""What staff read and the words they give commands with, from the book."""

from datetime import datetime

from markupsafe import Markup

from bot.core.book import Book
from bot.core.markup import plain
from bot.core.say import render
from bot.core.text import normalise

LANGUAGES = ("zh-CN", "en")
COMMANDS = "staff_words"
"""The policy that lists the words of each command."""

_ENDS = " :：,，"
_NEVER_SAID = frozenset(
    [
        "card",
        "release",
        "transfer",
        "handback",
        "note",
        "canned",
        "run",
        "open",
        "close",
        "delete",
        "queue",
        "mine",
        "tasks",
        "approvals",
    ]
)
"""Commands whose words, standing alone, nobody says to a customer."""
_WITH_WORDS = frozenset({"note", "handback", "transfer"})
"""Those of them that nobody says to a customer either with something behind."""


class StaffWords:
    """The wording for one staff member; values are escaped unless they are Markup."""

    def __init__(self, book: Book, *, pack: str = "", lang: str = "", now: datetime) -> None:
        self.pack = book.pack(pack or book.default)
        self.lang = lang if lang in LANGUAGES else LANGUAGES[0]
        self.now = now

    def __call__(self, phrase: str, **values: object) -> str:
        """Return a phrase as an escaped HTML fragment; every phrase may use `now`."""
        scope = {"now": self.now, **values}
        return render(self.pack, phrase, lambda: scope, lang=self.lang, seed="")[0]

    def markup(self, phrase: str, **values: object) -> Markup:
        """Return a phrase that is to stand inside another."""
        return Markup(self(phrase, **values))  # noqa: S704 — rendered with escaping

    def label(self, phrase: str, **values: object) -> str:
        """Return a phrase as plain text, such as a button's label."""
        return plain(self(phrase, **values))

    def command(self, line: str, *, to_customer: bool = False) -> tuple[str, str] | None:
        """Return the command a line gives and what stands behind it; None when it gives none.

        `/name` gives the command of that name; its other words give it when the line begins with one.
        `to_customer`: other lines go to a customer, so that words which may be meant for one give none.
        """
        known = self.pack.policies.get(COMMANDS, {})
        first, _, rest = line.strip().partition(" ")
        if first.startswith("/"):
            name = first[1:].partition("@")[0].lower()
            return (name, rest.strip()) if name in known else None
        found = (
            (name, word, behind)
            for name, words in known.items()
            for word in _listed(words)
            if (behind := _behind(line.strip(), word)) is not None
        )
        longest = max(found, key=lambda one: len(one[1]), default=None)
        if longest is None:
            return None
        name, _, behind = longest
        if to_customer and (name not in _NEVER_SAID or (behind and name not in _WITH_WORDS)):
            return None
        return name, behind


def _listed(words: object) -> tuple[str, ...]:
    return tuple(str(word) for word in words) if isinstance(words, list | tuple) else ()


def _behind(line: str, word: str) -> str | None:
    if not normalise(line).startswith(normalise(word)):
        return None
    rest = line[len(word) :]
    return rest.strip(_ENDS) if not rest or rest[0] in _ENDS else None
