"""What an angry message tells besides its anger: the fault, and that it was repaired in vain (R4)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.engine.talk import Talk
from bot.core.text import bare, normalise

_CLAUSES = re.compile(r"[,，.。;；!！?？、\n]+")
_POLICY = "repeats"
_KEY = "repaired"
_ANGRY = ("threat", "furious")
_SURE = 0.8
"""How sure the matcher must be of what is left of a clause."""
_SHORTEST = 2
"""Characters; less tells of nothing."""


def is_angry(talk: Talk) -> bool:
    """Whether the customer is furious or threatens."""
    return talk.state.mood in _ANGRY


def fault_beneath(talk: Talk) -> str:
    """Return the fault that the clauses without the anger tell of; empty when none is sure."""
    if not is_angry(talk):
        return ""
    told = list(_told(talk))
    for text in dict.fromkeys(("，".join(told), *told)):
        match = talk.pack.matcher.match(text) if text else None
        if match is None or match.decision == "miss" or not match.candidates:
            continue
        first = match.candidates[0]
        if match.decision == "hit" or first.score >= _SURE:
            talk.match = match
            return first.node
    return ""


def repaired_in_vain(talk: Talk) -> str:
    """Return the words in which the customer says it was repaired before; empty when they do not."""
    found = _repaired(talk, normalise(talk.said))
    return found[0].strip() if found is not None else ""


def _told(talk: Talk) -> Iterator[str]:
    angry = [word for mood in _ANGRY for word in talk.pack.moods.get(mood, ())]
    for part in _CLAUSES.split(talk.said):
        plain = normalise(part)
        found = _repaired(talk, plain)
        if found is not None:
            plain = f"{plain[: found.start()]}{_after(talk, plain[found.end() :])}"
        if len(bare(plain)) >= _SHORTEST and not any(word in plain for word in angry):
            yield plain


def _repaired(talk: Talk, text: str) -> re.Match[str] | None:
    policy: Mapping[str, Any] = talk.pack.policies.get(_POLICY, {})
    found = (re.search(pattern, text) for pattern in policy.get(_KEY, ()))
    return next((match for match in found if match is not None), None)


def _after(talk: Talk, text: str) -> str:
    joins = str(talk.pack.policies.get(_POLICY, {}).get("joins", ""))
    return re.sub(joins, "", text.strip()) if joins else text
