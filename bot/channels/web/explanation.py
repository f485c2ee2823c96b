"""What the side panel tells: where the conversation stands, and why each reply was given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args

from bot.channels.web.words import Words
from bot.core.book import Pack
from bot.core.cases import Case, display_status
from bot.core.effects import Why
from bot.core.fault import Node
from bot.core.markup import plain
from bot.core.say import FALLBACK_LANGUAGE
from bot.core.script import Ask, Script
from bot.core.state import Answer, Frame, Phase, State
from bot.desk.views import ConversationView, MessageView

_EXCERPT = 60
"""Letters of a reply shown above its reasons."""
_REASONS = 30
"""Replies whose reasons are shown; the conversation may be as long as it likes."""
_PHASES: tuple[Phase, ...] = tuple(phase for phase in get_args(Phase) if phase != "none")


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the four phases."""

    label: str
    standing: Literal["done", "now", "later"]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer in words."""

    slot: str
    said: str
    value: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A fault the matcher considered; `share` is its score against the best, in percent."""

    node: str
    name: str
    score: float
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why one reply was given."""

    seq: int
    excerpt: str
    why: Why
    heard: tuple[Heard, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything in the panel."""

    stages: tuple[Stage, ...]
    mood: str
    fault: str
    fault_id: str
    path: tuple[str, ...]
    """The questions asked on the way, and what was answered."""
    running: tuple[tuple[str, str], ...]
    """Script and step of each script under way, the one that talks first."""
    told: tuple[Told, ...]
    cases: tuple[tuple[str, str], ...]
    reasons: tuple[Reason, ...]
    """Newest first."""


def explain(
    lines: Sequence[MessageView],
    *,
    state: ConversationView | None,
    cases: Sequence[Case],
    pack: Pack,
    words: Words,
) -> Explanation:
    """Return the panel of a conversation; an empty one before it begins."""
    now = state.state if state is not None else State(pack=pack.name)
    node = pack.nodes.get(now.node or "")
    return Explanation(
        stages=_stages(now.phase, words),
        mood=words[f"mood_{now.mood}"],
        fault=_name(node, words.lang) if node else "",
        fault_id=node.id if node else "",
        path=_path(now, pack),
        running=tuple((frame.script, frame.step) for frame in reversed(now.frames)),
        told=tuple(_told(answer) for answer in _latest(now.answers)),
        cases=tuple((case.number, display_status(case)) for case in cases),
        reasons=tuple(islice(_reasons(lines, pack, words.lang), _REASONS)),
    )


def _stages(phase: Phase, words: Words) -> tuple[Stage, ...]:
    at = _PHASES.index(phase) if phase in _PHASES else -1
    return tuple(
        Stage(
            words[f"phase_{name}"],
            "now" if number == at else "done" if number < at else "later",
        )
        for number, name in enumerate(_PHASES)
    )


def _path(state: State, pack: Pack) -> tuple[str, ...]:
    frame = _fault_frame(state, pack)
    script = pack.scripts.get(frame.script) if frame else None
    if frame is None or script is None:
        return ()
    known = {answer.slot: answer.said for answer in state.answers}
    asked = [*frame.trail, frame.step] if frame.waiting else list(frame.trail)
    asks = ((step, _ask(script, step)) for step in dict.fromkeys(asked))
    return tuple(f"{step}: {known.get(ask.slot, '…')}" for step, ask in asks if ask is not None)


def _fault_frame(state: State, pack: Pack) -> Frame | None:
    frames: list[Frame] = [*state.frames, *((state.done,) if state.done else ())]
    for frame in frames:
        script = pack.scripts.get(frame.script)
        if script is not None and script.node is not None:
            return frame
    return None


def _ask(script: Script, step_id: str) -> Ask | None:
    step = script.step(step_id)
    return step.action if step is not None and isinstance(step.action, Ask) else None


def _latest(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    return tuple({answer.slot: answer for answer in answers}.values())


def _told(answer: Answer) -> Told:
    return Told(answer.slot, answer.said, answer.value if answer.value != answer.said else "")


def _reasons(lines: Sequence[MessageView], pack: Pack, lang: str) -> Iterator[Reason]:
    for line in reversed(lines):
        if line.why is not None:
            yield reason_of(line, line.why, pack, lang)


def reason_of(line: MessageView, why: Why, pack: Pack, lang: str) -> Reason:
    """Return why one reply was given, in a language."""
    words = plain(line.text).replace("\n", " ")
    best = max((score for _, score in why.candidates), default=0.0)
    return Reason(
        seq=line.seq,
        excerpt=words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…",
        why=why,
        heard=tuple(
            Heard(
                id_,
                _name(pack.nodes[id_], lang) if id_ in pack.nodes else "",
                score,
                round(100 * score / best) if best > 0 else 0,
            )
            for id_, score in why.candidates
        ),
        told=tuple(Told(slot, value, "") for slot, value, _ in why.answers),
    )


def _name(node: Node, lang: str) -> str:
    return node.name.get(lang) or node.name[FALLBACK_LANGUAGE]
