"""One measured figure beside its goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`is_met` is None for a figure that has no goal, such as a floor."""

    name: str
    measured: str
    goal: str = ""
    is_met: bool | None = None


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value below which `percent` of the values lie."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def at_most(name: str, value: float, limit: float, *, unit: str, digits: int = 2) -> Figure:
    """Return a figure that is good when it is small."""
    return Figure(
        name=name,
        measured=f"{value:.{digits}f} {unit}",
        goal=f"≤ {limit:g} {unit}",
        is_met=value <= limit,
    )
