"""The four axes of a case line, and the one word derived from them (design §6)."""

from typing import Literal

Logistics = Literal["none", "announced", "in_transit", "received", "short", "lost", "shipped_back"]
"""Where the goods are; `none` when nothing travels."""
Verdict = Literal["pending", "own_fault", "user_damage", "not_ours", "no_fault"]
"""What the appraisal found (R10, R12)."""
Decision = Literal["pending", "repair", "exchange", "refund", "paid", "refuse", "reship", "advice"]
"""The remedy decided for the line; `CaseLine.remedy` is only what the bot proposed."""
Money = Literal["none", "quoted", "agreed", "paid", "settled"]
Liability = Literal["", "company", "supplier", "customer", "carrier"]
"""Who bears the cost of a line (R9, R12); empty until it is judged."""
Remedy = Literal["self_help", "part", "on_site", "return", "exchange", "refund", "paid", "advice"]
"""What a conversation proposed before anybody saw the goods."""

Ended = Literal["", "done", "cancelled"]
DisplayStatus = Literal[
    "open",
    "announced",
    "in_transit",
    "received",
    "short",
    "lost",
    "approval",
    "quoted",
    "working",
    "shipped_back",
    "done",
    "cancelled",
]
"""The one word a list shows for a case or a line; phrases call it `case.status_<word>`."""
