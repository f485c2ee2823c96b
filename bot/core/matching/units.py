"""The units a message is made of, and known phrases found in them."""

import re
from collections.abc import Iterator, Mapping, Sequence

_TOKEN = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")
_NUMBER = "#"


def units(text: str) -> Iterator[str]:
    """Yield Han characters one by one, Latin words whole, and one sign for any number."""
    for token in _TOKEN.findall(text):
        if token.isdecimal():
            yield _NUMBER
        elif token.isascii():
            yield token
        else:
            yield from token


class Phrases:
    """Finds known phrases in a sequence of units, the longest first from the left."""

    def __init__(self, names: Mapping[tuple[str, ...], str]) -> None:
        """Index the phrases, each with the name it is found by."""
        self._names = names
        sizes: dict[str, set[int]] = {}
        for phrase in names:
            sizes.setdefault(phrase[0], set()).add(len(phrase))
        self._sizes = {first: sorted(of, reverse=True) for first, of in sizes.items()}

    def find(self, said: Sequence[str]) -> Iterator[str]:
        """Yield the names of the phrases found."""
        return (name for _, name in self._parts(said) if name is not None)

    def named(self, said: Sequence[str]) -> list[str]:
        """Return the units with the name of each phrase found in its place."""
        return [unit if name is None else name for unit, name in self._parts(said)]

    def _parts(self, said: Sequence[str]) -> Iterator[tuple[str, str | None]]:
        at = 0
        while at < len(said):
            for size in self._sizes.get(said[at], ()):
                name = self._names.get(tuple(said[at : at + size]))
                if name is not None:
                    yield said[at], name
                    at += size
                    break
            else:
                yield said[at], None
                at += 1
