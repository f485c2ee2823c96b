"""Registering a case by hand that came by phone, letter or visit: nobody reads along in its conversation (R4, R14)."""

from dataclasses import replace

from bot.core.book import Book
from bot.core.cases import Case, CaseLine
from bot.core.effects import RefuseMove
from bot.core.events import CaseRegistered, Event
from bot.core.procedures.actor import staff_actor
from bot.core.procedures.making import Making
from bot.core.procedures.opening import begin
from bot.core.say import in_language
from bot.core.state import State
from bot.core.turn import Records, Turn

_WHO = ("name", "phone", "dealer_name")


def registered(
    book: Book, state: State, event: Event, what: CaseRegistered, records: Records
) -> Turn:
    """Open the case, or say what is missing in the colleague's language."""
    pack = book.pack(state.pack)
    member = records.staff(event.sender.id)
    procedure = pack.procedures.get(what.procedure)
    known = procedure or next(iter(pack.procedures.values()), None)
    if member is None or known is None:
        return Turn(state, (RefuseMove(messages=()),))
    draft = Case(
        number="",
        procedure=known.id,
        stage=known.stages[0].id,
        conversation=event.conversation,
        opened_at=event.at,
        lines=(
            CaseLine(
                part=what.part,
                model=what.model,
                quantity=max(what.quantity, 1),
                said=what.said.strip(),
            ),
        ),
        contact=tuple((key, value.strip()) for key, value in what.contact if value.strip()),
        priority=what.priority,
    )
    actor = staff_actor(member)
    lang = what.lang or state.lang
    m = Making(pack, known, draft, actor=actor, people=records, at=event.at, lang=lang)
    if procedure is None:
        names = tuple(in_language(one.name, lang) for one in pack.procedures.values())
        m.stop("case.no_such_procedure", value=what.procedure, others=names)
    elif not actor.may(known.opens):
        m.stop("case.not_yours_to_open", roles=m.role_names(known.opens, lang))
    if not draft.lines[0].said:
        m.stop("case.said_missing", at_field="said")
    if not any(key in _WHO for key, _ in draft.contact):
        m.stop("case.who_missing", at_field="name")
    if m.stops:
        return Turn(state, (RefuseMove(messages=tuple(m.stops), fields=tuple(m.field_stops)),))
    numbered = replace(draft, number=records.new_case_number(event.at))
    _, effects = begin(
        pack, numbered, actor=actor, people=records, at=event.at, lang=state.lang, quietly=True
    )
    return Turn(state, effects)
