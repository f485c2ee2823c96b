"""Sharing a cost by policy: the shares always come to the whole, to the fen (R12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Share:
    """What one party bears."""

    who: str
    percent: int
    fen: int


def split(fen: int, percents: Mapping[str, int]) -> tuple[Share, ...]:
    """Share an amount by whole percents that come to 100.

    Rounding goes to the largest remainders, so the shares come to the amount exactly. Raises
    ValueError for a negative amount or shares that do not come to 100 %.
    """
    if fen < 0 or any(percent < 0 for percent in percents.values()):
        raise ValueError("amounts and shares are never negative")
    if sum(percents.values()) != WHOLE:
        raise ValueError(f"the shares come to {sum(percents.values())} %, not to {WHOLE} %")
    exact = {who: divmod(fen * percent, WHOLE) for who, percent in percents.items()}
    left = fen - sum(whole for whole, _ in exact.values())
    by_rest: Sequence[str] = sorted(exact, key=lambda who: -exact[who][1])
    extra = frozenset(by_rest[:left])
    return tuple(
        Share(who, percent, exact[who][0] + (who in extra)) for who, percent in percents.items()
    )
