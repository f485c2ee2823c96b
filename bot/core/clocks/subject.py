"""The agreement that holds for a conversation, and its clocks."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.book import Pack
from bot.core.clocks.marks import Mark
from bot.core.clocks.sheet import Sheet, Subject, fitting_sheet
from bot.core.clocks.sla import Clocks, compute
from bot.core.state import State


def sheet_for(pack: Pack, state: State, *, conversation: str, dealer: str = "") -> Sheet | None:
    """Return the first sheet that fits a conversation as it is now."""
    product = next((a.value for a in reversed(state.answers) if a.slot == "product"), "")
    node = pack.nodes.get(state.node) if state.node else None
    subject = Subject(
        role=state.role,
        customer=tuple(one for one in (conversation, dealer) if one),
        product=product,
        severity=node.severity if node is not None else "",
        mood=state.mood,
        priority="danger" if state.queued_for == "danger" else "normal",
    )
    return fitting_sheet(pack.sla_sheets, subject)


def clocks_for(
    pack: Pack,
    state: State,
    marks: Iterable[Mark],
    *,
    conversation: str,
    now: datetime,
    dealer: str = "",
    only_owed: bool = False,
) -> Clocks:
    """Return a conversation's clocks at a moment, by the rules of now."""
    sheet = sheet_for(pack, state, conversation=conversation, dealer=dealer)
    return compute(marks, sheet, pack.brand.hours.calendar, now, only_owed=only_owed)
