"""What typed words tell beside the question they do not answer: a fact, another fault, an earlier answer."""

import re
from collections.abc import Iterator

from bot.core.engine import commands as c
from bot.core.engine.alarm import SURE
from bot.core.engine.asides import DANGER_PREFIX
from bot.core.engine.buttons import options
from bot.core.engine.talk import Talk
from bot.core.engine.walk import HANDOFF_SCRIPT
from bot.core.matching import Match, choose
from bot.core.script import Ask
from bot.core.text import bare, normalise

MOST_DETAILS = 2
"""Facts kept at one question before it counts as not answered."""
CLAUSES = re.compile(r"[,，。.;；!！?？、\s]+")
"""What ends a clause of what was typed."""
_NEAR = 0.5  # how like a bank line words must be to count as another fault amid a question
_NEARNESS = ((3, 0.85), (6, 0.62))
"""The same where it is but so many characters, or English words: they mostly belong to the question."""
_ASKED_BESIDE = ("order_no", "phone", "photo")
_SHORTEST_DETAIL = 4  # characters, or English words
_MOST_CLAUSES = 4
_IN_PASSING = "told_in_passing"
"""The voice of the bank that holds what answers no question and complains of nothing."""
_LIKE_ONE = 0.5  # likeness to one of its lines
_CIRCUMSTANCE = re.compile(r"(?:时候?|以后|之后|那会儿?)$|^(?:when|after|while|only)\b")
"""Tells when it happens, not what."""


def beside_the_question(
    talk: Talk, said: str, *, told: bool, another: str | None
) -> c.Command | None:
    """What words mean that do not answer: an earlier question, a fact worth keeping, another fault."""
    otherwise = _earlier_choice(talk, said)
    if otherwise is not None:
        return otherwise
    if told and talk.top is not None and talk.top.details < MOST_DETAILS:
        return c.Detail()
    further = another or _fault_in_clause(talk)
    return c.AlsoHeard(further) if further is not None else None


def _earlier_choice(talk: Talk, said: str) -> c.Doubt | None:
    """Return what an earlier answer becomes when the words plainly name another choice of its question."""
    enough = len(bare(normalise(said))) >= _SHORTEST_DETAIL
    for ask in _asked_before(talk):
        known = talk.answer(ask.slot)
        choice = choose(said, options(ask), words=talk.pack.answers)
        plain = choice.score >= (SURE if enough else 1) and not (choice.agreed or choice.unsure)
        if known is not None and plain and choice.id not in (None, known.value):
            return c.Doubt(ask.slot, choice.id or "")
    return None


def _asked_before(talk: Talk) -> Iterator[Ask]:
    """Yield the diagnosing questions passed in what is running, the last first."""
    for frame in reversed(talk.state.frames):
        steps = (talk.script_of(frame).step(step_id) for step_id in reversed(frame.trail))
        for step in steps:
            if step is not None and isinstance(step.action, Ask) and step.phase == "diagnose":
                yield step.action
        if frame.root:
            return


def may_tell(talk: Talk, ask: Ask, said: str, match: Match) -> bool:
    """Whether a statement that answers nothing is worth keeping.

    Amid the diagnosis one like those in the bank is; in danger, and where we ask for a number or
    a picture, any is.
    """
    frame = talk.top
    if (
        frame is None
        or frame.script == HANDOFF_SCRIPT
        or frame.details >= MOST_DETAILS
        or is_question(talk, said)
    ):
        return False
    if frame.script.startswith(DANGER_PREFIX):
        return frame.misses < ask.misses
    plain = bare(normalise(said))
    if len(plain.split() if plain.isascii() else plain) < _SHORTEST_DETAIL:
        return False
    if ask.kind == "choice":
        return talk.state.phase == "diagnose" and (match.decision != "miss" or _in_passing(match))
    return ask.skippable and ask.kind in _ASKED_BESIDE


def _in_passing(match: Match) -> bool:
    """Whether it is like what customers add of their own accord: what was replaced, where, since when."""
    like = match.harmless
    return like is not None and like.voice == _IN_PASSING and like.score >= _LIKE_ONE


def is_question(talk: Talk, said: str) -> bool:
    """Whether words ask something; what they ask is not kept as told."""
    heard = normalise(said)
    return any(word in heard for word in talk.pack.answers.questions)


def another_fault(talk: Talk, match: Match) -> str | None:
    """Return the fault that the words tell of besides the one at hand; when it happens is none."""
    plain = bare(normalise(talk.said))
    if _CIRCUMSTANCE.search(plain):
        return None
    if len(plain) <= _SHORTEST_DETAIL and any(map(plain.startswith, talk.pack.answers.denials)):
        return None  # "no sound" answers; it complains of none
    words = len(plain.split() if plain.isascii() else plain)
    near = next((near for most, near in _NEARNESS if words <= most), _NEAR)
    return _further_fault(talk, match, near=near)


def _fault_in_clause(talk: Talk) -> str | None:
    """Return the further fault that one clause of a story tells of by itself."""
    clauses = [part for part in CLAUSES.split(talk.said) if len(part) >= _SHORTEST_DETAIL]
    matches = (talk.pack.matcher.match(clause) for clause in clauses[:_MOST_CLAUSES])
    told = (
        (_further_fault(talk, match, near=_NEAR) for match in matches) if len(clauses) > 1 else ()
    )
    return next((found for found in told if found is not None), None)


def _further_fault(talk: Talk, match: Match, *, near: float) -> str | None:
    if match.decision != "hit":
        return None
    best = match.candidates[0]
    if not best.evidence or best.evidence[0].score < near or best.node not in talk.pack.nodes:
        return None
    known = {talk.state.node, *(symptom.node for symptom in talk.state.symptoms)}
    return best.node if best.node not in known else None
