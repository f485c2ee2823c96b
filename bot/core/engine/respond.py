"""Carrying out a command: the one place where what was meant becomes what is done."""

from dataclasses import replace
from typing import assert_never

from bot.core.effects import NoteMiss
from bot.core.engine import commands as c
from bot.core.engine.asides import DANGER_PREFIX, aside, status, tell_replies
from bot.core.engine.buttons import SKIPPED, ask_buttons
from bot.core.engine.complaint import area, clarify, not_understood, soften, start
from bot.core.engine.correct import (
    correct,
    correct_fault,
    offer_correction,
    question_of,
    take_back,
)
from bot.core.engine.danger import beware, warn
from bot.core.engine.offers import pick, repeat
from bot.core.engine.register import amend_contact
from bot.core.engine.talk import Talk
from bot.core.engine.walk import follow, put_question, run, start_fault, to_person
from bot.core.say import in_language
from bot.core.script import PERSON, Ask, Step
from bot.core.state import QUEUE, Symptom

_NEAR = 3
_STORY = 600  # characters kept of what a customer tells of one fault


def respond(talk: Talk, command: c.Command) -> None:  # noqa: C901, PLR0912 - one case a command
    """Do what a command asks and leave the customer with words, whatever happens."""
    match command:
        case c.Answer(value=value, asked=asked):
            tell_replies(talk, asked)
            answer(talk, value)
        case c.Missed(how=how):
            missed(talk, how)
        case c.Between(choices=choices):
            which(talk, choices)
        case c.Pick(option=option):
            pick(talk, option)
        case c.Start(nodes=nodes, asked=asked, told=told):
            tell_replies(talk, asked)
            start(talk, nodes, told=told)
        case c.AlsoHeard(node=node):
            also_heard(talk, node)
        case c.First(node=node):
            put_first(talk, node)
        case c.Clarify(nodes=nodes):
            clarify(talk, nodes)
        case c.NotUnderstood():
            not_understood(talk)
        case c.Noted():
            noted(talk)
        case c.Detail():
            detail(talk)
        case c.Danger(node=node):
            warn(talk, node)
        case c.Hazard(nodes=nodes):
            beware(talk, nodes)
        case c.Correct(slot=slot, value=value):
            correct(talk, slot, value)
        case c.Doubt(slot=slot, value=value):
            doubt(talk, slot, value)
        case c.CorrectFault(node=node):
            correct_fault(talk, node)
        case c.TakeBack():
            take_back(talk)
        case c.Status(number=number):
            status(talk, number)
            repeat(talk)
        case c.Speak(lang=lang):
            speak(talk, lang)
        case c.Aside(intent=intent, also=also):
            aside(talk, intent, also=also)
        case _:
            assert_never(command)
    if not talk.has_words():
        settle(talk)


def settle(talk: Talk) -> None:
    """Never leave a customer without a word."""
    if talk.pending is not None or talk.state.offer is not None:
        repeat(talk)
    elif talk.state.owner == QUEUE:
        talk.tell("handoff.noted", rule="queued")
    else:
        area(talk)


def answer(talk: Talk, value: str) -> None:
    """Keep the answer to the pending question and walk on."""
    pending = talk.pending
    if pending is None:
        settle(talk)
        return
    ask = pending[1]
    frame = talk.top
    talk.change(offer=None)
    talk.learn(ask.slot, value, said=in_words(talk, ask, value))
    if frame is not None:
        talk.set_top(replace(frame, waiting=False))
    follow(talk, ask, value)
    amend_contact(talk, "told_later")
    run(talk)
    case = talk.open_case()
    if not talk.has_words() and talk.top is None and case is not None:
        talk.tell("correct.amended", rule="correct", number=case.number)  # all else was said before


def in_words(talk: Talk, ask: Ask, value: str) -> str:
    """Return an answer as the customer put it, a choice by its label."""
    choice = next((choice for choice in ask.choices if choice.id == value), None)
    return choice.label.get("zh-CN", value) if choice is not None else talk.said or value


def missed(talk: Talk, how: str) -> None:
    """Ask again in other words, a bounded number of times."""
    pending = talk.pending
    frame = talk.top
    if pending is None or frame is None:
        if talk.state.offer is not None:
            repeat(talk)
        else:
            not_understood(talk)
        return
    step, ask = pending
    misses = frame.misses + 1
    talk.effects.append(NoteMiss(text=talk.said, kind="missed"))
    impatient = talk.state.mood in ("furious", "threat")
    soften(talk)
    given_up = misses > (1 if impatient else ask.misses)
    if ask.skippable and (impatient or (given_up and ask.on_miss == PERSON)):
        answer(talk, SKIPPED)  # no question is pressed that can be done without
        return
    if given_up:
        talk.set_top(replace(frame, misses=0, waiting=False))
        _give_up(talk, step, ask)
        run(talk)
        return
    talk.set_top(replace(frame, misses=misses))
    own = {"missing": ask.missing, "unrecognised": ask.unrecognised, "invalid": ask.invalid}[how]
    talk.tell(own or f"input.{ask.kind}_{how}", rule=how, misses=misses)
    put_question(talk, step, ask, rule=how)


