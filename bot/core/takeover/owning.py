"""Who owns the conversation: claim and transfer."""

from dataclasses import replace

from bot.core.effects import ClearTimer
from bot.core.engine.silence import CLOSE, NUDGE
from bot.core.engine.talk import Talk
from bot.core.events import StaffTransferred
from bot.core.state import STAFF, Stretch
from bot.core.takeover.stretch import actor, is_owned, mark, owns, refuse, speak_as
from bot.core.takeover.waiting import no_more_waiting, owe_words, owner_is_gone


def claim(talk: Talk) -> None:
    """Make the colleague the owner, unless another one already is; claiming twice changes nothing."""
    if owns(talk):
        return
    me = talk.records.staff(talk.event.sender.id)
    if me is not None and not me.reads_conversations:
        refuse(talk, "not_their_work")
        return
    if is_owned(talk.state) and not owner_is_gone(talk):
        refuse(talk, "owned")
        return
    no_more_waiting(talk)
    sender = talk.event.sender
    mark(talk, "claimed", sender.name)
    left = talk.state.stretch
    parked = left.parked if left is not None else talk.state.frames
    stretch = Stretch(staff=sender.id, name=sender.name, since=talk.now, parked=parked)
    talk.change(owner=actor(talk), stretch=stretch, frames=(), offer=None)
    talk.effects += [ClearTimer(NUDGE), ClearTimer(CLOSE)]
    owe_words(talk)
    speak_as(talk, talk.state.owner, "takeover.came", colleague=sender.name)


def transfer(talk: Talk, what: StaffTransferred) -> None:
    """Give the conversation to another colleague; theirs to give, or a manager's to take."""
    left = talk.state.stretch
    to = talk.records.staff(what.to)
    if left is None or not is_owned(talk.state):
        refuse(talk, "not_owner")
    elif not owns(talk) and not _is_manager(talk):
        refuse(talk, "owned")
    elif to is None or not to.active:
        refuse(talk, "unknown_staff")
    elif not to.reads_conversations:
        refuse(talk, "not_their_work")
    elif left.staff == to.id:
        refuse(talk, "nothing")
    elif to.is_away(talk.now):
        instead = talk.records.staff(to.delegate) if to.delegate else None
        refuse(talk, "away", name=instead.name if instead is not None else "")
    else:
        mark(talk, "transferred", to.name)
        no_more_waiting(talk)
        stretch = replace(
            left, staff=to.id, name=to.name, since=talk.now, waiting_since=None, said_at=None
        )
        talk.change(owner=f"{STAFF}{to.id}", stretch=stretch)
        owe_words(talk)
        speak_as(
            talk, talk.state.owner, "takeover.transferred", colleague=to.name, before=left.name
        )


def _is_manager(talk: Talk) -> bool:
    me = talk.records.staff(talk.event.sender.id)
    return me is not None and me.manages
