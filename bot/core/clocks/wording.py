"""Lines about tasks and clocks that colleagues read."""

from datetime import datetime

from bot.core.book import Pack
from bot.core.markup import plain
from bot.core.say import FALLBACK_LANGUAGE, render
from bot.core.state import State


def staff_line(pack: Pack, phrase: str, *, now: datetime, **values: object) -> str:
    """Return a phrase as plain text in the company's own language."""
    words, _ = render(
        pack, phrase, lambda: {"now": now, **values}, lang=FALLBACK_LANGUAGE, seed=phrase
    )
    return plain(words)


def customer_name(state: State, conversation: str) -> str:
    """Return the customer's name, or the number of their chat."""
    return state.name or conversation.partition(":")[2]
