"""Marks: the few moments of a conversation that clocks are computed from, noted as they happen (R4, R8, R15)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MarkKind = Literal[
    "wanted", "customer", "staff", "arrived", "case", "case_done", "returned", "closed"
]
"""`wanted`: a person is to come. `customer`, `staff`: the one or the other spoke while one was
wanted. `arrived`: somebody is on site. `case`, `case_done`: a case was opened, ended. `returned`:
the bot has the conversation again. `closed`: it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One such moment."""

    at: datetime
    """Aware UTC."""
    kind: MarkKind
    by: str = ""
    """Who: `customer`, `bot`, `staff:<id>`."""
    about: str = ""
    """Case number, or the priority under which a person was wanted."""
