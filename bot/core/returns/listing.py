"""A whole message of lines: parted, read, and told from the chatter around it."""

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.core.returns.line import ReturnLine
from bot.core.returns.numbers import Count, find_counts
from bot.core.returns.told import Told, take_apart
from bot.core.returns.words import ReturnWords
from bot.core.text import normalise

_BREAK = re.compile(r"[\n\r;；]+|(?<=[\u4e00-\u9fff])[。](?=.)")
_WITHIN = re.compile(r"[,，、]+|\s+[/|]\s+")
_CIRCLED = re.compile(r"^\s*(?:[\u2460-\u249b\u2776-\u277f]|\d\ufe0f?\u20e3)\s*")
_ORDINAL = re.compile(r"^\s*[(（]?\s*(?P<number>\d{1,3})\s*(?:[)）、:：]|[.．](?!\d))\s*(?=\S)")
_BULLET = re.compile(r"^\s*[-*•·+>#]+\s+(?=\S)")
_LEADING = re.compile(r"^\s*(?P<number>\d{1,3})\s+(?=\S)")
_LONGEST_BARE = 12  # characters; a longer line without any fact besides a part is talk
_FEWEST_FACTS = 1
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a message lists."""

    lines: tuple[ReturnLine, ...] = ()
    stated: int | None = None
    """How many pieces it says there are in all."""
    is_list: bool = False
    """Whether it is meant as a list and not as a story with a part in it."""
    left_out: int = 0
    """Lines beyond what one message may hold."""


def read_list(text: str, words: ReturnWords, *, today: date) -> Heard:
    """Return the lines of a pasted or typed list; a line that tells too little is among them.

    A line of nothing but a model or a day speaks for the lines below it, or at the end for those
    above; one of nothing but serial numbers for the line above.
    """
    pieces = [piece for piece in _BREAK.split(text) if piece.strip()]
    left_out = max(0, len(pieces) - words.limits.pasted)
    reading = _Reading(words, today)
    for number, piece in enumerate(pieces[: words.limits.pasted], start=1):
        reading.take(piece[:_LONGEST_LINE], number)
    lines = reading.settled()
    return Heard(
        lines=tuple(lines),
        stated=reading.stated,
        is_list=any(told.facts >= _FEWEST_FACTS and told.line.part for told in reading.told)
        or any(told.facts > _FEWEST_FACTS + 1 for told in reading.told),
        left_out=left_out,
    )


class _Reading:
    """The lines as they gather."""

    def __init__(self, words: ReturnWords, today: date) -> None:
        self.words = words
        self.today = today
        self.told: list[Told] = []
        self.stated: int | None = None
        self._above = self._below = ReturnLine(said="")

    def take(self, piece: str, number: int) -> None:
        """Read one piece of the message."""
        whole = self._told(_unnumbered(piece, number, self.words))
        if self._is_total(piece, whole):
            return
        self._below = ReturnLine(said="")
        if self._is_heading(whole):
            self._above = self._below = whole.line
        elif self._is_serials(whole):
            last = self.told[-1]
            line = replace(last.line, serials=(*last.line.serials, *whole.line.serials))
            self.told[-1] = replace(last, line=line)
        else:
            for told in self._parted(piece, whole, number):
                self._keep(told)

    def settled(self) -> list[ReturnLine]:
        """Return the lines; talk that only names a part is none beside real lines."""
        several = len(self.told) > 1
        return [
            _under(told.line, self._below)
            for told in self.told
            if told.facts or not several or len(told.line.said) <= _LONGEST_BARE
        ]

    def _told(self, text: str) -> Told:
        return take_apart(text, self.words, today=self.today)

    def _keep(self, told: Told) -> None:
        if not told.line.part and told.facts < _FEWEST_FACTS + 1:
            return  # talk around the list
        self.told.append(replace(told, line=_under(told.line, self._above)))

    def _is_total(self, piece: str, told: Told) -> bool:
        plain = normalise(piece)
        if told.line.part or told.line.model or not self.words.total.search(plain):
            return False
        counts = [one.value for one in find_counts(plain, self.words) if one.value]
        self.stated = counts[0] if counts else self.stated
        return bool(counts)

    def _is_heading(self, told: Told) -> bool:
        line = told.line
        tells = bool(line.model or line.bought)
        return tells and not (
            line.part or line.serials or told.has_count or told.rest or line.wrong
        )

    def _is_serials(self, told: Told) -> bool:
        line = told.line
        others = line.part or line.model or line.bought or told.has_count or told.rest
        return bool(line.serials) and not others and bool(self.told)

    def _parted(self, piece: str, whole: Told, number: int) -> list[Told]:
        """Part what lists several lines in one breath."""
        if whole.parts < 2:
            return [whole]
        text = _unnumbered(piece, number, self.words)
        by_comma = [self._told(part) for part in _WITHIN.split(text) if part.strip()]
        if len(by_comma) > 1 and all(one.line.part and one.has_count for one in by_comma):
            return by_comma
        plain = normalise(text)
        if self.words.each.search(plain):
            return self._each(plain, whole)
        cuts = self._cuts(plain)
        if len(cuts) < 2:
            return [whole]
        ends = [*cuts[1:], len(plain)]
        parted = [self._told(plain[start:end]) for start, end in zip(cuts, ends, strict=True)]
        return parted if all(one.line.part and one.has_count for one in parted) else [whole]

    def _cuts(self, plain: str) -> list[int]:
        """Return where the lines begin: at each part with a count of its own."""
        named = [found.span() for found in self.words.part.finditer(plain)]
        counts = [one for one in find_counts(plain, self.words) if not one.bare]
        if len(counts) < 2:
            return []
        leading = counts[0].start < named[0][0]
        starts = (
            [one.start for one in counts] if leading else self._with_count(named, counts, plain)
        )
        return [0, *starts[1:]]

    def _with_count(
        self, named: list[tuple[int, int]], counts: list[Count], plain: str
    ) -> list[int]:
        ends = [*(start for start, _ in named[1:]), len(plain)]
        return [
            start
            for (start, _), end in zip(named, ends, strict=True)
            if any(start < one.start < end for one in counts)
        ]

    def _each(self, plain: str, whole: Told) -> list[Told]:
        """Return one line a part for "控制器、充电器各 2 个"."""
        parts = dict.fromkeys(
            self.words.part_names[" ".join(found[0].split())]
            for found in self.words.part.finditer(plain)
        )
        fault = self.words.each.sub("", whole.line.fault)
        for found in self.words.part.finditer(fault):
            fault = fault.replace(found[0], "")
        fault = self.words.joiner.sub("，", fault).strip("，")
        return [replace(whole, line=replace(whole.line, part=part, fault=fault)) for part in parts]


def _under(line: ReturnLine, heading: ReturnLine) -> ReturnLine:
    """Return a line with what a heading says and the line itself does not."""
    wrong = {fault.field for fault in line.wrong}
    if not line.model and "model" not in wrong:
        line = replace(line, model=heading.model)
    if line.bought is None and "bought" not in wrong:
        line = replace(line, bought=heading.bought, bought_day=heading.bought_day)
    return line


def _unnumbered(piece: str, number: int, words: ReturnWords) -> str:
    """Take off "1." and "①"; a bare figure in front only when it is the line's place and not its count."""
    for pattern in (_CIRCLED, _ORDINAL, _BULLET):
        piece = pattern.sub("", piece, count=1)
    leading = _LEADING.match(piece)
    if leading is not None and int(leading["number"]) == number:
        rest = piece[leading.end() :]
        if any(not count.bare for count in find_counts(normalise(rest), words)):
            return rest
    return piece
