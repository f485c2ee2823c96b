"""Links that open one customer's chat page: whoever plays the invented company sits on both sides.

A link is as good as the customer's own browser, so it is signed with the secret of the installation;
staff who only know a conversation's id cannot make one.
"""

import hmac
from hashlib import sha256

PATH = "/as"
_CHANNEL = "web"
_LENGTH = 32
"""Hex digits of an id, and of a signature."""


def guest_chat(who: str, *, secret: str) -> str:
    """Return the web conversation of an invented person, the same each time and guessed by nobody."""
    return f"{_CHANNEL}:{_sign('chat', who, secret)}"


def guest_path(conversation: str, *, secret: str) -> str:
    """Return the path of the link that opens a conversation as its customer."""
    return f"{PATH}/{conversation.partition(':')[2]}.{_sign('link', conversation, secret)}"


def guest_of(token: str, *, secret: str) -> str:
    """Return the conversation a link opens; empty when nobody here has signed it."""
    chat, _, given = token.partition(".")
    conversation = f"{_CHANNEL}:{chat}"
    known = _sign("link", conversation, secret)
    return conversation if hmac.compare_digest(given.encode(), known.encode()) else ""


def _sign(purpose: str, text: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}:{text}".encode(), sha256).hexdigest()[:_LENGTH]
