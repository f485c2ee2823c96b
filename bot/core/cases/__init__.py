"""Repair and return cases: what a customer was promised, with its whole history (R4, R12, R13)."""

from bot.core.cases.axes import (
    Decision,
    DisplayStatus,
    Ended,
    Liability,
    Logistics,
    Money,
    Remedy,
    Verdict,
)
from bot.core.cases.case import Approval, ApprovalStep, Carried, Case, Pairs, Parcel, Pending
from bot.core.cases.history import CaseChange, LineChange, amend, lay_over, rebuild
from bot.core.cases.line import CaseLine, LineWarranty
from bot.core.cases.numbers import case_number, parse_case_number
from bot.core.cases.status import FIRST_STAGE, display_status, line_status

__all__ = [
    "FIRST_STAGE",
    "Approval",
    "ApprovalStep",
    "Carried",
    "Case",
    "CaseChange",
    "CaseLine",
    "Decision",
    "DisplayStatus",
    "Ended",
    "Liability",
    "LineChange",
    "LineWarranty",
    "Logistics",
    "Money",
    "Pairs",
    "Parcel",
    "Pending",
    "Remedy",
    "Verdict",
    "amend",
    "case_number",
    "display_status",
    "lay_over",
    "line_status",
    "parse_case_number",
    "rebuild",
]
