"""One line of a return as the dealer told it, and what is still wrong with it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Field = Literal["part", "quantity", "model", "bought", "fault", "serials"]
"""What a line is made of, in the order in which it is asked for."""

Problem = Literal[
    "part_missing",
    "quantity_missing",
    "quantity_zero",
    "quantity_negative",
    "quantity_broken",
    "quantity_many",
    "model_missing",
    "model_unknown",
    "bought_missing",
    "bought_year",
    "bought_wrong",
    "bought_future",
    "bought_early",
    "fault_missing",
    "serials_wrong",
    "serials_many",
    "serials_twice",
]
"""`<field>_<what is wrong>`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that cannot be right, or is not there (`value` empty)."""

    problem: Problem
    value: str = ""

    @property
    def field(self) -> str:
        """The field it stands in."""
        return self.problem.partition("_")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """Some pieces of one part, told in one breath; a field not told is empty."""

    said: str
    """The dealer's own words, as they came."""
    called: str = ""
    """What the dealer calls it, while nobody knows which part that is."""
    part: str = ""
    """Id of `policies/parts.yaml`."""
    quantity: int | None = None
    """Pieces; None when not told."""
    model: str = ""
    """Of the vehicle, as the brand writes it."""
    bought: date | None = None
    """Day of the invoice; the first of the month when only that was told."""
    bought_day: bool = False
    """Whether the day itself was told, not the month alone."""
    bought_unknown: bool = False
    """The dealer does not know it, and was asked."""
    fault: str = ""
    """What is wrong, in the dealer's words."""
    serials: tuple[str, ...] = ()
    """Serial or frame number of each piece, in capitals."""
    photos: tuple[str, ...] = ()
    """File references."""
    message: str = ""
    """The channel's id of the message that told it, so that an edit of that message finds it."""
    alone: bool = False
    """Told one by one and not in a list: every field is asked for, the count and the fault too."""
    wrong: tuple[Fault, ...] = ()
    """Values told that cannot be right; the field is empty then."""

    @property
    def pieces(self) -> int:
        """How many pieces: as told, else one a serial number, else one."""
        return self.quantity if self.quantity is not None else max(1, len(self.serials))
