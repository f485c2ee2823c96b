"""What colleagues write: to the customer, for each other, and what they change afterwards."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from bot.core.effects import ChangeSent, Note, Refusal, Say, Why
from bot.core.engine.talk import Talk
from bot.core.events import MediaFile, StaffDeleted, StaffEdited, StaffNoted, StaffSaid
from bot.core.state import STAFF
from bot.core.takeover.promising import keep_promise, reread
from bot.core.takeover.stretch import actor, owns, refuse
from bot.core.takeover.waiting import gave_words
from bot.core.turn import Written

CHANGES_WITHIN = {"telegram": timedelta(hours=48)}
"""Channel → how long after it was sent a message can still be changed there."""

MESSAGE_ROOM = 4000
CAPTION_ROOM = 1000
"""Characters a message, and the words with a file, may have: below Telegram's 4096 and 1024."""

_SORTS = {"photo": "pictures", "video": "pictures", "document": "papers"}
"""Kinds of files that can stand in one album, and with which others."""

_ENDS = re.compile(r"\n|[。！？!?]\s*|\.\s")
_WHY = Why(rule="staff")


def say(talk: Talk, what: StaffSaid) -> None:
    """Send the owner's words and files to the customer, one line a file, those that fit as albums."""
    if not owns(talk):
        refuse(talk, "not_owner")
        return
    text = what.text.strip()
    if not text and not what.files:
        refuse(talk, "nothing")
        return
    *before, last = _parts(text)
    with_file = len(last) <= CAPTION_ROOM and bool(what.files)
    if what.files and not with_file:
        before, last = [*before, last], ""
    texts = [(part, ()) for part in before]
    sent = tuple(_albums(what.files, name=talk.event.update_id))
    files = [(last, sent[:1]), *(("", (file,)) for file in sent[1:])]
    reply_to = what.reply_to
    for part, media in [*texts, *files]:
        talk.effects.append(
            Say(
                text=html.escape(part, quote=False),
                why=_WHY,
                author=actor(talk),
                media=media,
                reply_to=reply_to,
            )
        )
        reply_to = 0
    keep_promise(talk, text)
    gave_words(talk)


def _albums(files: Sequence[MediaFile], *, name: str) -> Iterator[MediaFile]:
    """Give files that can stand together the name of their album; one that has a name keeps it."""
    for number, (sort, alike) in enumerate(groupby(files, lambda file: _SORTS.get(file.kind))):
        run = list(alike)
        for file in run:
            together = sort is not None and len(run) > 1 and not file.album
            yield replace(file, album=f"{name}:{number}") if together else file


def _parts(text: str) -> list[str]:
    """Cut a long text where a line or sentence ends, into messages every channel takes."""
    parts = []
    while len(text) > MESSAGE_ROOM:
        head = text[:MESSAGE_ROOM]
        end = max((match.end() for match in _ENDS.finditer(head)), default=MESSAGE_ROOM)
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*parts, text]


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
        reread(talk, line, text)


def _objection(talk: Talk, line: Written) -> Refusal | None:
    by_staff = line.author.startswith(STAFF)
    may = line.author == actor(talk) or owns(talk)
    if line.incoming or line.internal or not (by_staff and line.typed and may):
        return "not_yours"
    if line.delivery in ("failed", "unknown"):
        return "not_sent"
    channel, _, _ = talk.event.conversation.partition(":")
    within = CHANGES_WITHIN.get(channel)
    if within is None or line.settled_at is None or talk.now - line.settled_at <= within:
        return None
    return "too_late"
