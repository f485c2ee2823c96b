"""One event in, one turn out: the door of the dialogue engine."""

import re
from dataclasses import replace
from typing import assert_never

from bot.core.book import Book
from bot.core.engine import commands as c
from bot.core.engine import surveying
from bot.core.engine.arrivals import contact_came, location_came, media_came, started
from bot.core.engine.asides import cancel, restart, status, wanted
from bot.core.engine.buttons import ASK_PERSON, ASK_SKIP, ASK_UNSURE, SKIPPED, UNSURE, read_payload
from bot.core.engine.correct import offer_correction
from bot.core.engine.hear import hear
from bot.core.engine.membership import CUSTOMER, DEALER, typed_code
from bot.core.engine.offers import repeat
from bot.core.engine.pin import mend
from bot.core.engine.queueing import asked_when, beside_the_wait, tell_wait_first
from bot.core.engine.respond import missed, respond, settle, speak
from bot.core.engine.revise import edited
from bot.core.engine.silence import came_due, is_stale, keep_time, offer_resume
from bot.core.engine.talk import Talk
from bot.core.engine.walk import run, to_person
from bot.core.engine.wordless import has_markup, without_markup, wordless
from bot.core.events import (
    CaseActed,
    CaseRegistered,
    CommandGiven,
    ConversationStarted,
    CustomerEdited,
    CustomerLeft,
    CustomerPressed,
    CustomerReturned,
    CustomerSaid,
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    DealerSentTable,
    Event,
    StaffDid,
    TaskActed,
    TimerFired,
)
from bot.core.hours import reply_by
from bot.core.matching.pinyin import sounded_out
from bot.core.returns import talk as returns
from bot.core.script import Ask
from bot.core.state import BOT, QUEUE, Mood, State
from bot.core.text import normalise
from bot.core.turn import Records, Turn

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,}(?![A-Za-z0-9])")  # no part of a number
_ENGLISH_WORDS = 2
_LATIN_STEM = 5  # characters; a longer one may be a stem, such as "frustrat"
_MOODS: tuple[Mood, ...] = ("threat", "furious", "upset")


def step(book: Book, state: State, event: Event, records: Records) -> Turn:
    """Return the conversation after an event and everything that is to be done about it.

    Same book, state, event and records give the same turn. While a person owns the conversation
    nothing is said.
    """
    talk = Talk(book, _greet(state, event), event, records)
    before = talk.state
    if isinstance(event.what, CustomerLeft | CustomerReturned):
        return talk.turn()
    if talk.state.owner not in (BOT, QUEUE):
        return Turn(replace(state, last_seen=event.at), ())
    talk.change(turns=talk.state.turns + 1)
    if talk.state.role == DEALER and talk.dealer is None:
        talk.change(role=CUSTOMER)  # a colleague took them out
    stranded = _mend(talk)
    if stranded:
        talk.tell("flow.book_changed", rule="pinned")
        to_person(talk, "book_changed")
        run(talk)
    else:
        _take(talk)
    _keep_promise(talk)
    if not isinstance(event.what, TimerFired):  # our own nudge is no sign of life
        keep_time(talk, before)
        talk.change(last_seen=event.at)
    return talk.turn()


def _keep_promise(talk: Talk) -> None:
    """Remember until when a waiting customer was told to have an answer; a broken promise is made anew."""
    if talk.state.owner != QUEUE:
        talk.change(promised=None)
    elif talk.has_words() and (talk.state.promised is None or talk.state.promised < talk.now):
        talk.change(promised=reply_by(talk.pack.brand.hours, talk.now))


def _greet(state: State, event: Event) -> State:
    if event.sender.role == "system":
        return state
    name = event.sender.name or state.name
    # Channels know a person; that they speak for a dealership is known here.
    role = state.role if state.role == DEALER else event.sender.role
    if state.turns or state.lang_chosen or not event.sender.language:
        return replace(state, name=name, role=role)
    lang = "zh-CN" if event.sender.language.lower().startswith("zh") else "en"
    return replace(state, name=name, role=role, lang=lang)


def _mend(talk: Talk) -> bool:
    """Bring the frames to the present book; True when one could not be saved."""
    mended = [mend(talk.pack, frame) for frame in talk.state.frames]
    done = mend(talk.pack, talk.state.done) if talk.state.done else None
    whole = [frame for frame in mended if frame is not None]
    talk.change(frames=tuple(whole) if len(whole) == len(mended) else (), done=done)
    if len(whole) != len(mended):
        return True
    frame = talk.top
    if frame is not None and not frame.waiting and talk.state.offer is None:
        run(talk)  # the step it waited at is gone: walk on to the nearest question
    return False


def _take(talk: Talk) -> None:  # noqa: C901, PLR0912 - one case a happening
    what = talk.event.what
    if isinstance(what, StaffDid | CaseActed | CaseRegistered | TaskActed):
        return  # other parts of the core answer colleagues
    match what:
        case CustomerSaid(text=text):
            said(talk, text)
        case CustomerEdited(text=text, message_id=message_id):
            notice(talk, text)
            if not (returns.edited(talk, text, message_id) or edited(talk, text, message_id)):
                said(talk, text)
        case CustomerPressed(data=data):
            pressed(talk, data)
        case CustomerSentMedia() as media:
            if not returns.photo(talk, media) and media_came(talk, media) and media.caption:
                said(talk, media.caption)
        case DealerSentTable() as sent:
            if not returns.table_came(talk, sent):
                media = CustomerSentMedia(file=sent.file, caption=sent.caption)
                if media_came(talk, media) and media.caption:
                    said(talk, media.caption)
        case CustomerSharedContact() as contact:
            contact_came(talk, contact)
            if talk.pending is not None:
                run_answer(talk, "phone")
        case CustomerSharedLocation() as place:
            location_came(talk, place)
            repeat(talk)
        case ConversationStarted(payload=payload):
            if payload or talk.pending is not None or not returns.greeted(talk):
                started(talk, payload)
        case CommandGiven(name=name, argument=argument):
            commanded(talk, name, argument)
        case TimerFired(name=name):
            if not returns.came_due(talk, name):
                came_due(talk, name)
        case CustomerLeft() | CustomerReturned():
            pass
        case _:
            assert_never(what)


