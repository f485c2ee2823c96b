"""A colleague's stretch ends: into the queue, back to the bot, or with a goodbye."""

from jinja2 import UndefinedError

from bot.core.effects import HandOff
from bot.core.engine.silence import keep_time
from bot.core.engine.talk import Talk
from bot.core.engine.walk import push, run
from bot.core.events import StaffClosed, StaffHandedBack, StaffReleased
from bot.core.returns.keeping import give_back
from bot.core.state import BOT, QUEUE
from bot.core.takeover.placing import placed
from bot.core.takeover.promising import keep_announced
from bot.core.takeover.stretch import RULE, mark, owns, refuse, speak_as, undo
from bot.core.takeover.waiting import no_more_waiting

SURVEY_SCRIPT = "survey"


def release(talk: Talk, what: StaffReleased) -> None:
    """Put the conversation back into the queue."""
    if not owns(talk):
        refuse(talk, "not_owner")
        return
    mark(talk, "released", what.reason)
    to_queue(talk, "takeover.released")


def to_queue(talk: Talk, phrase: str) -> None:
    """Let the customer wait for the next colleague, and tell until when."""
    stretch = talk.state.stretch
    _end(talk, owner=QUEUE)
    reason = talk.state.queued_for or "wanted"
    talk.change(queued_for=reason)
    angry = talk.state.mood in ("furious", "threat")
    talk.effects.append(HandOff(reason=reason, priority="urgent" if angry else "normal"))
    ahead = talk.records.queue_ahead(talk.event.conversation)
    talk.tell(phrase, rule=RULE, colleague=stretch.name if stretch else "", ahead=ahead)
    give_back(talk)


def hand_back(talk: Talk, what: StaffHandedBack) -> None:
    """Give the conversation to the bot, which greets briefly and goes on exactly at the step."""
    if not owns(talk):
        refuse(talk, "not_owner")
        return
    before = talk.state
    stretch = before.stretch
    frames = placed(talk, what.script, what.step) if what.script else ()
    if frames is None:
        refuse(talk, "unknown_step")
        return
    where = f"{what.script}/{what.step}" if what.script else ""
    keep_announced(talk, what.promised)
    mark(talk, "handed_back", "\n".join(x for x in (where, what.promised) if x))
    _end(talk, owner=BOT)
    talk.change(frames=frames, queued_for="", misses=0)
    talk.tell(
        "takeover.handed_back",
        rule=RULE,
        colleague=stretch.name if stretch else "",
        promised=what.promised,
        goes_on=bool(frames),
    )
    try:
        run(talk)
    except (UndefinedError, KeyError):  # the script needs facts this conversation does not have
        undo(talk, before)
        refuse(talk, "unknown_step")
        return
    give_back(talk)
    keep_time(talk, before)


def close(talk: Talk, what: StaffClosed) -> None:
    """Say goodbye, ask how it went where the book has a survey, and forget what is done with."""
    if not owns(talk):
        refuse(talk, "not_owner")
        return
    before = talk.state
    mark(talk, "closed")
    speak_as(talk, before.owner, "takeover.closed")
    _end(talk, owner=BOT)
    talk.change(queued_for="", misses=0, node=None, said="", symptoms=(), mood="calm", phase="none")
    give_back(talk)
    kept = talk.state.returning is not None
    if what.survey and not kept and SURVEY_SCRIPT in talk.pack.scripts:
        push(talk, SURVEY_SCRIPT, root=True, args={})
        run(talk)
    keep_time(talk, before)
    talk.change(case=None)


def _end(talk: Talk, *, owner: str) -> None:
    no_more_waiting(talk)
    talk.change(owner=owner, stretch=None, frames=(), offer=None)
