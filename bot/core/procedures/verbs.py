"""What some actions do beyond setting axes: count what came, note parcels, price lines, settle costs.

A verb reads fields of fixed names from the action's form; the checker holds forms and verbs together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core.cases import Case, CaseLine, LineChange, Pairs, Parcel
from bot.core.forms import counts, fen
from bot.core.procedures.making import Making
from bot.core.procedures.procedure import Verb
from bot.core.procedures.settlement import split

FIELDS: Mapping[Verb, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "receive": (("received",), ("over", "damaged", "wrong")),
    "send_in": (("carrier", "waybill"), ("pieces", "waybill_photo")),
    "send_back": (("carrier", "waybill"), ("pieces", "waybill_photo")),
    "trace": ((), ()),
    "found": ((), ()),
    "quote": (("lines", "price"), ()),
    "settle": (("cost",), ()),
}
"""Verb → fields its form must have, and those it may have."""

SETTLED_BY = "liability_split"
"""Policy with the shares of a cost by who bears it (R12)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a verb changes."""

    lines: tuple[LineChange, ...] = ()
    parcels: tuple[Parcel, ...] | None = None
    values: Pairs = ()


def run(verb: Verb, m: Making, values: Mapping[str, str], chosen: tuple[int, ...]) -> Done:
    """Carry a verb out; `chosen` are the lines the form names, all when it names none."""
    case = m.case
    match verb:
        case "":
            return Done()
        case "receive":
            return _receive(m, values)
        case "send_in":
            lines = LineChange.of(_travelling(case), logistics="in_transit")
            return Done(lines=lines, parcels=_announced(m, values))
        case "send_back":
            lines = LineChange.of(chosen, logistics="shipped_back")
            return Done(lines=lines, parcels=(*case.parcels, _parcel(m, values, chosen)))
        case "trace":
            lost = LineChange.of(_travelling(case), logistics="lost")
            return Done(lines=lost, parcels=_marked(case, lost=True))
        case "found":
            lost_lines = (n for n, line in _numbered(case) if line.logistics == "lost")
            again = LineChange.of(lost_lines, logistics="in_transit")
            return Done(lines=again, parcels=_marked(case, lost=False))
        case "quote":
            price = fen(values["price"])
            return Done(lines=LineChange.of(chosen, price_fen=price, money="quoted"))
        case "settle":
            return Done(values=settled(m, fen(values["cost"])))


def settled(m: Making, cost_fen: int) -> Pairs:
    """Return each party's share of the company's cost, as values `share.<who>` in yuan (R12)."""
    shares = m.pack.policies.get(SETTLED_BY, {}).get("shares")
    if not isinstance(shares, Mapping):
        raise TypeError(f"policy {SETTLED_BY} has no shares")
    percents = {str(who): int(row["percent"]) for who, row in shares.items()}
    return tuple(
        (f"share.{one.who}", f"{one.fen // 100}.{one.fen % 100:02d}")
        for one in split(cost_fen, percents)
    )


def _receive(m: Making, values: Mapping[str, str]) -> Done:
    came = counts(values.get("received", ""))
    extra = {name: counts(values.get(name, "")) for name in ("over", "damaged", "wrong")}
    alike: dict[tuple[int, ...], list[int]] = {}
    for n, line in _numbered(m.case):
        if n not in came:
            continue
        # More than announced counts as over, so that received and missing make up what was announced.
        received = min(came[n], line.quantity)
        over = came[n] - received + extra["over"].get(n, 0)
        damaged = min(extra["damaged"].get(n, 0), received + over)
        wrong = min(extra["wrong"].get(n, 0), received + over - damaged)
        counted = (received, line.quantity - received, over, damaged, wrong)
        alike.setdefault(counted, []).append(n)
    changes = tuple(
        one
        for (received, missing, over, damaged, wrong), lines in alike.items()
        for one in LineChange.of(
            lines,
            received=received,
            missing=missing,
            over=over,
            damaged=damaged,
            wrong=wrong,
            logistics="short" if missing else "received",
        )
    )
    arrived = tuple(
        replace(parcel, received_at=m.at, lost=False)
        if parcel.direction == "in" and parcel.received_at is None
        else parcel
        for parcel in m.case.parcels
    )
    return Done(lines=changes, parcels=arrived)


def _announced(m: Making, values: Mapping[str, str]) -> tuple[Parcel, ...]:
    """Put the waybill on the parcel announced and not yet sent, or on a new one."""
    waiting = next(
        (one for one in m.case.parcels if one.direction == "in" and not one.waybill), None
    )
    if waiting is None:
        new = replace(_parcel(m, values, ()), direction="in")
        return (*m.case.parcels, new)
    sent = replace(
        waiting,
        carrier=values.get("carrier", ""),
        waybill=values.get("waybill", ""),
        pieces=int(values["pieces"]) if values.get("pieces") else waiting.pieces,
        photo=values.get("waybill_photo", "") or waiting.photo,
        sent_at=m.at,
    )
    return tuple(sent if one is waiting else one for one in m.case.parcels)


def _parcel(m: Making, values: Mapping[str, str], lines: tuple[int, ...]) -> Parcel:
    return Parcel(
        id=f"p{len(m.case.parcels) + 1}",
        direction="out",
        lines=lines,
        carrier=values.get("carrier", ""),
        waybill=values.get("waybill", ""),
        pieces=int(values["pieces"]) if values.get("pieces") else None,
        photo=values.get("waybill_photo", ""),
        sent_at=m.at,
    )


def _marked(case: Case, *, lost: bool) -> tuple[Parcel, ...]:
    return tuple(
        replace(one, lost=lost) if one.direction == "in" and one.received_at is None else one
        for one in case.parcels
    )


def _travelling(case: Case) -> tuple[int, ...]:
    return tuple(
        n for n, line in _numbered(case) if line.logistics in ("none", "announced", "in_transit")
    )


def _numbered(case: Case) -> tuple[tuple[int, CaseLine], ...]:
    return tuple(enumerate(case.lines, start=1))
