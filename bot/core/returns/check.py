"""What is to be said of each line: what is missing, its warranty, its plant, and the doubts about it."""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.book import Pack
from bot.core.dealers import Claim, DealerSeen, Purchase, serial_key
from bot.core.returns.line import Fault, ReturnLine
from bot.core.returns.words import Damage, ReturnWords
from bot.core.text import bare, normalise
from bot.core.turn import Records
from bot.core.warranty import Cover, Facts, Repair, cover, terms_of

Flag = Literal["duplicate_claim", "repeat_repair", "beyond_bought"]
_VEHICLE = "vehicle"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLine:
    """A line with everything the rules say of it today."""

    line: ReturnLine
    problems: tuple[Fault, ...]
    """What keeps it from being sent; empty: it may go."""
    cover: Cover | None
    """None while a field it needs is missing."""
    plant: str
    """Key of the brand's plants; empty while the model is unknown."""
    flags: tuple[Flag, ...] = ()
    damage: Damage | None = None
    """What of the fault sounds like the user's doing."""
    recorded: date | None = None
    """Invoice date our own records give for its serial number, when it is another than told."""
    before: str = ""
    """Number of the case that claimed the same piece."""
    stays: bool = False
    """No courier may carry it; a colleague arranges how it is fetched."""

    @property
    def stands(self) -> Literal["wrong", "stays", "refused", "paid", "covered", "unknown"]:
        """The one word of the summary."""
        if self.problems or self.cover is None:
            return "wrong"
        if self.stays:
            return "stays"
        return self.cover.result


def problems_of(line: ReturnLine, words: ReturnWords) -> tuple[Fault, ...]:
    """Return what keeps a line from being sent."""
    wrong = list(line.wrong)
    fields = {fault.field for fault in wrong}
    if not line.part:
        wrong.insert(0, Fault("part_missing"))
    if line.alone and line.quantity is None and not line.serials and "quantity" not in fields:
        wrong.append(Fault("quantity_missing"))
    if not line.model and "model" not in fields:
        wrong.append(Fault("model_missing"))
    if line.bought is None and not line.bought_unknown and "bought" not in fields:
        wrong.append(Fault("bought_missing"))
    if line.alone and (not line.fault or bare(normalise(line.fault)) in words.vague):
        wrong.append(Fault("fault_missing"))
    if line.quantity is not None and len(line.serials) > line.quantity:
        wrong.append(Fault("serials_many", str(len(line.serials))))
    if not line.part or line.part not in words.parts:
        return tuple(wrong[:1]) if wrong else (Fault("part_missing"),)
    return tuple(wrong)


def check_lines(
    lines: Sequence[ReturnLine],
    *,
    pack: Pack,
    words: ReturnWords,
    records: Records,
    dealer: DealerSeen,
    now: datetime,
    replaces: str = "",
) -> tuple[CheckedLine, ...]:
    """Return every line checked; `replaces` is the case the list takes the place of, which does not count.

    Looks into the records four times, however many lines there are.
    """
    known = _Known(lines, words, records=records, dealer=dealer, replaces=replaces)
    checked = []
    for line in lines:
        problems = problems_of(line, words)
        judged = not problems
        recorded = known.invoice_date(line)
        damage = words.damage(line.fault) if line.fault else None
        checked.append(
            CheckedLine(
                line=line,
                problems=problems,
                cover=_cover(
                    line, pack, words=words, known=known, damage=damage, recorded=recorded, now=now
                )
                if judged
                else None,
                plant=words.models.get(line.model, ""),
                flags=known.flags(line, words) if judged else (),
                damage=damage,
                recorded=recorded if recorded != line.bought else None,
                before=known.earlier(line),
                stays=words.may_not_travel(line.part, line.fault),
            )
        )
    return tuple(checked)


def _cover(
    line: ReturnLine,
    pack: Pack,
    *,
    words: ReturnWords,
    known: "_Known",
    damage: Damage | None,
    recorded: date | None,
    now: datetime,
) -> Cover:
    """The day told counts; of a month told without its day the last one, as the invoice will show."""
    zone = ZoneInfo(pack.brand.hours.timezone)
    today = now.astimezone(zone).date()
    bought = recorded or line.bought
    if bought is not None and bought == line.bought and not line.bought_day:
        end = calendar.monthrange(bought.year, bought.month)[1]
        bought = min(bought.replace(day=end), today)
    repairs, exchanged = known.past(line, zone)
    terms = terms_of(pack.policies.get("warranty", {}), model=line.model)
    return cover(
        term=terms.of(words.parts[line.part].warranty),
        facts=Facts(
            bought=bought,
            exchanged=exchanged,
            proof="invoice" if recorded is not None else "told",
            exclusions=frozenset({damage.counts_as})
            if damage is not None and damage.sure
            else frozenset(),
            fault=line.part,
            repairs=repairs,
        ),
        today=today,
        rules=terms.rules,
        calendar=pack.brand.hours.calendar,
    )


