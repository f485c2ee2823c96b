"""Where the bot can go on: a step of a script, with everything the script needs to know."""

import string
from collections.abc import Iterator

from bot.core.book import Pack
from bot.core.engine.pin import mend
from bot.core.engine.talk import Talk
from bot.core.engine.walk import HANDOFF_SCRIPT, fault_script
from bot.core.script import Ask, Call, Do, Script
from bot.core.state import Frame, State

_FAULT = fault_script("")
_FORMATTER = string.Formatter()


def placed(talk: Talk, script: str, step: str) -> tuple[Frame, ...] | None:
    """Return the stack that stands at a step, its question free to be asked; None when it cannot.

    What the bot had been doing when the colleague came is taken up again where it includes the step.
    """
    plan = talk.pack.scripts.get(script)
    if plan is None:
        return None
    at = step or plan.steps[0].id
    wanted = plan.step(at)
    frames = _frames(talk.pack, talk.state, plan, at)
    if wanted is None or frames is None:
        return None
    if isinstance(wanted.action, Ask):
        talk.forget(wanted.action.slot)
    if script.startswith(_FAULT):
        talk.change(node=script.removeprefix(_FAULT))
    return frames


def can_stand(pack: Pack, state: State, script: str, step: str) -> bool:
    """Tell whether the bot could go on at a step."""
    plan = pack.scripts.get(script)
    found = plan is not None and plan.step(step) is not None
    return found and plan is not None and _frames(pack, state, plan, step) is not None


def interrupted(state: State) -> tuple[Frame, ...]:
    """Return what the bot was doing before people came, the innermost last; calling them is no part of it."""
    parked = state.stretch.parked if state.stretch is not None else state.frames
    frames = parked or ((state.done,) if state.done is not None else ())
    return tuple(frame for frame in frames if frame.script != HANDOFF_SCRIPT)


def stopped_at(state: State) -> tuple[str, str] | None:
    """Return script and step of the question that was open when people came; None when none was."""
    before = interrupted(state)
    if before:
        top = before[-1]
        return (top.script, top.step) if top.waiting else None
    asked = ((one.script, one.step) for one in reversed(state.asked))
    return next((one for one in asked if one[0].startswith(_FAULT)), None)


def _frames(pack: Pack, state: State, plan: Script, step: str) -> tuple[Frame, ...] | None:
    before = interrupted(state)
    for depth in range(len(before), 0, -1):
        stack = [mend(pack, frame) for frame in before[:depth]]
        whole = tuple(frame for frame in stack if frame is not None)
        if len(whole) == depth and whole[-1].script == plan.id:
            return (*whole[:-1], _standing(plan, step, whole[-1]))
    known = {"node": state.node or "", "said": state.said}
    if plan.id.startswith(_FAULT):
        known["node"] = plan.id.removeprefix(_FAULT)
    if set(_needs(plan)) - known.keys():
        return None
    answered = {answer.slot for answer in state.answers if answer.value}
    way = tuple(
        one.id
        for one in plan.steps
        if isinstance(one.action, Ask) and one.action.slot in answered and one.id != step
    )
    fresh = Frame(
        script=plan.id,
        digest=plan.digest,
        step=step,
        args=tuple(sorted(known.items())),
        trail=way,
        root=True,
    )
    return (fresh,)


def _standing(plan: Script, step: str, frame: Frame) -> Frame:
    """The frame at that step, with what it had passed before it."""
    order = [one.id for one in plan.steps]
    before = order[: order.index(step)]
    return Frame(
        script=plan.id,
        digest=plan.digest,
        step=step,
        args=frame.args,
        trail=tuple(passed for passed in frame.trail if passed in before),
        root=frame.root,
    )


def _needs(plan: Script) -> Iterator[str]:
    """Yield the arguments a script hands on."""
    for step in plan.steps:
        texts: list[str] = []
        match step.action:
            case Call(script=script, args=args):
                texts = [script, *args.values()]
            case Do(args=args):
                texts = list(args.values())
        for text in texts:
            yield from (name for _, name, _, _ in _FORMATTER.parse(text) if name)
