"""A customer's word on how it went (R4, 满意度调查表)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One answered survey."""

    subject: str
    """What it is about: a case number, or `talk:<turn>` for a conversation without one."""
    score: int
    """1 (bad) to 5 (good)."""
    word: str = ""
    """What the customer added; empty when nothing."""
    at: datetime
