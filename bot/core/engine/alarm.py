"""Hearing a danger: said outright, told by the matcher, or only asked about."""

from collections.abc import Mapping

from bot.core.engine import commands as c
from bot.core.engine.buttons import options
from bot.core.engine.talk import Talk
from bot.core.fault import Node
from bot.core.intents import HeardIntent
from bot.core.matching import Match, choose

SURE = 0.85
"""How close to a button or a bank line words must be to need no second thought."""
SHORT = 8
"""Characters: a short answer fits, a story that begins like one does not."""

_DANGER_PREFIX = "danger_"
_GENERAL = "danger.general"
_GRAVE = 0.85  # a danger this likely is acted on without asking which it is
_GRAVE_TO_THE_ANGRY = 0.5
_WORTH_ASKING = 0.05
_LIKELY = 0.5  # of what is hardly a complaint, to ask whether it is a danger
_FEW_WORDS = range(2, 5)
_SCRAP = 2  # characters
_KNOWN = 0.52  # how like a bank line a few words amid a question must be to tell of a danger
_KNOWN_HIT = 0.3  # the same where the matcher is sure which fault it is
_LEAST_TO_ASK_ABOUT = 4  # characters
_MAX_CHOICES = 3
_PAIR = 2


def alarm(
    talk: Talk, said: str, match: Match, heard: HeardIntent | None
) -> c.Danger | c.Hazard | None:
    """Return the danger a message tells of; a worry or a danger warned of before is none."""
    act = heard.intent.act if heard is not None else ""
    if heard is not None and act == "danger":
        return _outright(talk, heard)
    return None if act == "worry" else _told(talk, said, match)


def _outright(talk: Talk, heard: HeardIntent) -> c.Danger | None:
    """A danger said in so many words, not warned of yet."""
    node = heard.intent.id.removeprefix(_DANGER_PREFIX)
    known = node if node in talk.pack.nodes else None
    return None if (known or _GENERAL) in talk.state.warned else c.Danger(known)


def _told(talk: Talk, said: str, match: Match) -> c.Danger | c.Hazard | None:
    """A danger not warned of yet; once warned, an answer to our question is taken as that."""
    nodes = talk.pack.nodes
    if not match.danger and not _may_be_one(match, nodes):
        return None
    node = next(
        (
            x.node
            for x in match.candidates
            if x.node in nodes and nodes[x.node].severity == "safety"
        ),
        None,
    )
    amid = talk.pending is not None or talk.state.offer is not None
    if _answers_in_short(talk, said) or (amid and _is_scrap(said, match)):
        return None
    best = match.candidates[0]
    known = tuple(x.node for x in match.candidates if x.node in nodes)[:_MAX_CHOICES]
    may_ask = not amid and len(known) >= _PAIR and len(said) >= _LEAST_TO_ASK_ABOUT
    if match.decision == "miss":  # hardly a complaint, and yet about nothing but a danger
        is_likely = best.node == node and best.score >= _LIKELY
        return c.Hazard(known) if may_ask and is_likely and not talk.state.warned else None
    if talk.state.warned:
        pending = talk.pending
        words = talk.pack.answers
        answers = pending and choose(said, options(pending[1]), words=words).id is not None
        sure = match.decision == "hit" and node is not None and not answers
        return c.Danger(node) if sure and node not in talk.state.warned else None
    angry = talk.state.mood in ("furious", "threat")
    is_told_beside = node != best.node and node in match.symptoms
    if (
        match.decision == "hit"
        or is_told_beside
        or (best.node == node and best.score >= (_GRAVE_TO_THE_ANGRY if angry else _GRAVE))
    ):
        return c.Danger(node)
    return c.Hazard(known) if may_ask else None


def _may_be_one(match: Match, nodes: Mapping[str, Node]) -> bool:
    """Whether a danger would stand among the choices: safety is asked about before anything else."""
    offered = match.candidates[:_MAX_CHOICES] if match.decision == "ambiguous" else ()
    return any(
        x.node in nodes and nodes[x.node].severity == "safety" and x.score >= _WORTH_ASKING
        for x in offered
    )


def _is_scrap(said: str, match: Match) -> bool:
    """A few words amid a question tell of a danger only when the bank knows something like them."""
    evidence = match.candidates[0].evidence
    likeness = evidence[0].score if evidence else 0.0
    if len(said) <= _SCRAP:
        return likeness < SURE
    return len(said) <= SHORT and likeness < (_KNOWN_HIT if match.decision == "hit" else _KNOWN)


def _answers_in_short(talk: Talk, said: str) -> bool:
    """A few words that fit our question are its answer; the book leads dangerous ones to a person."""
    pending = talk.pending
    if pending is None or (len(said) > SHORT and len(said.split()) not in _FEW_WORDS):
        return False
    chosen = choose(said, options(pending[1]), words=talk.pack.answers)
    return chosen.id is not None and chosen.score >= SURE
