"""What each method of the Bot API does; importing the package fills the registry."""

from . import account, callbacks, chats, copying, editing, forum, media, reading, sending
from .registry import HANDLERS, Call, Handler

__all__ = [
    "HANDLERS",
    "Call",
    "Handler",
    "account",
    "callbacks",
    "chats",
    "copying",
    "editing",
    "forum",
    "media",
    "reading",
    "sending",
]
