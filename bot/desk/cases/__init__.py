"""Cases as staff, dealers and customers see and move them."""

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
    "SignatureRow",
    "TaskCard",
]
