"""Things said that are no complaint: cancel, correct, a person wanted, thanks, small talk, a digression."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from bot.core.script import Source
from bot.core.text import bare, normalise

Act = Literal[
    "cancel",
    "restart",
    "correct",
    "human",
    "thanks",
    "goodbye",
    "wait",
    "skip",
    "status",
    "language",
    "insult",
    "worry",
    "danger",
    "both",
    "fraud",
    "small_talk",
    "digress",
    "wish",
    "told",
    "vague",
    "first",
    "complaint",
    "solved",
    "invite",
    "leave",
    "profile",
]
_CLOSE = 84.0  # of 100, whole message against whole phrase
_SAME = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Something said that is no complaint, and what the engine does then."""

    id: str
    act: Act
    phrases: tuple[str, ...]
    """Whole messages that mean it (matched fuzzily)."""
    patterns: tuple[str, ...]
    """Regular expressions that mean it anywhere in a normalised message; `old` and `new` name the
    parts of a correction."""
    unless: tuple[str, ...] = ()
    """Regular expressions in whose presence the patterns mean nothing."""
    reply: str = ""
    """Phrase to say, for `small_talk`, `digress`, `invite` and the like."""
    node: str = ""
    """For a `complaint`: the fault it is about."""
    answer: tuple[str, str] | None = None
    """For a `complaint`: slot and value of a question that it has answered."""
    source: Source


@dataclass(frozen=True, slots=True)
class HeardIntent:
    """An intent found in a message."""

    intent: Intent
    old: str = ""
    new: str = ""
    """For a correction: what was wrong and what is right."""
    exact: bool = False
    """The message is one of the intent's phrases, or nearly so, and nothing else."""
    verbatim: bool = False
    """It is that phrase to the letter: no look at faults is needed."""


class IntentIndex:
    """The intents of a pack, ready for matching."""

    def __init__(self, intents: Sequence[Intent]) -> None:
        """Normalise the phrases and compile the patterns."""
        self._owners = [intent for intent in intents for _ in intent.phrases]
        self._phrases = [_plain(phrase) for intent in intents for phrase in intent.phrases]
        self._patterns = [
            (re.compile(pattern), intent) for intent in intents for pattern in intent.patterns
        ]
        self._unless = {
            unless: re.compile("|".join(unless))
            for unless in {one.unless for one in intents if one.unless}
        }

    def find(self, text: str, *, without: Collection[Act] = ()) -> HeardIntent | None:
        """Return the intent a message carries: a phrase that is the whole message, else a pattern in it.

        `without`: acts that mean nothing from this speaker.
        """
        said = _plain(text)
        if not said:
            return None
        near = process.extractOne(said, self._phrases, scorer=fuzz.ratio, score_cutoff=_CLOSE)
        if near is not None and self._owners[near[2]].act not in without:
            return HeardIntent(self._owners[near[2]], exact=True, verbatim=near[1] == _SAME)
        whole = normalise(text)
        for pattern, intent in self._patterns:
            found = pattern.search(whole)
            if found and intent.act not in without and not self._is_barred(intent, whole):
                parts = found.groupdict()
                return HeardIntent(intent, old=parts.get("old") or "", new=parts.get("new") or "")
        return None

    def _is_barred(self, intent: Intent, whole: str) -> bool:
        return bool(intent.unless) and self._unless[intent.unless].search(whole) is not None


def _plain(text: str) -> str:
    return bare(normalise(text))
