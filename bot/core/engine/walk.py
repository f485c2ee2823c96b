"""Walking a script: saying, asking, calling and doing until an answer is needed."""

import re
from dataclasses import replace
from typing import assert_never

from jinja2 import UndefinedError

from bot.core.effects import HandOff, Priority
from bot.core.engine import surveying
from bot.core.engine.buttons import SKIPPED, UNSURE, ask_buttons, options
from bot.core.engine.register import register
from bot.core.engine.scope import Scope
from bot.core.engine.talk import Talk
from bot.core.events import CustomerSaid
from bot.core.matching import volunteered
from bot.core.say import in_language
from bot.core.script import END, PERSON, Ask, Call, Do, End, Go, Step, Tell
from bot.core.state import QUEUE, STAFF, Frame
from bot.core.text import bare, normalise

HANDOFF_SCRIPT = "handoff"
_OUTRIGHT = 4  # characters
_CLAUSES = re.compile(r"\w{2}[，,。；;！!、 ]+\w{2}")
_STEP_LIMIT = 400  # a book that loops without asking ends with a person instead of hanging


def fault_script(node: str) -> str:
    """Return the id of the script compiled from a fault node."""
    return f"fault.{node}"


def push(talk: Talk, script: str, *, root: bool, args: dict[str, str] | None = None) -> None:
    """Put a script on top of the stack, at its first step."""
    plan = talk.pack.scripts[script]
    frame = Frame(
        script=script,
        digest=plan.digest,
        step=plan.steps[0].id,
        args=tuple(sorted((args or {}).items())),
        root=root,
    )
    talk.change(frames=(*talk.state.frames, frame))


def run(talk: Talk) -> None:
    """Walk until a question is asked or nothing is left to do."""
    for _ in range(_STEP_LIMIT):
        frame = talk.top
        if frame is None:
            return
        if frame.step == END:
            finish(talk, "told")
            continue
        step = talk.script_of(frame).step(frame.step)
        if step is None or not _allowed(talk, step):
            advance(talk)
            continue
        talk.walked.append(f"{frame.script}/{step.id}")
        if step.phase is not None:
            talk.change(phase=step.phase)
        if _act(talk, frame, step):
            return
    to_person(talk, "book_loop")
    run(talk)


def _allowed(talk: Talk, step: Step) -> bool:
    if step.when is None:
        return True
    try:
        return bool(step.when.test(**Scope(talk).variables()))
    except UndefinedError:  # something not known yet counts as not so
        return False


def _act(talk: Talk, frame: Frame, step: Step) -> bool:
    """Carry a step out; True when the customer is to speak next."""
    match step.action:
        case Tell(phrase=phrase, alone=alone, file=file):
            if step.id not in frame.quiet:
                if file:  # the picture's caption is this phrase alone
                    talk.flush()
                talk.tell(phrase, rule="tell")
                if alone or file:
                    talk.flush(file=file)
            advance(talk)
        case Ask() as ask:
            return _ask(talk, frame, step, ask)
        case Go(to=to):
            jump(talk, to)
        case Call(script=script, args=args):
            values = dict(frame.args)
            given = {key: value.format_map(values) for key, value in args.items()}
            advance(talk)
            push(talk, script.format_map(values), root=False, args=values | given)
            if step.id in frame.quiet:
                _hush(talk)
        case Do(verb=verb, args=args):
            advance(talk)
            _do(talk, verb, dict(args))
        case End(outcome=outcome):
            finish(talk, outcome)
        case _:
            assert_never(step.action)
    return False


def _hush(talk: Talk) -> None:
    """Walk the called script without repeating what was already said."""
    frame = talk.top
    if frame is not None:
        talk.set_top(replace(frame, quiet=tuple(step.id for step in talk.script_of(frame).steps)))


