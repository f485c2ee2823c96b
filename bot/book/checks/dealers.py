"""What the talk with dealers says: its phrases, their variables, and an example of each variable."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, get_args

from bot.core.cases import Case, Decision, DisplayStatus, Verdict
from bot.core.returns.check import Flag
from bot.core.returns.line import Problem
from bot.core.returns.showing import CaseView, GroupView, LineView, PlantView, RowView
from bot.core.warranty.cover import Result

_FIELD = ("row", "count", "value", "models", "misses")
_CARRIER = ("carrier", "example")
_LOST = ("found", "carrier", "waybill", "phone", "days", "usual")

DEALER_PHRASES: Mapping[str, tuple[str, ...]] = {
    "dealer.hello": ("member", "dealer", "drafted", "unsent", "may_submit"),
    "dealer.guide": (),
    "dealer.look_only": (),
    "dealer.rows": ("rows",),
    "dealer.summed_up": ("groups", "count", "pieces", "rest"),
    "dealer.too_many": ("left_out", "limit"),
    "dealer.cut": ("line_said",),
    "dealer.added": ("count", "total"),
    "dealer.edited": ("count",),
    "dealer.empty": (),
    "dealer.some_wrong": ("wrong", "total"),
    "dealer.row_changed": ("row",),
    **{f"dealer.ask_{problem}": _FIELD for problem in get_args(Problem)},
    "dealer.no_row": ("value", "count"),
    "dealer.which_row": ("rows",),
    "dealer.change_to_what": ("row",),
    "dealer.dropped": ("count", "total"),
    "dealer.total_differs": ("stated", "pieces"),
    "dealer.about_rows": ("numbers", "reason"),
    **{f"dealer.flag_{flag}": ("rows",) for flag in get_args(Flag)},
    "dealer.maybe_damage": ("numbers",),
    "dealer.revising": ("found",),
    "dealer.revised_reason": (),
    "dealer.only_stays": (),
    "dealer.fetch_called": (),
    "dealer.stays": ("numbers",),
    "dealer.nothing_goes": (),
    "dealer.review": ("count", "pieces", "refused", "plants"),
    "dealer.what_is_wrong": (),
    "dealer.more": ("count",),
    "dealer.kept": ("count",),
    "dealer.leave_sure": ("count",),
    "dealer.cleared": (),
    "dealer.still_here": ("count", "stage"),
    "dealer.unfinished": ("count",),
    "dealer.ask_sender": (),
    "dealer.sender_short": (),
    "dealer.opened": ("cases", "pieces", "left_out"),
    "dealer.packing": (),
    "dealer.send_in_packing": (),
    "dealer.parcel": ("found", "plant"),
    "dealer.list_sent": ("found",),
    "dealer.label_sent": ("found",),
    "dealer.ask_waybill": ("found", "count"),
    "dealer.address_later": (),
    "dealer.carrier_refused": _CARRIER,
    "dealer.ask_number": _CARRIER,
    "dealer.number_wrong": (*_CARRIER, "value"),
    "dealer.ask_carrier": (*_CARRIER, "value"),
    "dealer.ask_which_case": ("cases",),
    "dealer.waybill_by_person": (),
    "dealer.waybill_noted": (
        "found",
        "carrier",
        "waybill",
        "to",
        "sender",
        "pieces",
        "boxes",
        "inspects",
    ),
    "dealer.next_parcel": ("found", "count"),
    "dealer.not_noted": ("messages",),
    "dealer.waybill_known": ("found", "value"),
    "dealer.waybill_for_nothing": ("value",),
    "dealer.waybill_photo": (),
    "dealer.not_sent": ("found",),
    "dealer.sent_how": ("found", "count"),
    "dealer.sent_unannounced": ("count",),
    "dealer.ask_photo_row": ("count",),
    "dealer.photo_kept": ("row",),
    "dealer.photo_of_all": (),
    "dealer.photos_enough": ("limit",),
    "dealer.table_read": ("file", "count"),
    "dealer.table_empty": ("file",),
    "dealer.table_unreadable": ("unreadable", "file"),
    "dealer.template_sent": (),
    "dealer.status": ("view",),
    "dealer.status_more": ("count",),
    "dealer.month": ("year", "month", "views", "count", "pieces"),
    "dealer.month_sheet": (),
    "dealer.lost_unsent": ("found",),
    "dealer.lost_early": _LOST,
    "dealer.lost_trace": _LOST,
    "dealer.lost_traced": _LOST,
    "dealer.decide": ("cases",),
    "dealer.withdraw_sure": ("cases",),
    "dealer.withdraw_kept": (),
    "dealer.withdraw_reason": (),
    "dealer.decided": ("found", "action"),
    "dealer.nothing_to_decide": (),
    "dealer.decided_before": ("number",),
    "dealer.button_old": (),
    **{f"dealer.word_{result}": () for result in get_args(Result)},
    **{f"dealer.state_{status}": () for status in get_args(DisplayStatus)},
    **{f"dealer.verdict_{verdict}": () for verdict in get_args(Verdict) if verdict != "pending"},
    **{
        f"dealer.decision_{decision}": ()
        for decision in get_args(Decision)
        if decision != "pending"
    },
}
"""Phrase → the variables it may use beside the common ones."""

DEALER_BUTTONS = (
    "button.return_submit",
    "button.return_more",
    "button.return_keep",
    "button.return_drop",
    "button.drop_row",
    "button.drop_rows",
    "button.bought_unknown",
    "button.template",
    "button.photo_all",
    "button.withdraw",
)


def _row(**fields: Any) -> RowView:
    made: dict[str, Any] = {
        "number": 38,
        "part": "x" * 8,
        "pieces": 12,
        "model": "TDR-12",
        "bought": date(2025, 12, 8),
        "bought_day": True,
        "fault": "x" * 20,
        "serials": ("LX250300018",),
        "photos": 2,
        "stands": "covered",
        "reason": "in_term",
        "until": date(2026, 12, 8),
        "months_over": 0,
        "days_over": 0,
        "problem": "",
        "value": "",
        "flags": (),
        "before": "",
        "recorded": None,
        "damage": "",
    }
    return RowView(**(made | fields))


_ROWS = (
    _row(),
    _row(stands="paid", reason="expired", months_over=5, before="RT-20261105-0002"),
    _row(stands="paid", reason="crash", days_over=3, recorded=date(2025, 3, 8)),
    _row(stands="refused", reason="no_term", until=None),
    _row(stands="unknown", bought=None, until=None, serials=("LX250300018",) * 5),
    _row(stands="wrong", problem="model_unknown", value="TDR-99", model="", until=None),
)
_PLANT = PlantView("north", "x" * 8, "x" * 30, "x" * 6, "022-555-0110")
_LINE = LineView(
    number=12,
    part="x" * 8,
    model="TDR-12",
    pieces=12,
    received=11,
    missing=1,
    status="x" * 8,
    verdict="x" * 6,
    decision="x" * 6,
    price="128.50",
)
_VIEW = CaseView(
    number="RT-20261123-0007",
    opened=date(2026, 11, 23),
    status="x" * 8,
    lines=(_LINE,) * 20,
    more=20,
    pieces=240,
    plant=_PLANT,
    carrier="x" * 6,
    waybill="SF1399876543210",
)
_CASE = Case(
    number="RT-20261123-0007",
    opened_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    stage="announced",
    lines=(),
    procedure="dealer_return",
    conversation="x",
)

DEALER_EXAMPLES: Mapping[str, Any] = {
    "member": "x" * 6,
    "drafted": 12,
    "unsent": 2,
    "may_submit": True,
    "row": _ROWS[0],
    "rows": _ROWS * 3,
    "groups": (GroupView("x" * 8, "TDR-12", 240, 40),) * 20,
    "rest": 3,
    "count": 40,
    "total": 40,
    "pieces": 240,
    "wrong": 2,
    "limit": 1000,
    "left_out": 20,
    "line_said": "x" * 60,
    "models": ("TDR-12", "TDR-20", "YT-60", "YT-72"),
    "stated": 12,
    "numbers": (1, 2, 3, 12),
    "reason": "x" * 90,
    "refused": 2,
    "plants": 2,
    "stage": "review",
    "cases": (_CASE,) * 4,
    "plant": _PLANT,
    "example": "SF1399876543210",
    "to": {"name": "x" * 8, "contact": "x" * 6, "phone": "022-555-0110", "address": "x" * 30},
    "sender": {"name": "x" * 12, "phone": "0311-555-0133", "address": "x" * 30},
    "boxes": 3,
    "inspects": False,
    "messages": ("x" * 60,) * 3,
    "file": "x" * 40,
    "unreadable": "corrupt",
    "view": _VIEW,
    "views": (_VIEW,) * 5,
    "days": 8,
    "usual": 5,
    "action": "x" * 8,
    "carrier": "x" * 6,
    "waybill": "SF1399876543210",
}
"""Variable → an example."""