class _Known:
    """What the records hold about the pieces of a draft."""

    def __init__(
        self,
        lines: Sequence[ReturnLine],
        words: ReturnWords,
        *,
        records: Records,
        dealer: DealerSeen,
        replaces: str,
    ) -> None:
        keys = {serial_key(serial) for line in lines for serial in line.serials}
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        self._bought: dict[str, Purchase] = {}
        for claim in records.claims_with(keys) if keys else ():
            if claim.ended == "cancelled" or claim.case == replaces:
                continue
            for serial in claim.serials:
                self._claims[serial_key(serial)].append(claim)
        for purchase in records.purchases_with(keys) if keys else ():
            for serial in purchase.serials:
                self._bought.setdefault(serial_key(serial), purchase)
        self._seen = Counter(serial_key(serial) for line in lines for serial in line.serials)
        claims = [one for one in records.claims_of(dealer.id) if one.case != replaces]
        purchases = records.purchases_of(dealer.id)
        self._room = _room(lines, words, purchases=purchases, claims=claims)

    def invoice_date(self, line: ReturnLine) -> date | None:
        """Return the invoice date of the first piece we sold with one of the line's numbers."""
        found = (self._bought.get(serial_key(serial)) for serial in line.serials)
        return next((one.invoice_date for one in found if one is not None), None)

    def earlier(self, line: ReturnLine) -> str:
        """Return the newest case that claimed one of the line's pieces."""
        return next((claim.case for claim in self._of(line)), "")

    def flags(self, line: ReturnLine, words: ReturnWords) -> tuple[Flag, ...]:
        """Return the doubts about a line."""
        claims = list(self._of(line))
        open_now = any(claim.closed_at is None for claim in claims)
        twice = any(self._seen[serial_key(serial)] > 1 for serial in line.serials)
        part = words.parts[line.part].warranty
        again = any(
            claim.closed_at is not None
            and claim.part == part
            and claim.remedy not in ("exchange", "refund", "refuse")
            for claim in claims
        )
        flags: list[Flag] = []
        if open_now or twice:
            flags.append("duplicate_claim")
        if again:
            flags.append("repeat_repair")
        if self._room.get((line.model, part), 0) < 0:
            flags.append("beyond_bought")
        return tuple(flags)

    def past(self, line: ReturnLine, zone: ZoneInfo) -> tuple[tuple[Repair, ...], date | None]:
        """Return the earlier stays of the line's piece, and when it was last exchanged."""
        if len(line.serials) != 1:
            return (), None  # whose stay would it be?
        repairs, exchanged = [], None
        for claim in self._of(line):
            if claim.closed_at is None:
                continue
            closed = claim.closed_at.astimezone(zone).date()
            if claim.remedy == "exchange":
                exchanged = max(exchanged or closed, closed)
            elif claim.remedy == "repair":
                came = claim.opened_at.astimezone(zone).date()
                repairs.append(Repair(fault=line.part, received=came, returned=closed))
        return tuple(repairs), exchanged

    def _of(self, line: ReturnLine) -> Iterable[Claim]:
        for serial in line.serials:
            yield from self._claims.get(serial_key(serial), ())


def _room(
    lines: Sequence[ReturnLine],
    words: ReturnWords,
    *,
    purchases: Sequence[Purchase],
    claims: Sequence[Claim],
) -> Mapping[tuple[str, str], int]:
    """Return how many pieces of each model and part the dealer may still claim; negative: too many.

    A whole vehicle brings one of each part. Nothing is said of a dealer whose purchases we do not keep.
    """
    if not purchases:
        return {}
    vehicles: Counter[str] = Counter()
    parts: Counter[tuple[str, str]] = Counter()
    for purchase in purchases:
        if purchase.part == _VEHICLE:
            vehicles[purchase.model] += purchase.quantity
        else:
            parts[purchase.model, purchase.part] += purchase.quantity
    used: Counter[tuple[str, str]] = Counter()
    for claim in claims:
        used[claim.model, claim.part] += claim.quantity
    for line in lines:
        part = words.parts.get(line.part)
        if part is not None:
            used[line.model, part.warranty] += line.pieces
    return {
        key: vehicles[key[0]] + parts[key] - count
        for key, count in used.items()
        if key[0] in vehicles or key in parts
    }
