"""The one word a list shows, derived from the axes and the stage."""

from bot.core.cases.axes import DisplayStatus
from bot.core.cases.case import Case
from bot.core.cases.line import CaseLine

FIRST_STAGE = "registered"
"""Stage of a case that no procedure describes."""


def display_status(case: Case) -> DisplayStatus:
    """Return the one word a list shows for a case: what most needs attention comes first."""
    if case.ended:
        return case.ended
    if case.pending:
        return "approval"
    lines = [line_status(line) for line in case.lines]
    urgent: tuple[DisplayStatus, ...] = ("lost", "short", "quoted")
    for status in urgent:
        if status in lines:
            return status
    same: tuple[DisplayStatus, ...] = ("announced", "in_transit", "received", "shipped_back")
    for status in same:
        if lines and all(line == status for line in lines):
            return status
    return "open" if case.visit == 1 else "working"


def line_status(line: CaseLine) -> DisplayStatus:
    """Return the one word a list shows for a line."""
    if line.logistics in ("lost", "shipped_back"):
        return line.logistics
    if line.money == "quoted":
        return "quoted"
    if line.decision != "pending" or line.verdict != "pending" or line.logistics == "none":
        return "working"
    return line.logistics
