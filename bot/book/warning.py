"""Whether the product takes a message for a danger: said outright, or told by the matcher."""

from bot.core.intents import IntentIndex
from bot.core.matching import Match


def is_danger(text: str, match: Match, *, outright: IntentIndex) -> bool:
    """Return whether to warn; what is said outright counts whatever the matcher thinks.

    `outright` is what `read_dangers` gave: a danger only asked about is none.
    """
    heard = outright.find(text)
    return match.danger if heard is None else heard.intent.act == "danger"
