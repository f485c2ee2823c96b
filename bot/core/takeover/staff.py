"""What colleagues do in a conversation, carried out or refused: one case for each event."""

from typing import assert_never

from bot.core.book import Book
from bot.core.engine.talk import Talk
from bot.core.events import (
    Event,
    StaffClaimed,
    StaffClosed,
    StaffDeleted,
    StaffDid,
    StaffEdited,
    StaffHandedBack,
    StaffNoted,
    StaffOpenedCase,
    StaffRan,
    StaffReleased,
    StaffSaid,
    StaffTransferred,
)
from bot.core.state import State
from bot.core.takeover.leaving import close, hand_back, release
from bot.core.takeover.owning import claim, transfer
from bot.core.takeover.running import open_case, run
from bot.core.takeover.speaking import change, note, say
from bot.core.turn import Records, Turn


def staff_did(book: Book, state: State, event: Event, what: StaffDid, records: Records) -> Turn:
    """Carry out what a colleague did, or refuse it with a `Refuse`; a refusal changes nothing."""
    talk = Talk(book, state, event, records)
    talk.change(turns=state.turns + 1)
    match what:
        case StaffClaimed():
            claim(talk)
        case StaffSaid():
            say(talk, what)
        case StaffNoted():
            note(talk, what)
        case StaffTransferred():
            transfer(talk, what)
        case StaffReleased():
            release(talk, what)
        case StaffHandedBack():
            hand_back(talk, what)
        case StaffRan():
            run(talk, what)
        case StaffOpenedCase():
            open_case(talk, what)
        case StaffClosed():
            close(talk, what)
        case StaffEdited() | StaffDeleted():
            change(talk, what)
        case _ as never:
            assert_never(never)
    return talk.turn()
