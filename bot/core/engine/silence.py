"""Silence: a nudge after a while, a gentle close after a day, and picking up again later."""

from bot.core.effects import ClearTimer, SetTimer
from bot.core.engine.offers import offer, repeat
from bot.core.engine.surveying import drop, is_asking
from bot.core.engine.talk import Talk
from bot.core.state import QUEUE, Offer, State

NUDGE, CLOSE = "nudge", "close"


def keep_time(talk: Talk, before: State) -> None:
    """Set the silence timers while an answer is awaited, clear them when none is.

    Nobody is nudged to answer the survey.
    """
    if is_asking(talk):
        talk.effects.append(ClearTimer(NUDGE))
        talk.effects.append(SetTimer(CLOSE, talk.now + talk.pack.silence.close))
    elif talk.pending is not None or talk.state.offer is not None:
        silence = talk.pack.silence
        talk.effects.append(SetTimer(NUDGE, talk.now + silence.nudge))
        talk.effects.append(SetTimer(CLOSE, talk.now + silence.close))
    elif any(frame.waiting for frame in before.frames) or before.offer is not None:
        talk.effects.append(ClearTimer(NUDGE))
        talk.effects.append(ClearTimer(CLOSE))


def came_due(talk: Talk, name: str) -> None:
    """Speak to a silent customer; nothing when no answer is awaited any more.

    Who waits for a colleague is asked again, but not told that they seem busy: we are the late ones.
    """
    if talk.pending is None and talk.state.offer is None:
        return
    if is_asking(talk):
        drop(talk)
    elif name == NUDGE:
        if talk.state.owner != QUEUE:
            talk.tell("silence.nudge", rule="silence")
        repeat(talk)
    elif name == CLOSE:
        if talk.state.owner != QUEUE:
            talk.tell("silence.close", rule="silence")
        talk.change(offer=None)


def is_stale(talk: Talk) -> bool:
    """Whether the open question is so old that the customer must be asked before it goes on."""
    seen = talk.state.last_seen
    return (
        talk.pending is not None and seen is not None and talk.now - seen >= talk.pack.silence.close
    )


def offer_resume(talk: Talk) -> None:
    """Ask whether to go on where the conversation stopped."""
    offer(talk, Offer("resume", 0, ("yes", "no")), "flow.resume", rule="resume")
