"""The phrases of area `case.` that the case engine and the desk say by themselves."""

from typing import get_args

from bot.core.cases import axes
from bot.core.cases.history import What
from bot.core.forms.field import FieldProblem
from bot.core.procedures.migrating import CaseFate
from bot.core.procedures.procedure import CONTACT_ROLES
from bot.core.returns.check import Flag
from bot.core.spans import Unit
from bot.core.staff import STAFF_ROLES

CASE_VARIABLES = frozenset(
    {"brand", "policy", "case", "move", "name", "now", "open_now", "reply_by"}
)
"""Known in every phrase of the area."""

WARRANTY_RESULTS = ("covered", "paid", "refused", "unknown")

AMENDED_FOR = ("told_later", "fault_added", "fault_changed", "fault_withdrawn", "note")
"""Why a conversation changes its case."""

CASE_PHRASES = (
    "case.act_approve",
    "case.act_cancel",
    "case.act_refuse",
    "case.act_reopen",
    "case.action_gone",
    "case.ask_reason",
    "case.duty_by_action",
    "case.duty_open",
    "case.ended",
    "case.no_such_action",
    "case.no_such_task",
    "case.not_ended",
    "case.not_now",
    "case.not_your_signature",
    "case.not_yours",
    "case.not_yours_to_cancel",
    "case.not_yours_to_reopen",
    "case.nothing_to_sign",
    "case.own_request",
    "case.reason_missing",
    "case.not_yours_to_open",
    "case.said_missing",
    "case.who_missing",
    "case.no_such_procedure",
    "case.signed_already",
    "case.task_duty",
    "case.task_approved",
    "case.task_late",
    "case.task_refused",
    "case.task_sign",
    "case.task_stage",
    "case.task_unreached",
    "case.too_late_to_cancel",
    "case.unknown",
    "case.waits_for_signature",
    "case.yes",
    "case.no",
    *(f"case.field_{problem}" for problem in get_args(FieldProblem)),
    *(f"case.role_{role}" for role in (*STAFF_ROLES, *CONTACT_ROLES)),
    *(f"case.status_{status}" for status in get_args(axes.DisplayStatus)),
    *(f"case.logistics_{one}" for one in get_args(axes.Logistics)),
    *(f"case.verdict_{one}" for one in get_args(axes.Verdict)),
    *(f"case.decision_{one}" for one in get_args(axes.Decision)),
    *(f"case.money_{one}" for one in get_args(axes.Money)),
    *(f"case.liability_{one}" for one in get_args(axes.Liability) if one),
    *(f"case.warranty_{one}" for one in WARRANTY_RESULTS),
    *(f"case.flag_{flag}" for flag in get_args(Flag)),
    *(f"case.span_{unit}" for unit in get_args(Unit)),
    "case.by_bot",
    "case.by_system",
    *(f"case.why_{why}" for why in AMENDED_FOR),
    *(f"case.why_{fate}" for fate in get_args(CaseFate) if fate != "unchanged"),
    "case.what_of_action",
    "case.what_opened",
    *(f"case.what_{what}" for what in get_args(What)),
)
"""Each may use `CASE_VARIABLES`."""
