"""How staff call what has a name of its own in the program."""

from bot.channels.web.words import Words


def channel_name(channel: str, words: Words) -> str:
    """Return how staff call a channel."""
    return words.get(f"channel_{channel}", channel)
