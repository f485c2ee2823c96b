"""A customer speaks while a person owns the conversation.

Everything is kept and shown to colleagues. The bot answers nothing, except that an answer to a
question which the owner had it put is taken, and the next one put.
"""

from dataclasses import replace

from bot.core.book import Book
from bot.core.effects import HandOff, NoteMiss, Say
from bot.core.engine import commands as c
from bot.core.engine.arrivals import EVIDENCE, contact_came, keep_media, location_came
from bot.core.engine.buttons import ASK_SKIP, ASK_UNSURE, SKIPPED, UNSURE, read_payload
from bot.core.engine.hear import hear
from bot.core.engine.respond import answer, in_words
from bot.core.engine.step import notice, step
from bot.core.engine.talk import Talk
from bot.core.events import (
    CustomerEdited,
    CustomerPressed,
    CustomerSaid,
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    DealerSentTable,
    Event,
)
from bot.core.returns.keeping import keep
from bot.core.script import Ask
from bot.core.state import State
from bot.core.takeover.leaving import to_queue
from bot.core.takeover.running import stay
from bot.core.takeover.stretch import mark, speak_as
from bot.core.takeover.waiting import owe_words, owner_is_gone, tell_away
from bot.core.turn import Records, Turn

_SPOKEN = (
    CustomerSaid,
    CustomerEdited,
    CustomerPressed,
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    DealerSentTable,
)


def customer_did(book: Book, state: State, event: Event, records: Records) -> Turn:
    """Keep what the customer said for the owner; answer only what the owner had the bot ask."""
    talk = Talk(book, replace(state, name=event.sender.name or state.name), event, records)
    if isinstance(event.what, _SPOKEN) and owner_is_gone(talk):
        return _without_owner(talk)
    answered = _listen(talk)
    if not answered:
        _hush(talk, state)
    if isinstance(event.what, _SPOKEN):
        talk.change(last_seen=event.at)
        if not answered:
            keep_list(talk)
            owe_words(talk)
            tell_away(talk)
    return talk.turn()


def _without_owner(talk: Talk) -> Turn:
    """Nobody is there to read it: another colleague is to come, and the words are heard as in the queue."""
    stretch = talk.state.stretch
    mark(talk, "back_in_queue", stretch.name if stretch is not None else "", author="bot")
    to_queue(talk, "takeover.released")
    told = talk.turn()
    heard = step(talk.book, told.state, talk.event, talk.records)
    # That it was noted and until when somebody answers has just been said.
    effects = (e for e in heard.effects if not (isinstance(e, Say) and e.why.rule == "queued"))
    pressing = any(isinstance(e, HandOff) for e in heard.effects)
    before = (e for e in told.effects if not (pressing and isinstance(e, HandOff)))
    return replace(heard, effects=(*before, *effects))


def keep_list(talk: Talk) -> None:
    """Keep a list of parts a dealer sends meanwhile, and let them know that it came: once a stretch."""
    stretch = talk.state.stretch
    told = talk.state.returning is not None and talk.state.returning.kept
    count = keep(talk)
    if count and stretch is not None and not told:
        name = stretch.name
        speak_as(talk, talk.state.owner, "dealer.list_kept", count=count, colleague=name)


def _listen(talk: Talk) -> bool:
    """Take in what came; True when it answered a question the owner had the bot put."""
    match talk.event.what:
        case CustomerSaid(text=text):
            return _said(talk, text)
        case CustomerEdited(text=text):
            notice(talk, text)
        case CustomerPressed(data=data):
            return _pressed(talk, data)
        case CustomerSentMedia() as media:
            shows = media.file.kind in EVIDENCE
            if shows:
                keep_media(talk, media)
            pending = talk.pending
            if shows and pending is not None and pending[1].kind == "photo":
                talk.said = media.caption or media.file.kind
                return _answer(talk, media.file.ref)
            if media.caption:
                return _said(talk, media.caption)
        case CustomerSharedContact() as contact:
            contact_came(talk, contact)
            known = talk.answer("phone")
            pending = talk.pending
            if pending is not None and pending[1].kind == "phone" and known is not None:
                return _answer(talk, known.value)
        case CustomerSharedLocation() as place:
            location_came(talk, place)
        case _:
            pass  # opened the page, gave a command, blocked us: the transcript shows it
    return False


def _said(talk: Talk, text: str) -> bool:
    notice(talk, text)
    waiting = talk.pending
    command = hear(talk, text)
    match command:
        case c.Danger() | c.Hazard():
            note = talk.said
            talk.effects.append(HandOff(reason="danger", priority="danger", note=note))
        case c.Answer(value=value) if waiting is not None:
            return _answer(talk, value)
        case _ if waiting is not None:
            mark(talk, "unheard", talk.said, author="bot")
    return False


def _pressed(talk: Talk, data: str) -> bool:
    read, pending = read_payload(data), talk.pending
    if read is None or pending is None or read[0] != talk.state.asks:
        return False
    ask = pending[1]
    value = {ASK_UNSURE: UNSURE, ASK_SKIP: SKIPPED}.get(read[1], read[1])
    known = {UNSURE, SKIPPED, *(choice.id for choice in ask.choices)}
    return value in known and _answer(talk, value)


def _answer(talk: Talk, value: str) -> bool:
    before = talk.state
    stretch, pending = before.stretch, talk.pending
    if stretch is None or not stretch.running or pending is None:
        return False
    if stretch.only:
        _take_one(talk, pending[1], value)
    else:
        answer(talk, value)
    stay(talk, before)
    return True


def _take_one(talk: Talk, ask: Ask, value: str) -> None:
    talk.learn(ask.slot, value, said=in_words(talk, ask, value))
    talk.change(frames=())


def _hush(talk: Talk, before: State) -> None:
    """Take back every word: nobody asked the bot to speak."""
    talk.drop_words()
    talk.effects = [e for e in talk.effects if not isinstance(e, Say | NoteMiss)]
    talk.change(owner=before.owner, asks=before.asks, asked=before.asked, offer=None)
