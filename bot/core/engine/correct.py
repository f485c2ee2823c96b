"""Correction: change what was answered earlier and walk on from there.

The script is walked again from the corrected question. Questions already answered are not asked
twice, words already said are not repeated, and an open case is amended instead of opened again.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.core.effects import NoteMiss
from bot.core.engine.complaint import area, leave_fault
from bot.core.engine.offers import offer, repeat
from bot.core.engine.register import CONTACT_SLOTS, amend_contact
from bot.core.engine.scope import Scope
from bot.core.engine.talk import Talk
from bot.core.engine.walk import follow, put_question, run, start_fault
from bot.core.say import in_language
from bot.core.script import Ask, Call, Step, Tell
from bot.core.state import Frame, Offer

DAY_SLOT = "bought_on"


def correct(talk: Talk, slot: str, value: str) -> None:
    """Replace an earlier answer and go on from its question."""
    talk.change(offer=None)
    place = question_of(talk, slot)
    before = _warranty(talk, place)
    talk.learn(slot, value, said=_words(place, value) or talk.said)
    if slot == DAY_SLOT:
        talk.tell("correct.done_day", rule="correct", told_day=value)
    else:
        talk.tell("correct.done", rule="correct", new=_words(place, value) or value)
    if place is not None and slot == DAY_SLOT and _warranty(talk, place) != before:
        frame, step, ask = place
        if _warranty(talk, place)[0] != before[0]:
            _forget_dependents(talk, frame, slot)
        _walk_again(talk, _telling_anew(talk, frame, step), step, ask, value)
        return
    if place is None or slot in CONTACT_SLOTS:
        _tell_if_amended(talk, amended=amend_contact(talk, "corrected"))
        repeat(talk)
        return
    frame, step, ask = place
    _forget_dependents(talk, frame, slot)
    _walk_again(talk, frame, step, ask, value)


def offer_correction(talk: Talk, ask: Ask, value: str, *, rule: str) -> None:
    """Ask whether an earlier answer is to be changed to another choice of its question."""
    known = talk.answer(ask.slot)
    choice = next(choice for choice in ask.choices if choice.id == value)
    new = in_language(choice.label, talk.state.lang)
    made = Offer("correct", 0, ("yes", "no"), said=new, slot=ask.slot, value=value)
    offer(talk, made, "correct.offer", rule=rule, old=known.said if known else "", new=new)


def _warranty(talk: Talk, place: tuple[Frame, Step, Ask] | None) -> tuple[str, date | None]:
    """Return what the warranty comes to with the day known now: only that depends on the day of purchase."""
    if place is None:
        return "", None
    here = talk.state.frames
    talk.change(frames=(*here, place[0]))  # the part stands in the arguments of that script
    cover = Scope(talk).cover()
    talk.change(frames=here)
    return cover.result, cover.until


def _telling_anew(talk: Talk, frame: Frame, step: Step) -> Frame:
    """Let a frame say again what stands between a question and the next one; the rest was said for good."""
    after = itertools.dropwhile(lambda one: one.id != step.id, talk.script_of(frame).steps)
    told = itertools.takewhile(lambda one: isinstance(one.action, Tell), list(after)[1:])
    anew = {one.id for one in told}
    return replace(frame, trail=tuple(one for one in frame.trail if one not in anew))


def _walk_again(talk: Talk, frame: Frame, step: Step, ask: Ask, value: str) -> None:
    before = talk.open_case()
    below = talk.state.frames[: _depth(talk, frame)]
    kept = frame.trail[: frame.trail.index(step.id)] if step.id in frame.trail else frame.trail
    again = replace(frame, step=step.id, trail=kept, quiet=frame.trail, waiting=False, misses=0)
    args = dict(again.args)
    talk.change(frames=(*below, again), done=None, node=args.get("node") or talk.state.node)
    follow(talk, ask, value)
    run(talk)
    _tell_if_amended(talk, amended=before is not None and talk.draft is not None)


def _depth(talk: Talk, frame: Frame) -> int:
    """How many frames lie under the one corrected; a finished one is put back on top of all."""
    for depth, running in enumerate(talk.state.frames):
        if running == frame:
            return depth
    return len(talk.state.frames)


def _tell_if_amended(talk: Talk, *, amended: bool) -> None:
    case = talk.open_case()
    if amended and case is not None:
        talk.tell("correct.amended", rule="correct", number=case.number)


def question_of(talk: Talk, slot: str) -> tuple[Frame, Step, Ask] | None:
    """Return the question that was asked for a slot, in what is under way or has just ended."""
    done = (talk.state.done,) if talk.state.done else ()
    called = [one for frame in done for one in _called(talk, frame)]
    for frame in (*reversed(talk.state.frames), *done, *called):
        script = talk.pack.scripts.get(frame.script)
        if script is None:
            continue
        for step in script.steps:
            passed = step.id in frame.trail or step.id == frame.step
            if passed and isinstance(step.action, Ask) and step.action.slot == slot:
                return frame, step, step.action
    return None


def _called(talk: Talk, frame: Frame) -> Iterator[Frame]:
    """Yield the scripts a finished one had called, as if they had just been walked to their end."""
    values = dict(frame.args)
    script = talk.pack.scripts.get(frame.script)
    for step in script.steps if script is not None else ():
        if not isinstance(step.action, Call) or step.id not in frame.trail:
            continue
        args = values | {key: value.format_map(values) for key, value in step.action.args.items()}
        name = step.action.script.format_map(values)
        plan = talk.pack.scripts.get(name)
        if plan is not None:
            yield Frame(
                script=name,
                digest=plan.digest,
                step=plan.steps[-1].id,
                args=tuple(sorted(args.items())),
                trail=tuple(one.id for one in plan.steps),
            )


def _words(place: tuple[Frame, Step, Ask] | None, value: str) -> str:
    choices = place[2].choices if place else ()
    return next((choice.label["zh-CN"] for choice in choices if choice.id == value), "")


def _forget_dependents(talk: Talk, frame: Frame, slot: str) -> None:
    for step in talk.script_of(frame).steps:
        if isinstance(step.action, Ask) and slot in step.action.depends:
            talk.forget(step.action.slot)


def correct_fault(talk: Talk, node: str | None) -> None:
    """Leave the fault at hand for the one that was meant."""
    talk.effects.append(
        NoteMiss(text=talk.state.said or talk.said, kind="corrected", chosen=node or "")
    )
    case = talk.open_case()
    leave_fault(talk)
    if node is None:
        area(talk)
        return
    talk.tell("correct.fault", rule="correct")
    start_fault(talk, node, said=talk.said)
    run(talk)
    _tell_if_amended(talk, amended=case is not None)


def take_back(talk: Talk) -> None:
    """Ask the last answered question once more."""
    frame = talk.top or talk.state.done
    answered = _last_answered(talk, frame) if frame is not None else None
    if frame is None or answered is None:
        talk.tell("correct.what", rule="correct")
        repeat(talk)
        return
    step, ask = answered
    talk.forget(ask.slot)
    depth = _depth(talk, frame)
    kept = frame.trail[: frame.trail.index(step.id)]
    again = replace(frame, step=step.id, trail=kept, quiet=frame.trail, waiting=True, misses=0)
    talk.change(frames=(*talk.state.frames[:depth], again), done=None, offer=None)
    talk.tell("correct.again_from", rule="correct")
    put_question(talk, step, ask, rule="correct")


def _last_answered(talk: Talk, frame: Frame) -> tuple[Step, Ask] | None:
    script = talk.pack.scripts.get(frame.script)
    for step_id in reversed(frame.trail):
        step = script.step(step_id) if script else None
        if (
            step is not None
            and isinstance(step.action, Ask)
            and talk.answer(step.action.slot) is not None
        ):
            return step, step.action
    return None
