"""The fixed words of the pages, from the book's `web.*` phrases."""

from bot.core.book import Pack
from bot.core.markup import plain
from bot.core.say import render


class Words:
    """Looks words up by name, as `words["send"]` or `{{ words.send }}` in a template."""

    def __init__(self, pack: Pack, lang: str) -> None:
        """Take the words of one pack in one language."""
        self._pack = pack
        self.lang = lang

    def __getitem__(self, name: str) -> str:
        """Return plain text, to be escaped where it is shown."""
        return plain(render(self._pack, f"web.{name}", dict, lang=self.lang, seed="")[0])


def language_of(header: str, *, known: tuple[str, ...]) -> str:
    """Return the first of `known` languages that an Accept-Language header asks for, else `known[0]`."""
    for part in header.split(","):
        wanted = part.partition(";")[0].strip().lower().partition("-")[0]
        for language in known:
            if wanted and language.lower().partition("-")[0] == wanted:
                return language
    return known[0]