def which(talk: Talk, choices: tuple[str, ...]) -> None:
    """Ask which of the choices that fit was meant; the second time it counts as not understood."""
    frame, pending = talk.top, talk.pending
    if frame is None or pending is None or frame.misses:
        missed(talk, "unrecognised")
        return
    step, ask = pending
    talk.effects.append(NoteMiss(text=talk.said, kind="missed"))
    talk.set_top(replace(frame, misses=1))
    fitting = [choice for choice in ask.choices if choice.id in choices]
    labels = [in_language(choice.label, talk.state.lang) for choice in fitting]
    number = talk.next_ask(frame.script, step.id)
    talk.tell("input.which_of", rule="between", labels=labels)
    talk.flush(ask_buttons(talk, replace(ask, choices=tuple(fitting)), number))


def _give_up(talk: Talk, step: Step, ask: Ask) -> None:
    frame = talk.top
    if ask.on_miss == PERSON or frame is None:
        to_person(talk, "asked_in_vain")
    else:
        talk.set_top(replace(frame, step=ask.on_miss, trail=(*frame.trail, step.id)))


def also_heard(talk: Talk, node: str) -> None:
    """Keep a further fault for later and stay with the one at hand; a danger does not wait."""
    if talk.pack.nodes[node].severity == "safety" and node not in talk.state.warned:
        warn(talk, node)
        return
    names = talk.pack.nodes[node].name
    talk.change(symptoms=(*talk.state.symptoms, Symptom(node, talk.said))[:_NEAR])
    talk.tell("flow.noted_symptom", rule="several", other=in_language(names, talk.state.lang))
    repeat(talk)


def put_first(talk: Talk, node: str) -> None:
    """Turn to a fault kept for later, as the customer wishes; the one at hand comes after it."""
    kept = next(symptom for symptom in talk.state.symptoms if symptom.node == node)
    talk.change(symptoms=tuple(s for s in talk.state.symptoms if s != kept), offer=None)
    names = [one.name for one in (talk.pack.nodes[node], talk.node) if one is not None]
    first, *others = [in_language(name, talk.state.lang) for name in names]
    talk.tell("flow.first", rule="several", first=first, other="".join(others))
    start_fault(talk, node, said=kept.said)
    run(talk)


def doubt(talk: Talk, slot: str, value: str) -> None:
    """Ask whether an earlier answer was meant otherwise."""
    place = question_of(talk, slot)
    if place is None:
        missed(talk, "unrecognised")
    else:
        offer_correction(talk, place[2], value, rule="doubt")


def noted(talk: Talk) -> None:
    """Thank for a fact, put it into the case, and come back to the question."""
    amend_contact(talk, "told_later")
    talk.tell(f"input.{talk.learned[0]}_kept", rule="noted")
    idle = talk.pending is None and talk.state.offer is None
    if idle and talk.state.owner != QUEUE and talk.open_case() is None:
        talk.tell("flow.fresh_short", rule="noted")
    repeat(talk)


def detail(talk: Talk) -> None:
    """Add words that answer nothing to the story, where later questions look first, and ask again."""
    frame, made = talk.top, talk.state.offer
    talk.effects.append(NoteMiss(text=talk.said, kind="missed"))
    soften(talk)
    if made is not None:
        told = f"{made.said}，{talk.said}"[:_STORY]
        talk.change(offer=replace(made, said=told, details=made.details + 1))
    elif frame is not None:
        # In danger the question is soon let go of: what is told beside it counts as a miss.
        danger = frame.script.startswith(DANGER_PREFIX)
        talk.set_top(
            replace(frame, details=frame.details + 1, misses=frame.misses + (1 if danger else 0))
        )
        story = f"{talk.state.said}，{talk.said}" if talk.state.said else talk.said
        talk.change(said=story[:_STORY])
    kept = made is not None or talk.state.phase == "diagnose"
    talk.tell("input.detail_noted" if kept else "input.words_kept", rule="detail")
    repeat(talk)


def speak(talk: Talk, lang: str) -> None:
    """Go on in another language, named by its first letters; without one, in the next of the brand's."""
    languages = talk.pack.brand.languages
    named = next(
        (known for known in languages if lang and known.lower().startswith(lang.lower())), None
    )
    lang = named or next(
        (other for other in languages if other != talk.state.lang), talk.state.lang
    )
    talk.change(lang=lang, lang_chosen=True)
    talk.tell("flow.language", rule="language")
    repeat(talk)
