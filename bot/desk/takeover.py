"""What a colleague can do in a conversation, from any channel (R4, R8, R15).

Each verb is one event through the one door and returns what became of it: `Done`, or `Refused` with
the reason in words. None raises for a colleague's mistake. `key` makes a repeat harmless: the same
key is carried out once (the staff bot gives the update's id, the web page one for each click).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.core.book import Pack
from bot.core.effects import Refusal, Refuse
from bot.core.events import (
    Event,
    MediaFile,
    Person,
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
from bot.core.say import FALLBACK_LANGUAGE, render
from bot.core.staff import StaffMember
from bot.core.state import STAFF, State
from bot.core.turn import Written
from bot.desk.door import Desk
from bot.desk.views import conversation as find_conversation
from bot.store.engines import Store
from bot.store.staff_lines import said_by_staff

CHANNEL = "desk"
"""Channel of colleagues' events: keys are unique in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It was done."""

    lines: tuple[int, ...] = ()
    """Numbers of the lines that go to the customer."""
    state: State | None = None
    """The conversation afterwards."""
    repeated: bool = False
    """The same key was carried out before; nothing was done again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was done; a text that could not be sent is kept as a draft."""

    reason: Refusal
    message: str
    """Why, in words for the colleague."""
    owner: str = ""
    """Who owns the conversation: `bot`, `queue` or `staff:<id>`."""
    owner_name: str = ""


Outcome = Done | Refused


def claim(
    desk: Desk, member: StaffMember, conversation: str, *, at: datetime, key: str = ""
) -> Outcome:
    """Take a conversation over; of several colleagues one wins, the others are told who."""
    return _do(desk, member, conversation, StaffClaimed(), at=at, key=key)


def say(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    text: str,
    *,
    at: datetime,
    key: str = "",
    files: tuple[MediaFile, ...] = (),
    reply_to: int = 0,
) -> Outcome:
    """Write to the customer, plain text and files; only the owner may."""
    what = StaffSaid(text=text, files=files, reply_to=reply_to)
    return _do(desk, member, conversation, what, at=at, key=key)


def note(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    text: str,
    *,
    at: datetime,
    key: str = "",
    files: tuple[MediaFile, ...] = (),
) -> Outcome:
    """Leave a note that the customer never sees."""
    return _do(desk, member, conversation, StaffNoted(text=text, files=files), at=at, key=key)


def transfer(
    desk: Desk, member: StaffMember, conversation: str, *, to: str, at: datetime, key: str = ""
) -> Outcome:
    """Give a conversation to the colleague with the staff id `to`."""
    return _do(desk, member, conversation, StaffTransferred(to), at=at, key=key)


def release(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    *,
    at: datetime,
    key: str = "",
    reason: str = "",
) -> Outcome:
    """Put a conversation back into the queue."""
    return _do(desk, member, conversation, StaffReleased(reason), at=at, key=key)


def hand_back(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    *,
    at: datetime,
    key: str = "",
    script: str = "",
    step: str = "",
    promised: str = "",
) -> Outcome:
    """Give a conversation back to the bot at a step (`ContextCard.targets`), with what was promised."""
    what = StaffHandedBack(script=script, step=step, promised=promised)
    return _do(desk, member, conversation, what, at=at, key=key)


def run(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    *,
    script: str,
    at: datetime,
    key: str = "",
    step: str = "",
    only: bool = False,
) -> Outcome:
    """Have the bot put a script's questions from a step, or `only` that one; the owner stays."""
    what = StaffRan(script=script, step=step, only=only)
    return _do(desk, member, conversation, what, at=at, key=key)


def open_case(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    *,
    procedure: str,
    at: datetime,
    key: str = "",
    priority: str = "normal",
    node: str = "",
    said: str = "",
) -> Outcome:
    """Register a case out of what is known; the customer is told its number."""
    what = StaffOpenedCase(procedure=procedure, priority=priority, node=node, said=said)
    return _do(desk, member, conversation, what, at=at, key=key)


def close(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    *,
    at: datetime,
    key: str = "",
    survey: bool = True,
) -> Outcome:
    """End a conversation with a goodbye, and a survey where the book has one."""
    return _do(desk, member, conversation, StaffClosed(survey), at=at, key=key)


def edit(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    line: int,
    text: str,
    *,
    at: datetime,
    key: str = "",
) -> Outcome:
    """Change a reply that was sent, as long as the channel lets us."""
    what = StaffEdited(message=line, text=text)
    return _do(desk, member, conversation, what, at=at, key=key)


def delete(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    line: int,
    *,
    at: datetime,
    key: str = "",
) -> Outcome:
    """Take back a reply that was sent, as long as the channel lets us."""
    return _do(desk, member, conversation, StaffDeleted(line), at=at, key=key)


def last_reply(store: Store, member: StaffMember, conversation: str) -> Written | None:
    """Return what a colleague wrote to the customer last and has not taken back; None: nothing.

    Never the bot's words nor another colleague's; one that is being taken back no longer counts.
    """
    author = f"{STAFF}{member.id}"
    with store.read() as tx:
        said = said_by_staff(tx, tenant=store.tenant, conversation=conversation)
    return next((line for line in reversed(said) if line.author == author), None)


def _do(
    desk: Desk,
    member: StaffMember,
    conversation: str,
    what: StaffDid,
    *,
    at: datetime,
    key: str,
) -> Outcome:
    seen = find_conversation(desk.store, conversation)
    if seen is None:
        return _refused(desk.books().pack(desk.pack), Refuse(reason="unknown_conversation"))
    handled = desk.handle(
        Event(
            channel=CHANNEL,
            conversation=conversation,
            update_id=key or secrets.token_hex(12),
            at=at,
            sender=Person(role="staff", id=member.id, name=member.name),
            what=what,
        )
    )
    if handled.turn is None:
        return Done(repeated=True)
    refusal = next((e for e in handled.turn.effects if isinstance(e, Refuse)), None)
    if refusal is not None:
        return _refused(desk.books().pack(seen.pack), refusal)
    return Done(lines=handled.replies, state=handled.turn.state)


def why_not(
    pack: Pack, reason: Refusal, *, lang: str, owner: str = "", owner_name: str = ""
) -> str:
    """Return why something was refused, in a colleague's language, an escaped HTML fragment."""
    message, _ = render(
        pack,
        f"takeover.refused_{reason}",
        lambda: {"colleague": owner_name, "owner": owner},
        lang=lang,
        seed="",
    )
    return message


def _refused(pack: Pack, refusal: Refuse) -> Refused:
    owner, name = refusal.owner, refusal.name
    lang = FALLBACK_LANGUAGE
    return Refused(
        reason=refusal.reason,
        message=why_not(pack, refusal.reason, lang=lang, owner=owner, owner_name=name),
        owner=owner,
        owner_name=name,
    )
