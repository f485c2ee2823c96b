"""In the waiting room: who asks how long, or whether anybody is there, is told place and time (R4, R8)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.core.engine.asides import still_queued
from bot.core.engine.buttons import options
from bot.core.engine.offers import repeat
from bot.core.engine.talk import Talk
from bot.core.matching import choose
from bot.core.state import QUEUE
from bot.core.text import bare, normalise

_POLICY = "waiting"
_CLAUSES = re.compile(r"[,，.。;；!！?？、~～…\n]+")
_LONGEST = 80
"""Characters of a message that is nothing but such questions."""
_CALLS = re.compile(r"[?？!！.。…~～]+")
"""What somebody sends who only wants to know whether anybody is there."""


def asked_when(talk: Talk, text: str) -> bool:
    """Answer a customer in the queue who asks about the waiting alone; False when it is anything else."""
    if talk.state.owner != QUEUE or not _asks(talk, text.strip()):
        return False
    if talk.state.queued_for == "danger":
        talk.tell("handoff.danger_queued", rule="queued")
    else:
        still_queued(talk)
    repeat(talk)
    return True


def _asks(talk: Talk, text: str) -> bool:
    policy: Mapping[str, Any] = talk.pack.policies.get(_POLICY, {})
    if not text or not policy or len(text) > _LONGEST:
        return False
    if _CALLS.fullmatch(text):
        return True
    if talk.pending is not None and _answers(talk, text):
        return False
    asking, around = _compiled(policy["before"], policy["after"], tuple(policy["patterns"]))
    clauses = [one.strip() for one in _CLAUSES.split(normalise(text)) if bare(one)]
    asked = [bool(asking.fullmatch(one)) for one in clauses]
    rest = (one for one, is_asked in zip(clauses, asked, strict=True) if not is_asked)
    return any(asked) and all(around.fullmatch(one) for one in rest)


def _answers(talk: Talk, text: str) -> bool:
    """Whether the words are one of the answers the open question offers."""
    pending = talk.pending
    if pending is None or pending[1].kind != "choice":
        return False
    return choose(text, options(pending[1]), words=talk.pack.answers).id is not None


@lru_cache(maxsize=8)
def _compiled(
    before: str, after: str, patterns: tuple[str, ...]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what such a question is, and what may stand beside one."""
    either = "|".join(patterns)
    asking = re.compile(rf"(?:{before}\s*)*(?:{either})(?:\s*{after})*")
    return asking, re.compile(rf"(?:(?:{before}|{after})\s*)+")
