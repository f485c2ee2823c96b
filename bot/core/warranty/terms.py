"""The terms a manager wrote into `policies/warranty.yaml`: months by part, the rules, and each maker's own card."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

OutOfTerm = Literal["paid", "refused"]
"""What becomes of a thing that is not covered: repaired at a price (R2, R6, R12, R19), or not taken (R1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long one part is covered, and how sure we are of it."""

    part: str
    months: float = 0
    """From the day the term counts from; 0 when the part has no term of its own."""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The general rules; a book changes them under `rules`, a maker under `makers.<id>`."""

    counted_from: Literal["invoice", "acceptance"] = "invoice"
    out_of_term: OutOfTerm = "paid"
    excluded: OutOfTerm = "paid"
    """What becomes of user damage and of papers that do not fit."""
    refund_days: int = 7
    exchange_days: int = 15
    failed_repairs: int = 2
    """After so many repairs of the same fault it is exchanged or refunded."""
    parts_wait_days: int = 90
    """After waiting longer for a part, it is exchanged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms that hold for one model."""

    rules: Rules = Rules()
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Part → its row in the book."""

    def of(self, part: str) -> Term:
        """Return the term of a part; a part the table does not name has none."""
        row = self.parts.get(part, {})
        return Term(
            part=part,
            months=float(row.get("months", 0)),
            source=str(row.get("source", "")),
            confidence=str(row.get("confidence", "")),
        )


def terms_of(policy: Mapping[str, Any], *, model: str = "") -> Terms:
    """Return the terms of `policies/warranty.yaml` for a model, its maker's own card laid over the rest."""
    return terms_on_card(policy, maker_of(policy, model))


def maker_of(policy: Mapping[str, Any], model: str) -> str:
    """Return the maker whose model prefix fits a model best; empty when none does."""
    wanted = model.upper()
    fitting = (
        (len(prefix), maker)
        for maker, card in policy.get("makers", {}).items()
        for prefix in card.get("models", ())
        if wanted.startswith(prefix.upper())
    )
    return max(fitting, key=lambda fit: fit[0], default=(0, ""))[1]


def terms_on_card(policy: Mapping[str, Any], maker: str) -> Terms:
    """Return the terms of a maker; those of everybody for an empty name."""
    card = policy.get("makers", {}).get(maker, {})
    return Terms(
        rules=replace(Rules(), **{**policy.get("rules", {}), **card.get("rules", {})}),
        parts={**policy.get("parts", {}), **card.get("parts", {})},
    )
