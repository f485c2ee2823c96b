"""What is said about a case: notices to its contact, and messages to whoever makes a move."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.book import Pack
from bot.core.cases import Case, CaseLine
from bot.core.forms import numbers
from bot.core.hours import is_open, reply_by
from bot.core.procedures.scope import Totals
from bot.core.say import in_language, render

AREA = "case."
"""Phrases said about cases; all of them know `case` and `move`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a phrase about a case reads as `move.…`; what does not apply is empty."""

    procedure: str = ""
    stage: str = ""
    """Names in the reader's language."""
    action: str = ""
    due_at: datetime | None = None
    """Deadline of the stage."""
    why: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """What forms noted, field id and value."""
    title: Callable[[int], str] = str
    """Gives one of `lines`: there may be a thousand, and few phrases ask."""
    sums: Mapping[str, int] | Totals = field(default_factory=dict)
    """Sums over the lines, under `pieces`, `received`, `price`…"""
    counted: Sequence[CaseLine] = ()
    """The lines themselves."""
    carrier: str = ""
    waybill: str = ""
    plant: Mapping[str, object] = field(default_factory=dict)
    """Row of `brand.facts.plants` of the first line's plant."""
    field: str = ""
    value: str = ""
    bound: str = ""
    """A form's field, what was typed, and the bound it passes."""
    roles: Sequence[str] = ()
    """Names of roles."""
    person: str = ""
    others: Sequence[str] = ()
    """Names of actions or stages."""

    @property
    def lines(self) -> Sequence[str]:
        """The lines it is about, in words."""
        return tuple(self.title(place) for place in range(self.sums["lines"]))

    @property
    def first(self) -> str:
        """The first line, in words; empty when there is none."""
        return self.title(0) if self.sums["lines"] else ""

    @property
    def more(self) -> int:
        """How many further lines there are."""
        return max(self.sums["lines"] - 1, 0)

    @property
    def chosen(self) -> Sequence[tuple[str, CaseLine]]:
        """The lines the form of this move names, all when it names none, each with its words."""
        return tuple((f"{n}. {self.title(n - 1)}", self.counted[n - 1]) for n in self._about)

    @property
    def differences(self) -> Sequence[tuple[str, CaseLine]]:
        """The lines of which not just what was announced came, each with its words."""
        return tuple(
            (f"{place + 1}. {self.title(place)}", line)
            for place, line in enumerate(self.counted)
            if line.missing or line.over or line.damaged or line.wrong
        )

    @property
    def pieces(self) -> int:
        """How many pieces were announced."""
        return self.sums["pieces"]

    @property
    def received(self) -> int:
        """How many of them came."""
        return self.sums["received"]

    @property
    def missing(self) -> int:
        """How many of them did not."""
        return self.sums["missing"]

    @property
    def over(self) -> int:
        """How many came beyond what was announced."""
        return self.sums["over"]

    @property
    def damaged(self) -> int:
        """How many of those that came were damaged on the way."""
        return self.sums["damaged"]

    @property
    def wrong(self) -> int:
        """How many of those that came are not what the list says."""
        return self.sums["wrong"]

    @property
    def price(self) -> str:
        """What the lines of this move come to in yuan, such as `128.50`; empty when nothing is asked."""
        asked = sum(self.counted[n - 1].price_fen or 0 for n in self._about)
        return yuan(asked) if asked else ""

    @property
    def prices(self) -> Sequence[tuple[int, str, str]]:
        """The lines of this move that have a price: number, words, yuan."""
        return tuple(
            (n, self.title(n - 1), yuan(fen))
            for n in self._about
            if (fen := self.counted[n - 1].price_fen)
        )

    @property
    def _about(self) -> Sequence[int]:
        """The lines the form of this move names, all when it names none."""
        return numbers(self.values.get("lines", "")) or range(1, len(self.counted) + 1)


def words(
    pack: Pack,
    phrase: str,
    *,
    lang: str,
    case: Case,
    spoken: Callable[[], Spoken],
    now: datetime,
) -> tuple[str, str]:
    """Return what a phrase says about a case, and the variant's name; most names need no variables."""
    return render(
        pack,
        phrase,
        lambda: _variables(pack, lang=lang, case=case, spoken=spoken(), now=now),
        lang=lang,
        seed=f"{case.number}/{case.visit}",
    )


def yuan(fen: int) -> str:
    """Return an amount as people write it, `128.50` or `128`."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def line_title(pack: Pack, line: CaseLine, lang: str) -> str:
    """Return what a line is about in a few words: part and model, else the fault, else what was said."""
    what = _part(pack, line.part, lang)
    if not what and line.node in pack.nodes:
        what = in_language(pack.nodes[line.node].name, lang)
    return " ".join(part for part in (what or line.said[:40], line.model) if part)


def _part(pack: Pack, key: str, lang: str) -> str:
    parts = pack.policies.get("warranty", {}).get("parts", {})
    row = parts.get(key) if isinstance(parts, Mapping) else None
    names = row.get("name") if isinstance(row, Mapping) else None
    return in_language(names, lang) if isinstance(names, Mapping) else key


def _variables(
    pack: Pack, *, lang: str, case: Case, spoken: Spoken, now: datetime
) -> dict[str, Any]:
    hours = pack.brand.hours
    return {
        "brand": _Brand(in_language(pack.brand.name, lang), pack.brand.hotline, pack.brand.facts),
        "policy": pack.policies,
        "case": case,
        "move": spoken,
        "name": dict(case.contact).get("name", ""),
        "now": now,
        "open_now": is_open(hours, now),
        "reply_by": reply_by(hours, now),
    }


@dataclass(frozen=True, slots=True)
class _Brand:
    name: str
    hotline: str
    facts: Mapping[str, object]
