"""Tries the matcher on voices it has not heard: each voice in turn is left out of the bank."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.book.encoder import Meaning
from bot.core.matching import BankLine, Label, Lexicon, Matcher, Thresholds


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A voice left out, and the matcher that learned from all others."""

    voice: str
    lines: tuple[BankLine, ...]
    matcher: Matcher


def rehearse(
    labels: Sequence[Label],
    bank: Sequence[BankLine],
    *,
    lexicon: Lexicon,
    thresholds: Thresholds | None = None,
    meaning: Meaning | None = None,
) -> Iterator[Rehearsal]:
    """Yield one rehearsal per voice; each takes some seconds to learn."""
    for voice in sorted({line.voice for line in bank}):
        heard = [line for line in bank if line.voice != voice]
        matcher = Matcher(
            labels,
            heard,
            lexicon=lexicon,
            thresholds=thresholds,
            meaning=meaning and meaning.without(voice),
        )
        yield Rehearsal(voice, tuple(line for line in bank if line.voice == voice), matcher)
