"""What a browser asks of the desk: a verb and some text, never trusted to be more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.cleaning import clean

_VERB = re.compile(r"[a-z][a-z-]{0,30}")
_LONGEST = 10_000
_MOST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a page."""

    verb: str
    given: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    """The fields of a form."""

    def __getitem__(self, name: str) -> str:
        """Return what was given under a name, empty when nothing was."""
        return self.given.get(name) or self.values.get(name, "")

    def number(self, name: str) -> int:
        """Return a small number given under a name, 0 when it is none."""
        text = self[name]
        return int(text) if text.isdecimal() and len(text) < 10 else 0


def read_asked(sent: object) -> Asked | None:
    """Return what was asked; None when no page of ours would send that."""
    if not isinstance(sent, dict):
        return None
    verb = sent.get("do")
    if not isinstance(verb, str) or not _VERB.fullmatch(verb):
        return None
    return Asked(verb, _texts(sent), _texts(sent.get("values")))


def _texts(given: object) -> dict[str, str]:
    if not isinstance(given, dict) or len(given) > _MOST:
        return {}
    return {
        str(name)[:100]: clean(value)[:_LONGEST]
        for name, value in given.items()
        if isinstance(value, str)
    }
