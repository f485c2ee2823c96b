"""Lines about tasks and clocks that colleagues read."""

from datetime import datetime

from bot.core.book import Pack
from bot.core.markup import plain
from bot.core.say import FALLBACK_LANGUAGE, render

_LONGEST_NUMBER = 16
"""Characters of a chat's number that people can tell from another; those of the web are longer."""
_END = 4


def staff_line(pack: Pack, phrase: str, *, now: datetime, **values: object) -> str:
    """Return a phrase as plain text in the company's own language."""
    words, _ = render(
        pack, phrase, lambda: {"now": now, **values}, lang=FALLBACK_LANGUAGE, seed=phrase
    )
    return plain(words)


def customer_name(name: str, conversation: str) -> str:
    """Return the customer's name; of one who gave none the number of their chat, of a long one its end."""
    number = conversation.partition(":")[2]
    return name or (number if len(number) <= _LONGEST_NUMBER else f"#{number[-_END:]}")
