"""What the program itself says to staff: phrases whose variables come from the program alone."""

from collections.abc import Mapping
from datetime import UTC, datetime

STAFF = "staff."
"""Phrases of this area are said to staff, in Telegram and in the terminal."""

_NAME = "x" * 12
_TEXT = "x" * 60

EXAMPLES: Mapping[str, object] = {
    **dict.fromkeys(("who", "what", "mark", "reason", "channel", "owner", "customer"), _NAME),
    **dict.fromkeys(("dealer", "role", "priority", "fault", "action", "procedure", "stage"), _NAME),
    **dict.fromkeys(("asker", "chain"), _NAME),
    **dict.fromkeys(
        ("carrier", "number", "case_number", "wanted", "delegate", "chat", "kind"), _NAME
    ),
    **dict.fromkeys(
        ("text", "note", "value", "question", "answer", "label", "prompt", "rule"), _TEXT
    ),
    **dict.fromkeys(("title", "about", "promised", "why", "state", "status"), _TEXT),
    **dict.fromkeys(("due", "since", "waiting", "until", "at"), datetime(2026, 11, 23, tzinfo=UTC)),
    **dict.fromkeys(("overdue", "is_open", "interrupted", "in_order"), True),
    **dict.fromkeys(("count", "received", "position", "more"), 3),
    **dict.fromkeys(("steps", "choices", "known", "left", "reasons", "judged"), [_NAME] * 3),
    **dict.fromkeys(("lines", "signatures", "outstanding"), [_NAME] * 4),
    "by": datetime(2026, 11, 23, tzinfo=UTC),
    "entered": [(_NAME, _TEXT)] * 3,
    "asks": [(_NAME, _TEXT)] * 3,
    "counts": [(3, 3)] * 3,
    "name": _NAME,
    "mood": "calm",
}
"""Variable → an example; every one of them may stand in any phrase to staff."""
