"""The fixed words of the pages, from the book's `web.*` phrases, and `desk.*` for the desk."""

from bot.core.book import Pack
from bot.core.markup import plain
from bot.core.say import render


class Words:
    """Looks words up by name, as `words["send"]` or `{{ words.send }}` in a template."""

    def __init__(self, pack: Pack, lang: str, *, area: str = "web") -> None:
        """Take the words of one area of a pack in one language."""
        self._pack = pack
        self._area = area
        self._known: dict[str, str] = {}
        self.lang = lang

    def area(self, name: str) -> "Words":
        """Return the words of another area in the same language."""
        return Words(self._pack, self.lang, area=name)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a word of that name."""
        return f"{self._area}.{name}" in self._pack.phrases

    def get(self, name: str, default: str = "") -> str:
        """Return a word, or `default` when there is none of that name."""
        if name not in self:
            return default
        return self[name]

    def __getitem__(self, name: str) -> str:
        """Return plain text, to be escaped where it is shown."""
        if name not in self._known:
            words, _ = render(self._pack, f"{self._area}.{name}", dict, lang=self.lang, seed="")
            self._known[name] = plain(words)
        return self._known[name]


def language_of(header: str, *, known: tuple[str, ...]) -> str:
    """Return the first of `known` languages that an Accept-Language header asks for, else `known[0]`."""
    for part in header.split(","):
        wanted = part.partition(";")[0].strip().lower().partition("-")[0]
        for language in known:
            if wanted and language.lower().partition("-")[0] == wanted:
                return language
    return known[0]
