"""How moves and deadlines of cases enter: an event becomes a turn."""

from bot.core.book import Book
from bot.core.cases import Case
from bot.core.dealers import DealerSeen
from bot.core.effects import RefuseMove
from bot.core.events import CaseActed, CaseRegistered, Event, Happening, TimerFired
from bot.core.procedures.acting import act
from bot.core.procedures.actor import SYSTEM_ACTOR, Actor, staff_actor
from bot.core.procedures.lateness import came_due, case_of
from bot.core.procedures.making import Making
from bot.core.procedures.migrating import migrate
from bot.core.procedures.registering import registered
from bot.core.procedures.stages import TIMERS
from bot.core.procedures.unreached import reached
from bot.core.state import State
from bot.core.turn import Records, Turn

_OFFICE = ("staff", "system")
"""Who moves any case; a dealer or customer moves their own."""


def is_about_cases(what: Happening) -> bool:
    """Return whether an event is for the case engine to answer."""
    if isinstance(what, TimerFired):
        return what.name.startswith(TIMERS)
    return isinstance(what, CaseActed | CaseRegistered)


def answer(book: Book, state: State, event: Event, records: Records) -> Turn:
    """Answer an event about a case."""
    match event.what:
        case CaseRegistered() as what:
            return registered(book, state, event, what, records)
        case TimerFired():
            return timed(book, state, event, records)
        case _:
            return acted(book, state, event, records)


def acted(book: Book, state: State, event: Event, records: Records) -> Turn:
    """Answer a move somebody makes: it is made, waits for signatures, or is refused with what is missing."""
    what = event.what
    if not isinstance(what, CaseActed):
        raise TypeError(f"no move in a case: {what!r}")
    actor = actor_of(event, records)
    if event.sender.role in _OFFICE:
        case = records.case_file(what.number)
    else:
        case = records.case(what.number, event.conversation)
    if case is None or actor is None:
        return Turn(state, (RefuseMove(messages=(_unknown(book, state, what),)),))
    m = _making(book, state, event, records, case=case, actor=actor, lang=what.lang)
    if m is None:
        return Turn(state, (RefuseMove(messages=(_unknown(book, state, what),)),))
    migrate(m)
    act(m, what.action, dict(what.values))
    if m.stops:
        refused = RefuseMove(messages=tuple(dict.fromkeys(m.stops)), fields=tuple(m.field_stops))
        return Turn(state, (refused,))
    return Turn(state, tuple(reached(m, m.effects, event, records)))


def timed(book: Book, state: State, event: Event, records: Records) -> Turn:
    """Answer a timer of a case."""
    what = event.what
    if not isinstance(what, TimerFired):
        raise TypeError(f"no timer: {what!r}")
    case = records.case_file(case_of(what.name))
    m = (
        _making(book, state, event, records, case=case, actor=SYSTEM_ACTOR, lang="")
        if case is not None
        else None
    )
    if m is None:
        return Turn(state, ())
    migrate(m)
    came_due(m, what.name)
    return Turn(state, tuple(reached(m, m.effects, event, records)))


def actor_of(event: Event, records: Records) -> Actor | None:
    """Return who makes the move; None for somebody who may not make any."""
    sender = event.sender
    if sender.role == "staff":
        member = records.staff(sender.id)
        return None if member is None or not member.active else staff_actor(member)
    if sender.role == "system":
        return SYSTEM_ACTOR
    dealer: DealerSeen | None = records.dealer_of(event.conversation)
    if dealer is None:
        return Actor(kind="customer", id=sender.id, name=sender.name)
    if not dealer.may_submit:
        return None
    return Actor(kind="dealer", id=dealer.member, name=dealer.member_name)


def _making(
    book: Book, state: State, event: Event, records: Records, *, case: Case, actor: Actor, lang: str
) -> Making | None:
    pack = book.pack(state.pack)
    procedure = pack.procedures.get(case.procedure)
    if procedure is None:
        return None
    return Making(
        pack,
        procedure,
        case,
        actor=actor,
        people=records,
        at=event.at,
        lang=lang or state.lang,
        contact_lang=state.lang,
    )


def _unknown(book: Book, state: State, what: CaseActed) -> str:
    pack = book.pack(state.pack)
    phrase = pack.phrases["case.unknown"]
    return phrase.variants[what.lang or state.lang][0].render(number=what.number)