def said(talk: Talk, text: str) -> None:
    """A text came: find out what it means and act on it."""
    if typed_code(talk, text):  # its letters say nothing of the language
        return
    notice(talk, text)
    if asked_when(talk, text) or wordless(talk, text) or returns.heard(talk, text):
        return
    stale = is_stale(talk) and talk.state.offer is None
    besides = beside_the_wait(talk, text)
    command = hear(talk, besides)
    if stale and isinstance(command, c.Answer | c.Missed):
        offer_resume(talk)
        return
    if isinstance(command, c.AlsoHeard) and (stale or surveying.is_asking(talk)):
        surveying.drop(talk)  # a day later, or while asked how it went, it is a new complaint
        command = c.Start((command.node,))
    if besides == text or not tell_wait_first(talk, command):
        respond(talk, command)
    returns.came_back(talk)


def notice(talk: Talk, text: str) -> None:
    """Take in language and mood before the meaning."""
    talk.said = text.strip()
    if not talk.state.lang_chosen:
        english = () if has_markup(text) else _LATIN_WORD.findall(without_markup(text))
        if _HAN.search(sounded_out(normalise(text))):
            talk.change(lang="zh-CN")
        elif len(english) >= _ENGLISH_WORDS and "en" in talk.pack.brand.languages:
            talk.change(lang="en")
    plain = normalise(text)
    heard = next(
        (m for m in _MOODS if any(_tells(word, plain) for word in talk.pack.moods.get(m, ()))), None
    )
    if heard is not None and (
        talk.state.mood == "calm" or _MOODS.index(heard) < _MOODS.index(talk.state.mood)
    ):
        talk.change(mood=heard)


def _tells(word: str, text: str) -> bool:
    """Whether a word of mood stands in a text; numbers and short Latin words only as whole words."""
    if not word.isascii() or len(word) > _LATIN_STEM:
        return word in text
    return re.search(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", text) is not None


def pressed(talk: Talk, data: str) -> None:
    """A button came: the current question's, an offer's, or an old one's."""
    read = read_payload(data)
    if read is None:
        settle(talk)
        return
    number, choice = read
    made = talk.state.offer
    if choice == ASK_PERSON:
        wanted(talk)
    elif returns.pressed(talk, number, choice):
        pass
    elif made is not None and made.number == number:
        respond(talk, c.Pick(choice))
    elif made is None and number == talk.state.asks and talk.pending is not None:
        _press_current(talk, choice)
    else:
        _press_old(talk, number, choice)
    if not talk.has_words():
        settle(talk)


def _press_current(talk: Talk, choice: str) -> None:
    pending = talk.pending
    if pending is None:
        return
    ask = pending[1]
    if is_stale(talk):
        offer_resume(talk)
    elif choice == ASK_UNSURE:
        respond(talk, c.Answer(UNSURE))
    elif choice == ASK_SKIP:
        respond(talk, c.Answer(SKIPPED))
    elif any(choice == option.id for option in ask.choices):
        talk.said = next(option.label["zh-CN"] for option in ask.choices if option.id == choice)
        respond(talk, c.Answer(choice))
    else:
        missed(talk, "unrecognised")


def _press_old(talk: Talk, number: int, choice: str) -> None:
    """An old button is an offer to correct, never a silent change."""
    asked = next((asked for asked in talk.state.asked if asked.number == number), None)
    script = talk.pack.scripts.get(asked.script) if asked else None
    old = script.step(asked.step) if script and asked else None
    if old is None or not isinstance(old.action, Ask):
        if (
            talk.has_words()
        ):  # an edit of the book took the question away, and the next was just put
            return
        talk.tell("correct.too_old", rule="stale_button")
        repeat(talk)
        return
    ask = old.action
    known = talk.answer(ask.slot)
    wanted_choice = next((option for option in ask.choices if option.id == choice), None)
    pending = talk.pending
    if pending is not None and pending[0].id == old.id and talk.state.offer is None:
        _press_current(talk, choice)
    elif known is None or wanted_choice is None or known.value == choice:
        talk.tell(
            "correct.already" if known and known.value == choice else "correct.too_old",
            rule="stale_button",
        )
        repeat(talk)
    else:
        offer_correction(talk, ask, choice, rule="stale_button")


def run_answer(talk: Talk, kind: str) -> None:
    """Take a shared phone as the answer when one was asked for, else come back to the question."""
    pending = talk.pending
    known = talk.answer("phone")
    if pending is not None and pending[1].kind == kind and known is not None:
        respond(talk, c.Answer(known.value))
    else:
        repeat(talk)


def commanded(talk: Talk, name: str, argument: str) -> None:
    """A slash command came."""
    match name:
        case "help":
            talk.tell("flow.help", rule="help")
            repeat(talk)
        case "status":
            talk.said = argument
            if argument:
                respond(talk, hear(talk, argument))
            elif not returns.status(talk):
                status(talk, None)
                repeat(talk)
        case "human":
            wanted(talk)
        case "cancel":
            if not returns.called_off(talk):
                cancel(talk)
        case "restart":
            restart(talk)
        case _:
            speak(talk, argument)