def _ask(talk: Talk, frame: Frame, step: Step, ask: Ask) -> bool:
    known = talk.answer(ask.slot)
    if known is not None and follow(talk, ask, known.value):
        return False
    if known is None and step.phase == "diagnose" and _told_already(talk, ask):
        return False
    talk.set_top(replace(frame, waiting=True, misses=0))
    put_question(talk, step, ask)
    return True


def _told_already(talk: Talk, ask: Ask) -> bool:
    """Take an answer out of the customer's own story, say so, and walk on.

    A message amid the questions is a story only when it has several clauses: one clause answers one.
    """
    typed = isinstance(talk.event.what, CustomerSaid) and _CLAUSES.search(talk.said)
    story = f"{talk.state.said} {talk.said}" if typed else talk.state.said
    value = volunteered(story, options(ask), words=talk.pack.answers)
    if value is None and not _has_answered(talk):
        value = _complained_of(talk, ask)
    choice = next((choice for choice in ask.choices if choice.id == value), None)
    if choice is None:
        return False
    lang = talk.state.lang
    talk.learn(ask.slot, choice.id, said=choice.label["zh-CN"])
    talk.tell("flow.heard", rule="heard", told=in_language(choice.label, lang))
    return follow(talk, ask, choice.id)


def _has_answered(talk: Talk) -> bool:
    """Whether a question about the fault at hand has been answered."""
    slots = {answer.slot for answer in talk.state.answers}
    return any(slot.startswith(f"{talk.state.node}.") and talk.answer(slot) for slot in slots)


def _complained_of(talk: Talk, ask: Ask) -> str | None:
    """Return the one choice whose words stand in the complaint although they deny: "the horn is silent".

    Only for the first question about a fault: further on a denial may be of anything.
    """
    said = bare(normalise(talk.state.said))
    told = {
        option.id
        for option in options(ask)
        for word in map(bare, map(normalise, option.words))
        if len(word) >= _OUTRIGHT and word in said and talk.pack.answers.denial.search(word)
    }
    return told.pop() if len(told) == 1 else None


def put_question(talk: Talk, step: Step, ask: Ask, *, rule: str = "ask") -> None:
    """Say a question with its buttons."""
    frame = talk.top
    if frame is None:
        return
    number = talk.next_ask(frame.script, step.id)
    talk.tell(ask.phrase, rule=rule)
    talk.flush(ask_buttons(talk, ask, number))


def follow(talk: Talk, ask: Ask, value: str) -> bool:
    """Go on behind a question with a value; False when the book no longer offers that value."""
    if value == UNSURE:
        _leave(talk, ask.unsure)
    elif value == SKIPPED or ask.kind != "choice":
        _leave(talk, "")
    else:
        choice = next((choice for choice in ask.choices if choice.id == value), None)
        if choice is None:
            return False
        _leave(talk, choice.to)
    return True


def _leave(talk: Talk, to: str) -> None:
    if to:
        jump(talk, to)
    else:
        advance(talk)


def advance(talk: Talk) -> None:
    """Go to the next step of the script."""
    frame = talk.top
    if frame is not None:
        script = talk.script_of(frame)
        _move(talk, frame, script.after(frame.step) if frame.step in script.index else END)


def jump(talk: Talk, to: str) -> None:
    """Go to a named step, to the end, or to a person."""
    frame = talk.top
    if frame is None:
        return
    if to == PERSON:
        to_person(talk, "asked_in_vain")
    else:
        _move(talk, frame, to)


def _move(talk: Talk, frame: Frame, to: str) -> None:
    trail = (*frame.trail, frame.step) if frame.step not in frame.trail else frame.trail
    talk.set_top(replace(frame, step=to, trail=trail, waiting=False, misses=0))


def finish(talk: Talk, outcome: str) -> None:
    """End the script on top; `handed_off` and `cancelled` end the whole stack."""
    frame = talk.top
    if frame is None:
        return
    if outcome in ("handed_off", "cancelled"):
        root = next((f for f in reversed(talk.state.frames) if f.root), frame)
        talk.change(
            frames=(),
            done=root,
            phase="none",
            symptoms=() if outcome == "cancelled" else talk.state.symptoms,
        )
        return
    talk.change(frames=talk.state.frames[:-1])
    if not frame.root:
        return
    talk.change(done=frame)
    if talk.top is not None:
        _resume_below(talk)
    elif talk.state.symptoms:
        next_symptom(talk)
    else:
        talk.change(phase="none")


