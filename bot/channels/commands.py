"""Slash commands, the same on every channel that has no command menu of its own."""

from typing import cast, get_args

from bot.channels.cleaning import clean
from bot.core.events import CommandGiven, CommandName, ConversationStarted, CustomerSaid

COMMANDS: tuple[str, ...] = get_args(CommandName)


def read_text(text: str) -> CustomerSaid | CommandGiven | ConversationStarted:
    """Return what a typed line is: a command, `/start` with its payload, or words."""
    text = clean(text)
    if not text.startswith("/"):
        return CustomerSaid(text)
    name, _, argument = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    if name == "start":
        return ConversationStarted(argument.strip())
    if name in COMMANDS:
        return CommandGiven(cast("CommandName", name), argument.strip())
    return CustomerSaid(text)
