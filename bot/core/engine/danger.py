"""Danger: what to do now, before any question, and a person at once."""

from bot.core.engine.complaint import clarify
from bot.core.engine.offers import add_symptoms
from bot.core.engine.talk import Talk
from bot.core.engine.walk import hand_off, push, run, start_fault

DANGER_SCRIPT = "danger.general"
MAYBE = "maybe"
SAFE = "safe"
"""Slots of the question whether everybody is safe begin so."""


def warn(talk: Talk, node: str | None) -> None:
    """Say what to do now and call a person; what was under way waits below on the stack."""
    for slot in {answer.slot for answer in talk.state.answers if answer.slot.startswith(SAFE)}:
        talk.forget(slot)  # another danger: whether all are safe has to be asked again
    talk.change(offer=None, warned=(*talk.state.warned, node or DANGER_SCRIPT))
    hand_off(talk, "danger", priority="danger")
    if node is None:
        push(talk, DANGER_SCRIPT, root=True, args={"said": talk.said, "node": ""})
    else:
        if talk.match is not None:
            add_symptoms(
                talk, tuple(x for x in talk.match.symptoms if x != node and x in talk.pack.nodes)
            )
        start_fault(talk, node, said=talk.said)
    run(talk)


def beware(talk: Talk, nodes: tuple[str, ...]) -> None:
    """It may be dangerous: say how to stay safe, and ask which of a few it is."""
    talk.change(warned=(*talk.state.warned, MAYBE))
    talk.tell("danger.maybe", rule="danger")
    clarify(talk, nodes)
