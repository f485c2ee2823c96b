"""In the waiting room: who asks how long, or whether anybody is there, is told place and time (R4, R8)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.core.engine import commands as c
from bot.core.engine.asides import still_queued
from bot.core.engine.buttons import options
from bot.core.engine.offers import repeat
from bot.core.engine.talk import Talk
from bot.core.matching import choose
from bot.core.state import QUEUE
from bot.core.text import bare, normalise

_POLICY = "waiting"
_CLAUSES = re.compile(r"[,，.。;；!！?？、~～…\n]+|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_LONGEST = 80
"""Characters of a clause that may be such a question, and of a message that is nothing but them."""
_CALLS = re.compile(r"[?？!！.。…~～]+")
"""What somebody sends who only wants to know whether anybody is there."""


def asked_when(talk: Talk, text: str) -> bool:
    """Answer a customer in the queue who asks about the waiting alone; False when it is anything else."""
    if talk.state.owner != QUEUE or not _asks(talk, text.strip()):
        return False
    _tell_wait(talk)
    repeat(talk)
    return True


def beside_the_wait(talk: Talk, text: str) -> str:
    """Return what a customer in the queue says besides asking about the waiting; all of it when they do not ask."""
    clauses = [one.strip() for one in _CLAUSES.split(text) if bare(normalise(one))]
    if talk.state.owner != QUEUE or len(clauses) == 1:
        return text
    others = [one for one in clauses if not _is_asking(talk, one)]
    return "，".join(others) if 0 < len(others) < len(clauses) else text


def tell_wait_first(talk: Talk, command: c.Command) -> bool:
    """Tell place and time before what else a message says is answered, danger apart; True: that was all."""
    if isinstance(command, c.Danger | c.Hazard):
        return False
    pressing = talk.state.queued_for == "danger"
    aimless = isinstance(command, c.NotUnderstood | c.Missed) and not pressing
    if aimless:
        talk.tell("handoff.heard", rule="queued")
    _tell_wait(talk)
    if not aimless or isinstance(command, c.NotUnderstood):
        return False
    repeat(talk)
    return True


def _tell_wait(talk: Talk) -> None:
    if talk.state.queued_for == "danger":
        talk.tell("handoff.danger_queued", rule="queued")
    else:
        still_queued(talk)


def _asks(talk: Talk, text: str) -> bool:
    if not text or len(text) > _LONGEST:
        return False
    if _CALLS.fullmatch(text):
        return bool(talk.pack.policies.get(_POLICY))
    if talk.pending is not None and _answers(talk, text):
        return False
    clauses = [one.strip() for one in _CLAUSES.split(text) if bare(normalise(one))]
    asked = [_is_asking(talk, one) for one in clauses]
    rest = (one for one, is_asked in zip(clauses, asked, strict=True) if not is_asked)
    return any(asked) and all(_patterns(talk)[1].fullmatch(normalise(one)) for one in rest)


def _is_asking(talk: Talk, clause: str) -> bool:
    if len(clause) > _LONGEST or _answers(talk, clause):
        return False
    return bool(_patterns(talk)[0].fullmatch(normalise(clause)))


def _answers(talk: Talk, text: str) -> bool:
    """Whether the words are one of the answers the open question offers."""
    pending = talk.pending
    if pending is None or pending[1].kind != "choice":
        return False
    return choose(text, options(pending[1]), words=talk.pack.answers).id is not None


def _patterns(talk: Talk) -> tuple[re.Pattern[str], re.Pattern[str]]:
    policy: Mapping[str, Any] = talk.pack.policies.get(_POLICY, {})
    return _compiled(
        policy.get("before", ""), policy.get("after", ""), tuple(policy.get("patterns", ()))
    )


@lru_cache(maxsize=8)
def _compiled(
    before: str, after: str, patterns: tuple[str, ...]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what such a question is, and what may stand beside one."""
    either = "|".join(patterns)
    asking = re.compile(rf"(?:{before}\s*)*(?:{either})(?:\s*{after})*")
    return asking, re.compile(rf"(?:(?:{before}|{after})\s*)+")
