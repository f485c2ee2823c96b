"""One stretch of text taken apart: what of a line it tells, and what is left over."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from bot.core.returns.days import find_bought
from bot.core.returns.line import Fault, ReturnLine
from bot.core.returns.numbers import Count, find_counts, numeral
from bot.core.returns.serials import broken_serial, find_links, find_serials
from bot.core.returns.words import ReturnWords, model_key
from bot.core.text import normalise, syllables

_TAKEN = "\uf8ff"  # no space, letter or digit to any pattern
_DASH = re.compile(rf"(?<=[\u4e00-\u9fff{_TAKEN}])[-—–/]+|[-—–/]+(?=[\u4e00-\u9fff{_TAKEN}])")
_TAG = re.compile(r"</?[a-z][^<>]{0,80}>")
_EDGES = " \t,，、。.;；:：/|-—–_+*~()（）[]【】<>《》'\"“”!！?？=#·•…" + _TAKEN
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_TEN = 10
_LONGEST_FAULT = 80
_LONGEST_SAID = 200
_LONGEST_NAME = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a stretch of text tells of a line."""

    line: ReturnLine
    rest: str
    """What no field took, filler and labels left out: the fault, when a line is told."""
    parts: int
    """How many parts are named."""
    has_count: bool
    """A count with a unit, or one right beside the part."""

    @property
    def facts(self) -> int:
        """How many fields besides part and fault are told, right or wrong."""
        line = self.line
        fields = {one.field for one in line.wrong}
        return sum(
            (
                self.has_count or "quantity" in fields,
                bool(line.model) or "model" in fields,
                line.bought is not None or "bought" in fields,
                bool(line.serials) or "serials" in fields,
            )
        )


def take_apart(text: str, words: ReturnWords, *, today: date) -> Told:
    """Return what a text tells of a line, in any order, with any signs in between."""
    folded = unicodedata.normalize("NFKC", text)
    broken = broken_serial(folded)
    left = normalise(folded.replace(broken.value, " ") if broken is not None else folded)
    for pattern in (_TAG, _PHONE):
        left = pattern.sub(_blanked, left)
    wrong: list[Fault] = []
    links = find_links(left)
    for span in links.spans:
        left = _blank(left, span)
    left, model = _model(left, words, wrong)
    left = _DASH.sub(lambda dash: " " * len(dash[0]), left)
    day = find_bought(left, words, today=today)
    if day is not None:
        left = _blank(left, (day.start, day.end))
        if day.wrong is not None:
            wrong.append(day.wrong)
    serials = find_serials(left, words)
    for span in serials.spans:
        left = _blank(left, span)
    wrong += [broken] if broken is not None else serials.wrong
    numbers = (*links.numbers, *serials.numbers)
    left = words.label.sub(_blanked, left)
    part, place, parts = _part(left, words)
    counts = find_counts(_blank(left, place) if place else left, words)
    count = _nearest(counts, place)
    if count is not None:
        for one in counts:
            if one is count or (not one.bare and one.value == count.value):
                left = _blank(left, (one.start, one.end))
        if count.wrong is not None:
            wrong.append(count.wrong)
    if place is not None:
        left = _blank(left, place)
    line = ReturnLine(
        said=" ".join(text.split())[:_LONGEST_SAID],
        part=part,
        quantity=count.value if count is not None else None,
        model=model,
        bought=day.day if day is not None else None,
        bought_day=day is not None and day.exact,
        serials=numbers if broken is None else (),
        wrong=tuple(wrong),
    )
    rest = leftover(left, words, written=folded)
    has_count = count is not None and (not count.bare or place is not None)
    return Told(
        line=replace(line, fault=rest[:_LONGEST_FAULT])
        if part
        else replace(line, called=rest[:_LONGEST_NAME]),
        rest=rest,
        parts=parts,
        has_count=has_count,
    )


def _blanked(found: re.Match[str]) -> str:
    return _TAKEN * len(found[0])


def _blank(text: str, span: tuple[int, int] | None) -> str:
    if span is None:
        return text
    start, end = span
    return text[:start] + _TAKEN * (end - start) + text[end:]


def _model(text: str, words: ReturnWords, wrong: list[Fault]) -> tuple[str, str]:
    found = words.model.search(text)
    if found is not None:
        return _blank(text, found.span()), known_model(found[0], words)
    spoken = words.model_spoken.search(text)
    if spoken is not None:
        model = known_model(f"{spoken['letters']}{_figures(spoken['figures'], words)}", words)
        if model:
            return _blank(text, spoken.span()), model
    like = words.model_like.search(text)
    if like is not None:
        wrong.append(Fault("model_unknown", like[0].upper()))
        return _blank(text, like.span()), ""
    return text, ""


def _figures(said: str, words: ReturnWords) -> str:
    """Return spoken figures as digits: "十二" and "一二" are 12, "六零" is 60."""
    digits = [words.numerals[letter] for letter in said]
    if all(digit < _TEN for digit in digits):
        return "".join(map(str, digits))
    return str(numeral(said, words) or "")


def known_model(text: str, words: ReturnWords) -> str:
    """Return the brand's model that a text begins with, as the brand writes it; empty when none."""
    key = model_key(text)
    fitting = [one for one in words.model_keys if key.startswith(one)]
    return words.model_keys[max(fitting, key=len)] if fitting else ""


def find_part(text: str, words: ReturnWords) -> str:
    """Return the part a normalised text names first; empty when none."""
    return _part(text, words)[0]


def _part(text: str, words: ReturnWords) -> tuple[str, tuple[int, int] | None, int]:
    named = list(words.part.finditer(text))
    if named:
        return words.part_names[" ".join(named[0][0].split())], named[0].span(), len(named)
    heard = list(words.part_by_sound.finditer(syllables(text)))
    if heard:
        return words.part_sounds[heard[0][0]], heard[0].span(), len(heard)
    return "", None, 0


def _nearest(counts: list[Count], part: tuple[int, int] | None) -> Count | None:
    """Return the count that goes with the part: one with a unit, and of these the nearest."""
    if not counts:
        return None
    with_unit = [count for count in counts if not count.bare] or counts
    if part is None:
        return with_unit[0]
    start, end = part
    behind = [one for one in with_unit if one.start >= end]
    if behind and len(behind) < len(with_unit):
        # "再报一个 喇叭 十五个": the one in front says that it is another line.
        with_unit = [one for one in with_unit if one.value != 1 or one in behind]
    return min(with_unit, key=lambda one: max(start - one.end, one.start - end))


def leftover(text: str, words: ReturnWords, *, written: str) -> str:
    """Return the pieces no field took, without filler at their edges, as they were written."""
    kept = []
    for piece in re.split(rf"[{_TAKEN},，、;；|\t]+", text):
        bare = _strip(piece, words)
        if bare:
            kept.append(_as_written(bare, written))
    return "，".join(kept)


def _strip(piece: str, words: ReturnWords) -> str:
    """Take filler off both ends until what is left says something."""
    before, bare = "", piece.strip(_EDGES)
    while bare and bare != before:
        before = bare
        for found in words.filler.finditer(bare):
            if found.start() == 0 or found.end() == len(bare):
                bare = (bare[: found.start()] + bare[found.end() :]).strip(_EDGES)
                break
    return bare


def _as_written(piece: str, written: str) -> str:
    at = written.lower().find(piece)
    return written[at : at + len(piece)] if at >= 0 else piece
