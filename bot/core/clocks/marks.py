"""Marks: the few moments of a conversation that clocks are computed from, noted as they happen (R4, R8, R15)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MarkKind = Literal[
    "wanted", "customer", "staff", "worked", "arrived", "case", "case_done", "returned", "closed"
]
"""`wanted`: a person is to come. `customer`, `staff`: the one or the other spoke while one was
wanted. `worked`: staff did something about it without speaking. `arrived`: somebody is on site.
`case`, `case_done`: a case was opened, ended. `returned`: the bot has the conversation again.
`closed`: it is over."""

PROMISED = "promised"
"""What a `staff` mark is about when the words held a promise: it is not the customer who is awaited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One such moment."""

    at: datetime
    """Aware UTC."""
    kind: MarkKind
    by: str = ""
    """Who: `customer`, `bot`, `staff:<id>`."""
    about: str = ""
    """Case number, or `PROMISED`."""
