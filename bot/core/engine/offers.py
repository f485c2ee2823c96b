"""Choices the engine itself puts to the customer: which fault, which area, correct, resume, cancel."""

from dataclasses import replace

from bot.core.effects import Button, Note, NoteMiss
from bot.core.engine.buttons import payload, person_button, rows, small
from bot.core.engine.talk import Talk
from bot.core.engine.walk import finish, put_question, run, start_fault, to_person
from bot.core.say import in_language
from bot.core.state import BOT, Offer, Symptom

NONE_OF_THESE = "none"
_OFFER_SCRIPT = "offer"


def offer(talk: Talk, made: Offer, phrase: str, *, rule: str, **values: object) -> None:
    """Put a choice to the customer; `made.number` is given here."""
    number = talk.next_ask(_OFFER_SCRIPT, made.kind)
    talk.change(offer=replace(made, number=number))
    talk.tell(phrase, rule=rule, **values)
    talk.flush(_buttons(talk, made, number))


def _buttons(talk: Talk, made: Offer, number: int) -> tuple[tuple[Button, ...], ...]:
    lang = talk.state.lang
    match made.kind:
        case "clarify":
            nodes = [talk.pack.nodes[x] for x in made.options if x in talk.pack.nodes]
            labels = [(in_language(node.name, lang), node.id) for node in nodes]
        case "area":
            areas = [area for area in talk.pack.areas if area.id in made.options]
            labels = [(in_language(area.label, lang), area.id) for area in areas]
        case _:
            labels = [
                (small(talk, f"button.{made.kind}_{answer}"), answer) for answer in ("yes", "no")
            ]
    buttons = [Button(label, payload(number, option)) for label, option in labels]
    if made.kind in ("clarify", "area"):
        out = (
            Button(small(talk, "button.none_of_these"), payload(number, NONE_OF_THESE)),
            person_button(talk, number),
        )
        return (*rows(buttons), out)
    return rows(buttons)


def pick(talk: Talk, option: str) -> None:
    """Carry out what the customer chose from the offer on the table."""
    made = talk.state.offer
    if made is None:
        repeat(talk)
        return
    talk.change(offer=None)
    match made.kind:
        case "clarify":
            _pick_fault(talk, made, option)
        case "area":
            _pick_area(talk, made, option)
        case "correct":
            _pick_correction(talk, made, option)
        case "resume":
            _pick_resume(talk, option)
        case "cancel":
            _pick_cancel(talk, option)
        case "unqueue":
            _pick_unqueue(talk, option)
        case "leave":
            from bot.core.engine.membership import (  # noqa: PLC0415 - the two refer to each other
                pick_leave,
            )

            pick_leave(talk, option, member=made.value)


def _pick_fault(talk: Talk, made: Offer, option: str) -> None:
    if option not in talk.pack.nodes:
        from bot.core.engine.complaint import area  # noqa: PLC0415 - the two refer to each other

        area(talk)
        return
    talk.effects.append(NoteMiss(text=made.said, kind="clarified", chosen=option))
    start_fault(talk, option, said=made.said or talk.said)
    run(talk)


def _pick_area(talk: Talk, made: Offer, option: str) -> None:
    found = next((area for area in talk.pack.areas if area.id == option), None)
    if found is None:
        talk.effects.append(NoteMiss(text=made.said, kind="handed_over"))
        to_person(talk, "not_understood")
        run(talk)
        return
    nodes = tuple(node for node in found.nodes if node in talk.pack.nodes)
    name = in_language(found.label, talk.state.lang)
    talk.change(misses=2)
    offer(
        talk,
        Offer("clarify", 0, nodes, said=made.said),
        "clarify.in_area",
        rule="clarify",
        area=name,
        said=made.said,
    )


def _pick_correction(talk: Talk, made: Offer, option: str) -> None:
    if option == "yes":
        from bot.core.engine.correct import correct  # noqa: PLC0415 - the two refer to each other

        correct(talk, made.slot, made.value)
    else:
        talk.tell("correct.kept", rule="correct")
        repeat(talk)


def _pick_resume(talk: Talk, option: str) -> None:
    if option == "yes":
        talk.tell("flow.resumed", rule="resume")
        repeat(talk)
        return
    for frame in talk.state.frames:
        if frame.root and (node := dict(frame.args).get("node")):
            talk.change(symptoms=tuple(s for s in talk.state.symptoms if s.node != node))
    talk.change(frames=(), node=None, said="", phase="none")
    talk.tell("flow.fresh", rule="resume")


def _pick_cancel(talk: Talk, option: str) -> None:
    if option == "yes":
        finish(talk, "cancelled")
        talk.tell("flow.cancelled", rule="cancel")
    else:
        talk.tell("flow.go_on", rule="cancel")
        repeat(talk)


def _pick_unqueue(talk: Talk, option: str) -> None:
    if option == "yes":
        talk.effects.append(Note(kind="withdrew"))
        talk.change(owner=BOT, queued_for="", misses=0, node=None, said="", symptoms=())
        talk.tell("flow.unqueued", rule="unqueue")
    else:
        talk.tell("handoff.noted", rule="queued")


def repeat(talk: Talk) -> None:
    """Put the open question or offer again, in the same place; nothing when none is open."""
    made = talk.state.offer
    if made is not None:
        phrase = {
            "clarify": "clarify.again",
            "area": "clarify.area_again",
            "correct": "correct.again",
            "resume": "flow.resume_again",
            "cancel": "flow.cancel_again",
            "unqueue": "flow.unqueue_again",
            "leave": "people.leave_again",
        }[made.kind]
        offer(talk, made, phrase, rule="repeat", said=made.said)
        return
    frame, pending = talk.top, talk.pending
    if pending is not None:
        put_question(talk, *pending, rule="repeat")
    elif frame is not None:
        run(talk)


def add_symptoms(talk: Talk, nodes: tuple[str, ...]) -> None:
    """Keep faults to work on later, each once."""
    kept = [s for s in talk.state.symptoms if s.node not in nodes]
    new = [Symptom(node, talk.said) for node in nodes if node != talk.state.node]
    talk.change(symptoms=(*kept, *new))
