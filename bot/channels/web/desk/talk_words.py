"""How staff call what has a name of its own in the program."""

from bot.channels.web.words import Words


def channel_name(channel: str, words: Words) -> str:
    """Return how staff call a channel."""
    name = f"channel_{channel}"
    return words[name] if name in words else channel
