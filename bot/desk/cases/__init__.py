"""Cases as staff, dealers and customers see and move them."""

from bot.desk.cases.acting import act, actions_for, register_case
from bot.desk.cases.card import case_card
from bot.desk.cases.lists import board, case_list, search_cases
from bot.desk.cases.pictures import (
    Acted,
    ActionView,
    BoardColumn,
    CaseCard,
    CaseFilter,
    CaseSummary,
    DocumentRow,
    FieldView,
    HistoryRow,
    LineCard,
    Refused,
    RequestCard,
    RequestLine,
    SignatureRow,
    TaskCard,
)

__all__ = [
    "Acted",
    "ActionView",
    "BoardColumn",
    "CaseCard",
    "CaseFilter",
    "CaseSummary",
    "DocumentRow",
    "FieldView",
    "HistoryRow",
    "LineCard",
    "Refused",
    "RequestCard",
    "RequestLine",
    "SignatureRow",
    "TaskCard",
    "act",
    "actions_for",
    "board",
    "case_card",
    "case_list",
    "register_case",
    "search_cases",
]
