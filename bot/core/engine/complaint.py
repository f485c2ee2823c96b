"""Hearing a complaint: begin, ask which of a few, ask openly, ask by area, last a person."""

from dataclasses import replace

from bot.core.cases import CaseChange
from bot.core.effects import NoteMiss
from bot.core.engine.anger import fault_beneath, repaired_in_vain
from bot.core.engine.offers import add_symptoms, offer
from bot.core.engine.register import amend_case, drop_line
from bot.core.engine.talk import Talk
from bot.core.engine.walk import hand_off, run, start_fault, to_person
from bot.core.say import in_language
from bot.core.state import BOT, QUEUE, Offer

_OPEN_MISSES = 1
_AREA_MISSES = 2


def start(talk: Talk, nodes: tuple[str, ...], *, told: tuple[str, str] | None = None) -> None:
    """Begin with the most severe fault and keep the others for afterwards; `told` is a slot and its answer."""
    first, *rest = nodes
    made = talk.state.offer
    said = talk.said
    if made is not None and made.kind in ("clarify", "area"):
        talk.effects.append(NoteMiss(text=made.said, kind="clarified", chosen=first))
        said = made.said or said
    talk.change(offer=None, frames=(), node=first)
    soothed = soften(talk)
    add_symptoms(talk, tuple(rest))
    if rest:
        names = [talk.pack.nodes[node].name for node in nodes]
        texts = [in_language(name, talk.state.lang) for name in names]
        talk.tell("flow.several", rule="several", first=texts[0], others=texts[1:])
    start_fault(talk, first, said=said)
    if told is not None:
        talk.learn(*told)
    frame = talk.top
    if soothed and frame is not None:  # an angry customer is soothed once, and briefly
        talk.set_top(replace(frame, quiet=("soothe",)))
    run(talk)


def soften(talk: Talk) -> bool:
    """Meet anger before anything else, in one short line, once a conversation; True when it was said."""
    mood = talk.state.mood
    if mood not in ("furious", "threat") or talk.state.apologies:
        return False
    talk.tell(f"mood.{mood}", rule="mood", word=repaired_in_vain(talk))
    talk.change(apologies=1, said=talk.state.said or talk.said)
    if mood == "threat" and talk.state.owner == BOT:
        hand_off(talk, "threat", priority="urgent")  # as the phrase just told the customer
    return True


def clarify(talk: Talk, nodes: tuple[str, ...]) -> None:
    """Ask which of a few faults is meant, in the customer's own words."""
    beneath = fault_beneath(talk)
    if beneath and talk.state.owner == BOT:
        start(talk, (beneath,))
        return
    soften(talk)
    talk.change(misses=talk.state.misses + 1)
    offer(
        talk,
        Offer("clarify", 0, nodes, said=talk.said),
        "clarify.which",
        rule="clarify",
        said=talk.said,
    )


def not_understood(talk: Talk) -> None:
    """Ask openly once, then by area, then bring a person."""
    beneath = fault_beneath(talk)
    if beneath and talk.state.owner == BOT:
        start(talk, (beneath,))
        return
    if beneath and talk.state.node is None:
        talk.change(node=beneath, said=talk.said)  # whoever comes sees what it is about
    misses = talk.state.misses + 1
    match = talk.match
    candidates = tuple((x.node, round(x.score, 3)) for x in match.candidates) if match else ()
    talk.effects.append(NoteMiss(text=talk.said, kind="missed", candidates=candidates))
    if talk.learned:
        talk.tell(f"input.{talk.learned[0]}_kept", rule="miss")
    if note_in_case(talk):
        return
    if talk.state.owner == QUEUE:
        if talk.rule != "queued":  # else until when somebody answers was just said
            talk.tell("handoff.noted", rule="queued")
        return
    talk.change(misses=misses)
    soften(talk)
    if misses > _AREA_MISSES or (
        misses > _OPEN_MISSES and talk.state.mood in ("furious", "threat")
    ):
        talk.change(misses=0)
        talk.effects.append(NoteMiss(text=talk.said, kind="handed_over"))
        to_person(talk, "not_understood")
        run(talk)
    elif misses > _OPEN_MISSES:
        area(talk)
    else:
        talk.change(offer=None)
        talk.tell("clarify.open", rule="miss")


def note_in_case(talk: Talk) -> bool:
    """Put words that fit nothing into the open case, where a person reads them; False without one."""
    case = talk.open_case()
    if case is None or not talk.said:
        return False
    first, *others = case.lines
    noted = replace(first, facts=(*first.facts, ("note", talk.said)))
    change = CaseChange(at=talk.now, by=talk.event.sender.id, why="note", lines=(noted, *others))
    amend_case(talk, case, change)
    talk.tell("input.noted_in_case", rule="noted", number=case.number)
    return True


def area(talk: Talk) -> None:
    """Ask which part of the product it is about."""
    made = talk.state.offer
    said = made.said if made is not None and made.said else talk.said
    ids = tuple(area.id for area in talk.pack.areas)
    offer(talk, Offer("area", 0, ids, said=said), "clarify.area", rule="area", said=said)


def leave_fault(talk: Talk) -> None:
    """Drop the fault at hand, also from the case: the customer meant another."""
    node = talk.state.node
    if node is not None:
        drop_line(talk, node)
    talk.change(frames=(), offer=None, node=None)
