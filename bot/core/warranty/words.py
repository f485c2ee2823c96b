"""Which phrase says what the warranty decided; both take `warranty` (a `Cover`) and `part`."""

from bot.core.warranty.cover import Cover


def reason_phrase(cover: Cover) -> str:
    """Return the phrase that gives the reason in one sentence, and what is possible."""
    return f"warranty.{cover.reason}"


def right_phrase(cover: Cover) -> str:
    """Return the phrase that says what the owner may ask for; empty when it is the usual repair."""
    return "warranty.right" if cover.right_reason else ""
