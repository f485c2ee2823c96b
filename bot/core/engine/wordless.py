"""A message without a word in it: a lone "？", faces, dots, or nothing but markup."""

import re

from bot.core.engine.talk import Talk
from bot.core.state import BOT
from bot.core.text import bare, normalise

_TAGS = re.compile(r"</?[A-Za-z!][^<>]*>")
_ADDRESSES = re.compile(r"\S+://\S+|\bwww\.\S+")
_FIRST = 1
"""Turn in which a customer has said nothing before."""


def wordless(talk: Talk, text: str) -> bool:
    """Answer who sent no word and is asked nothing; False when there are words or a question is open."""
    state = talk.state
    busy = talk.pending is not None or state.offer is not None or state.owner != BOT
    if busy or state.returning is not None or state.sending is not None:
        return False
    if not text.strip() or bare(normalise(without_markup(text))):
        return False
    if state.turns <= _FIRST:
        talk.tell("flow.hello", rule="wordless")
    elif _is_glad(talk, text):
        talk.tell("talk.glad", rule="wordless")
    else:
        talk.tell("talk.here", rule="wordless")
    return True


def without_markup(text: str) -> str:
    """Return a text without tags and addresses of the web: they are no words of a language."""
    return _ADDRESSES.sub(" ", _TAGS.sub(" ", text))


def has_markup(text: str) -> bool:
    """Whether tags stand in a text, so that its Latin words tell nothing of who wrote it."""
    return _TAGS.search(text) is not None


def _is_glad(talk: Talk, text: str) -> bool:
    faces = str(talk.pack.policies.get("waiting", {}).get("glad", ""))
    return any(face in text for face in faces)
