"""What a colleague has to know of a conversation, in words: the way walked, what was tried, where it can go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from jinja2 import UndefinedError

from bot.core.engine.scope import Scope
from bot.core.engine.talk import Talk
from bot.core.engine.walk import fault_script
from bot.core.markup import plain
from bot.core.say import FALLBACK_LANGUAGE, in_language, render
from bot.core.script import Ask, Script, Step
from bot.core.state import Answer, Frame
from bot.core.takeover.placing import can_stand, interrupted, stopped_at
from bot.core.warranty import reason_phrase

DETAILS = "desk.details"
"""The script of single questions an owner may have put."""
_TRIED = "solve"
_NO_VALUE = ("", "unsure", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A question that was asked, and what the customer said to it."""

    script: str
    step: str
    question: str
    answer: str
    """In the customer's words or the button's label; empty when they did not know."""
    at: datetime
    tried: bool
    """It told the customer to try something, and the answer says whether it helped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A step the bot can go on at, or that can be run."""

    script: str
    step: str
    label: str
    """The question in words."""
    interrupted: bool = False
    """Where the bot was when people came."""


def way_walked(talk: Talk, *, lang: str = FALLBACK_LANGUAGE) -> tuple[Passed, ...]:
    """Return the questions that were put and answered, in the order of the answers."""
    seen: dict[str, Passed] = {}
    for script, step, ask in _asked(talk):
        answer = talk.answer(ask.slot)
        if answer is None or ask.slot in seen:
            continue
        seen[ask.slot] = Passed(
            script=script.id,
            step=step.id,
            question=_words(talk, ask.phrase, lang=lang),
            answer="" if answer.value in _NO_VALUE else _said(ask, answer, lang=lang),
            at=answer.at,
            tried=step.phase == _TRIED and ask.kind == "choice",
        )
    return tuple(sorted(seen.values(), key=lambda passed: passed.at))


def targets(talk: Talk, *, lang: str = FALLBACK_LANGUAGE) -> tuple[Target, ...]:
    """Return where the bot can go on: where it was interrupted, then the fault's questions, then details.

    Who a dealer is and where they live is known: they are not asked for details.
    """
    found: dict[tuple[str, str], Target] = {}
    before = interrupted(talk.state)
    stopped = stopped_at(talk.state)
    open_script = talk.pack.scripts.get(stopped[0]) if stopped is not None else None
    if stopped is not None and open_script is not None:
        _add(talk, found, open_script, stopped[1], lang=lang, interrupted_there=True)
    names = [frame.script for frame in reversed(before)]
    if talk.state.node is not None:
        names.append(fault_script(talk.state.node))
    if talk.dealer is None:
        names.append(DETAILS)
    for name in dict.fromkeys(names):
        script = talk.pack.scripts.get(name)
        for step in script.steps if script is not None else ():
            if script is not None and isinstance(step.action, Ask):
                _add(talk, found, script, step.id, lang=lang)
    return tuple(found.values())


def warranty_words(talk: Talk, *, lang: str = FALLBACK_LANGUAGE) -> str:
    """Return what the warranty says of the part at hand; empty while nothing is known of it."""
    scope = Scope(talk)
    part = scope.part()
    cover = scope.cover()
    if part is None or not talk.answer("bought_on"):
        return ""
    return _words(talk, reason_phrase(cover), lang=lang, part=part, warranty=cover)


def _add(
    talk: Talk,
    found: dict[tuple[str, str], Target],
    script: Script,
    step: str,
    *,
    lang: str,
    interrupted_there: bool = False,
) -> None:
    one = script.step(step)
    if (
        one is None
        or (script.id, step) in found
        or not can_stand(talk.pack, talk.state, script.id, step)
    ):
        return
    label = _words(talk, one.action.phrase, lang=lang) if isinstance(one.action, Ask) else step
    found[script.id, step] = Target(
        script=script.id, step=step, label=label or step, interrupted=interrupted_there
    )


def _asked(talk: Talk) -> Iterator[tuple[Script, Step, Ask]]:
    """Yield the questions on the way of every script that ran in the conversation at hand."""
    state = talk.state
    frames: list[Frame] = [*interrupted(state), *state.frames]
    if state.done is not None:
        frames.append(state.done)
    for frame in frames:
        script = talk.pack.scripts.get(frame.script)
        for step in script.steps if script is not None else ():
            on_the_way = step.id in frame.trail or step.id == frame.step
            if script is not None and isinstance(step.action, Ask) and on_the_way:
                yield script, step, step.action
    asked = {(one.script, one.step) for one in state.asked}
    for name, step_id in asked:
        script = talk.pack.scripts.get(name)
        one = script.step(step_id) if script is not None else None
        if script is not None and one is not None and isinstance(one.action, Ask):
            yield script, one, one.action


def _said(ask: Ask, answer: Answer, *, lang: str) -> str:
    choice = next((choice for choice in ask.choices if choice.id == answer.value), None)
    return answer.said or (in_language(choice.label, lang) if choice else answer.value)


def _words(talk: Talk, phrase: str, *, lang: str, **values: object) -> str:
    try:
        words, _ = render(
            talk.pack,
            phrase,
            lambda: Scope(talk).variables(values),
            lang=lang,
            seed=talk.event.conversation,
        )
    except (UndefinedError, KeyError):  # it speaks of facts that are not there
        return ""
    return plain(words)
