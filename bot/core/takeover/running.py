"""What the owner has the bot do: put a question, run a script, register a case."""

from dataclasses import replace

from jinja2 import UndefinedError

from bot.core.effects import HandOff
from bot.core.engine.register import register
from bot.core.engine.talk import Talk
from bot.core.engine.walk import run as walk
from bot.core.events import StaffOpenedCase, StaffRan
from bot.core.state import State
from bot.core.takeover.placing import placed
from bot.core.takeover.stretch import mark, owns, refuse, speak_as, undo
from bot.core.takeover.waiting import gave_words


def run(talk: Talk, what: StaffRan) -> None:
    """Have the bot put a script's questions; the customer's answers fill it, the owner stays."""
    if not owns(talk):
        refuse(talk, "not_owner")
        return
    before = talk.state
    frames = placed(talk, what.script, what.step)
    if frames is None or before.stretch is None:
        refuse(talk, "unknown_step")
        return
    stretch = replace(before.stretch, running=True, only=what.only)
    talk.change(frames=frames[-1:], offer=None, stretch=stretch)
    mark(talk, "ran", f"{what.script}/{what.step}".rstrip("/"))
    try:
        walk(talk)
    except (UndefinedError, KeyError):  # the script needs facts this conversation does not have
        undo(talk, before)
        refuse(talk, "unknown_step")
        return
    gave_words(talk)
    stay(talk, before)


def stay(talk: Talk, before: State) -> None:
    """Keep the owner whatever the script wanted, and say when it has come to its end."""
    wanted = [effect for effect in talk.effects if isinstance(effect, HandOff)]
    if wanted:
        talk.effects = [effect for effect in talk.effects if not isinstance(effect, HandOff)]
        mark(talk, "wants_person", wanted[-1].note or wanted[-1].reason, author="bot")
    talk.change(owner=before.owner)
    stretch = talk.state.stretch
    if stretch is not None and stretch.running and talk.pending is None:
        talk.change(frames=(), offer=None, stretch=replace(stretch, running=False, only=False))
        mark(talk, "ran_out", author="bot")


def open_case(talk: Talk, what: StaffOpenedCase) -> None:
    """Register what is known as a case, or add it to the one already open, and tell the number."""
    if not owns(talk):
        refuse(talk, "not_owner")
        return
    node = what.node or talk.state.node or ""
    unknown = what.procedure not in talk.pack.procedures
    if unknown or (node and node not in talk.pack.nodes):
        refuse(talk, "unknown_procedure")
        return
    talk.change(node=node or None, said=what.said.strip() or talk.state.said)
    register(talk, procedure=what.procedure, priority=what.priority)
    case = talk.open_case()
    mark(talk, "case_opened", case.number if case is not None else "")
    speak_as(talk, talk.state.owner, "takeover.case_opened")
    gave_words(talk)
