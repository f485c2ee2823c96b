"""The same fault again on the same piece: counted, flagged, and brought before somebody (R4).

R4 never repairs the same problem twice; after two repairs in vain the general rules give an
exchange or the money back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.cases import CaseLine
from bot.core.dealers import Claim
from bot.core.warranty import Repair

REPEAT = "repeat_repair"
"""Flag of a line."""

_NEW_ONE = ("exchange", "refund", "refuse")
"""What was decided about a claim that was no repair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A fault that came back."""

    serial: str
    times: int
    """How often it was claimed, this time included."""
    before: str
    """Number of the last case about it."""
    exchange: bool
    """Whether it was repaired in vain so often that it is to be exchanged or refunded."""


def repeat_of(
    claims: Iterable[Claim], line: CaseLine, *, case: str, failed_repairs: int
) -> Repeat | None:
    """Return how often a line's fault was claimed before on its piece; None when this is the first time."""
    before = [claim for claim in claims if claim.case != case and _same(claim, line)]
    if not before or not line.serials:
        return None
    cases = list(dict.fromkeys(claim.case for claim in before))
    repaired = {claim.case for claim in before if claim.ended == "done"}
    return Repeat(
        serial=line.serials[0],
        times=len(cases) + 1,
        before=cases[0],
        exchange=len(repaired) >= failed_repairs,
    )


def flag(line: CaseLine, repeat: Repeat | None) -> CaseLine:
    """Return the line with the flag when its fault came back."""
    if repeat is None or REPEAT in line.flags:
        return line
    return replace(line, flags=(*line.flags, REPEAT))


def past_of(
    claims: Sequence[Claim], *, part: str, zone: ZoneInfo
) -> tuple[tuple[Repair, ...], date | None]:
    """Return a piece's earlier stays for the warranty, each under its fault, and when its part was exchanged."""
    closed = [claim for claim in claims if claim.ended == "done" and claim.closed_at is not None]
    repairs = tuple(
        Repair(
            fault=claim.about.node or claim.part,
            received=claim.opened_at.astimezone(zone).date(),
            returned=claim.closed_at.astimezone(zone).date() if claim.closed_at else None,
        )
        for claim in closed
        if claim.remedy not in _NEW_ONE
    )
    exchanged = (
        claim.closed_at.astimezone(zone).date()
        for claim in closed
        if claim.closed_at and claim.remedy == "exchange" and claim.part == part
    )
    return repairs, max(exchanged, default=None)


def _same(claim: Claim, line: CaseLine) -> bool:
    """Whether a claim was a repair of the same fault; where either told none, of the same part."""
    if claim.ended == "cancelled" or claim.remedy in _NEW_ONE:
        return False
    if line.node and claim.about.node:
        return line.node == claim.about.node
    return bool(line.part) and line.part == claim.part