def _resume_below(talk: Talk) -> None:
    root = next((f for f in reversed(talk.state.frames) if f.root), None)
    arguments = dict(root.args) if root else {}
    talk.change(node=arguments.get("node") or None, said=arguments.get("said", ""))
    frame = talk.top
    if frame is not None:
        talk.set_top(replace(frame, waiting=False))
        talk.tell("flow.back_to", rule="resume")


def next_symptom(talk: Talk) -> None:
    """Go on with the next fault the customer named."""
    first, *rest = talk.state.symptoms
    talk.change(symptoms=tuple(rest))
    if first.node in talk.pack.nodes:
        talk.change(node=first.node, said=first.said)
        talk.tell("flow.next_symptom", rule="several")
        start_fault(talk, first.node, said=first.said)


def start_fault(talk: Talk, node: str, *, said: str) -> None:
    """Begin the four phases for a fault; answers of an earlier round about it are asked again."""
    for slot in {
        answer.slot for answer in talk.state.answers if answer.slot.startswith(f"{node}.")
    }:
        talk.forget(slot)
    talk.change(node=node, said=said, phase="soothe", misses=0)
    push(talk, fault_script(node), root=True, args={"node": node, "said": said})


def to_person(talk: Talk, reason: str, *, priority: Priority = "normal") -> None:
    """Leave what is running and bring the conversation to a person, unless one has it already."""
    talk.change(frames=(), offer=None)
    if talk.state.owner.startswith(STAFF):
        talk.effects.append(HandOff(reason=reason, priority=priority))
        return
    push(talk, HANDOFF_SCRIPT, root=True, args={"reason": reason, "priority": priority})


def _do(talk: Talk, verb: str, args: dict[str, str]) -> None:
    frame_args = dict(talk.top.args) if talk.top else {}
    match verb:
        case "open_case":
            register(
                talk,
                procedure=args.get("procedure", "repair"),
                priority=args.get("priority", "normal"),
            )
        case "hand_off":
            given = {key: value.format_map(frame_args) for key, value in args.items()}
            hand_off(talk, given.get("reason", "wanted"), priority=given.get("priority", "normal"))
        case "switch_node":
            said = talk.state.said
            talk.change(frames=talk.state.frames[:-1])
            start_fault(talk, args["node"], said=said)
        case "set":
            talk.learn(args["slot"], args["value"], said=args["value"])
        case "next_symptom":
            if talk.state.symptoms:
                next_symptom(talk)
        case "survey":
            if not surveying.begin(talk):
                jump(talk, END)
        case "rate":
            surveying.keep(talk)
        case "reset":
            talk.change(
                answers=(),
                symptoms=(),
                node=None,
                said="",
                case=None,
                evidence=(),
                done=None,
                warned=(),
            )
        case _:
            raise ValueError(f"the book asks for the unknown verb {verb!r}")


def hand_off(talk: Talk, reason: str, *, priority: str, about: str = "") -> None:
    """Put the conversation into the queue, once; a more pressing reason is told again.

    `about`: what colleagues read of it first; the fault and its story when empty.
    """
    level: Priority = (
        "danger" if priority == "danger" else "urgent" if priority == "urgent" else "normal"
    )
    if talk.state.owner == QUEUE and level == "normal":
        return
    node = talk.node
    name = node.name.get("zh-CN", "") if node else ""
    talk.effects.append(
        HandOff(reason=reason, priority=level, note=about or f"{name} {talk.state.said}".strip())
    )
    if talk.state.owner.startswith(STAFF):
        return
    if talk.state.owner != QUEUE:
        talk.change(owner=QUEUE)
    talk.change(queued_for=reason)
