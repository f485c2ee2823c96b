"""What colleagues write: to the customer, for each other, and what they change afterwards."""

import html
from datetime import timedelta

from bot.core.effects import ChangeSent, Note, Refusal, Say, Why
from bot.core.engine.talk import Talk
from bot.core.events import StaffDeleted, StaffEdited, StaffNoted, StaffSaid
from bot.core.state import STAFF
from bot.core.takeover.stretch import actor, owns, refuse
from bot.core.takeover.waiting import gave_words
from bot.core.turn import Written

CHANGES_WITHIN = {"telegram": timedelta(hours=48)}
"""Channel → how long after it was sent a message can still be changed there."""

_WHY = Why(rule="staff")


def say(talk: Talk, what: StaffSaid) -> None:
    """Send the owner's words and files to the customer, one message a file."""
    if not owns(talk):
        refuse(talk, "not_owner")
        return
    text = what.text.strip()
    if not text and not what.files:
        refuse(talk, "nothing")
        return
    words = html.escape(text, quote=False)
    me = actor(talk)
    first = Say(text=words, why=_WHY, author=me, media=what.files[:1], reply_to=what.reply_to)
    talk.effects.append(first)
    talk.effects += [Say(text="", why=_WHY, author=me, media=(file,)) for file in what.files[1:]]
    gave_words(talk)


def note(talk: Talk, what: StaffNoted) -> None:
    """Leave a note that the customer never sees; anybody on the staff may."""
    text = what.text.strip()
    if not text and not what.files:
        refuse(talk, "nothing")
        return
    talk.effects.append(Note(kind="note", text=text, author=actor(talk), files=what.files))


def change(talk: Talk, what: StaffEdited | StaffDeleted) -> None:
    """Change or take back a reply of one's own; the owner may do so with any colleague's."""
    line = talk.records.written(talk.event.conversation, what.message)
    if line is None or line.deleted:
        refuse(talk, "unknown_line")
        return
    objection = _objection(talk, line)
    text = html.escape(what.text.strip(), quote=False) if isinstance(what, StaffEdited) else None
    if objection is not None:
        refuse(talk, objection)
    elif text in ("", line.text):
        refuse(talk, "nothing")
    else:
        talk.effects.append(ChangeSent(seq=line.seq, text=text, author=actor(talk)))


def _objection(talk: Talk, line: Written) -> Refusal | None:
    by_staff = line.author.startswith(STAFF)
    if line.incoming or not by_staff or not (line.author == actor(talk) or owns(talk)):
        return "not_yours"
    if line.internal:
        return "not_yours"
    if line.delivery in ("failed", "unknown"):
        return "not_sent"
    channel, _, _ = talk.event.conversation.partition(":")
    within = CHANGES_WITHIN.get(channel)
    late = within is not None and line.settled_at is not None
    if late and within is not None and line.settled_at is not None:
        return "too_late" if talk.now - line.settled_at > within else None
    return None
