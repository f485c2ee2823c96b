"""Lines as the phrases of `dealer.j2` read them: nothing but names, numbers and days."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.book import Pack
from bot.core.procedures.plants import plant_row
from bot.core.returns.check import CheckedLine
from bot.core.returns.line import ReturnLine
from bot.core.returns.words import ReturnWords
from bot.core.text import normalise

_LONGEST_NAME = 24
_PLANT_LETTERS = 2
"""Of a plant's name are enough to know it: 北方, 南方."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One line of the summary."""

    number: int
    """Counted from 1, as the dealer sees it."""
    part: str
    """Name of the part; the dealer's own words while it is unknown."""
    pieces: int
    model: str
    bought: date | None
    bought_day: bool
    fault: str
    serials: Sequence[str]
    photos: int
    stands: str
    """`covered`, `paid`, `refused`, `unknown` or `wrong`."""
    reason: str
    """Of the warranty, such as `expired`."""
    until: date | None
    months_over: int
    days_over: int
    problem: str
    """What is missing or wrong first; empty when nothing."""
    value: str
    """What was told instead."""
    flags: Sequence[str]
    before: str
    """Case that claimed the piece before."""
    recorded: date | None
    damage: str
    """What of the fault sounds like the user's doing, to be judged at the factory."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A line that is another now: as it was, and as it is."""

    was: RowView
    row: RowView


@dataclass(frozen=True, slots=True)
class GroupView:
    """Lines of one part and model together, for a list too long to show."""

    part: str
    model: str
    pieces: int
    lines: int


@dataclass(frozen=True, slots=True)
class PlantView:
    """A plant as the brand names it: the only address a parcel goes to (R13)."""

    key: str
    name: str
    address: str
    contact: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of a case as a dealer reads it."""

    number: int
    part: str
    model: str
    pieces: int
    received: int | None
    missing: int | None
    status: str
    """In words, as verdict and decision; those two are empty while pending."""
    verdict: str
    decision: str
    price: str
    """Yuan; empty when nothing is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as a dealer reads it."""

    number: str
    opened: date
    status: str
    lines: Sequence[LineView]
    more: int
    """Lines not shown."""
    pieces: int
    plant: PlantView | None
    carrier: str
    waybill: str
    days: int | None
    """Since it was sent to us; None when it is not on the way."""


def rows_of(
    checked: Sequence[CheckedLine], words: ReturnWords, *, lang: str
) -> tuple[RowView, ...]:
    """Return the summary's rows in order."""
    return tuple(_row(place, one, words, lang) for place, one in enumerate(checked, start=1))


def _row(number: int, one: CheckedLine, words: ReturnWords, lang: str) -> RowView:
    line, cover = one.line, one.cover
    first = one.problems[0] if one.problems else None
    unsure = one.damage is not None and not one.damage.sure
    return RowView(
        number=number,
        part=part_name(line, words, lang=lang),
        pieces=line.pieces,
        model=line.model,
        bought=line.bought,
        bought_day=line.bought_day,
        fault=line.fault,
        serials=line.serials,
        photos=len(line.photos),
        stands=one.stands,
        reason=cover.reason if cover else "",
        until=cover.until if cover else None,
        months_over=cover.months_over if cover else 0,
        days_over=cover.days_over if cover else 0,
        problem=first.problem if first else "",
        value=first.value if first else "",
        flags=one.flags,
        before=one.before,
        recorded=one.recorded,
        damage=one.damage.id if one.damage is not None and unsure else "",
    )


def part_name(line: ReturnLine, words: ReturnWords, *, lang: str) -> str:
    """Return what a line is about: the part's name, else the dealer's own words."""
    part = words.parts.get(line.part)
    return part.name(lang) if part is not None else line.called or line.said[:_LONGEST_NAME]


def groups_of(
    checked: Iterable[CheckedLine], words: ReturnWords, *, lang: str
) -> tuple[GroupView, ...]:
    """Return the lines summed up by part and model, most pieces first."""
    pieces: Counter[tuple[str, str]] = Counter()
    lines: Counter[tuple[str, str]] = Counter()
    for one in checked:
        key = part_name(one.line, words, lang=lang), one.line.model
        pieces[key] += one.line.pieces
        lines[key] += 1
    ordered = sorted(pieces, key=lambda key: (-pieces[key], key))
    return tuple(GroupView(*key, pieces[key], lines[key]) for key in ordered)


def plant_view(pack: Pack, key: str, *, lang: str) -> PlantView | None:
    """Return an official address of the brand in the reader's language; None when it names no such plant."""
    row = plant_row(pack, key, lang=lang)
    if not row:
        return None
    return PlantView(
        key=key,
        name=str(row.get("name", key)),
        address=str(row.get("address", "")),
        contact=str(row.get("contact", "")),
        phone=str(row.get("phone", "")),
    )


def names_plant(pack: Pack, key: str, said: str) -> bool:
    """Whether a normalised text names a plant, in any of its languages, in short or in full."""
    for lang in pack.brand.languages:
        name = normalise(str(plant_row(pack, key, lang=lang).get("name", "")))
        short = name.split(" ")[0] if name.isascii() else name[:_PLANT_LETTERS]
        if short and short in said:
            return True
    return False
