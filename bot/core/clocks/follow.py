"""After every event: the marks it left, the clocks they move, and the survey it may be time for."""

from dataclasses import replace
from functools import partial

from bot.core.book import Book, Pack
from bot.core.clocks.climbing import breach_id, settled, warn_of, warning_id
from bot.core.clocks.marking import marks_left
from bot.core.clocks.marks import Mark
from bot.core.clocks.repeating import tell_of_repeats
from bot.core.clocks.sla import Clocks, next_look
from bot.core.clocks.subject import clocks_for
from bot.core.clocks.survey import after_turn
from bot.core.effects import ClearTimer, CloseTask, Effect, NoteMark, OpenTask, SetTimer
from bot.core.events import Event, TaskActed
from bot.core.state import STAFF, State
from bot.core.turn import Records, Turn

CHECK = "sla:check"
"""Timer: a clock is to be looked at."""


def follow(book: Book, before: State, event: Event, turn: Turn, records: Records) -> Turn:
    """Return the turn with its marks noted, its clocks' next look set, and a survey in sight."""
    pack = book.pack(turn.state.pack)
    effects: list[Effect] = []
    marks = marks_left(before, event, turn)
    if marks or _is_settled(event):
        effects += _move_clocks(pack, event, turn, marks, records)
    effects += tell_of_repeats(pack, event, turn, records)
    state, survey = after_turn(pack, before, event, turn)
    if not effects and not survey and state is turn.state:
        return turn
    return replace(turn, state=state, effects=(*turn.effects, *effects, *survey))


def _is_settled(event: Event) -> bool:
    return isinstance(event.what, TaskActed) and event.what.action == "done"


def _move_clocks(
    pack: Pack, event: Event, turn: Turn, marks: tuple[Mark, ...], records: Records
) -> list[Effect]:
    chat = event.conversation
    dealer = records.dealer_of(chat)
    known = records.marks_of(chat)
    compute = partial(
        clocks_for,
        pack,
        turn.state,
        conversation=chat,
        dealer=dealer.id if dealer is not None else "",
        now=event.at,
    )
    if _is_settled(event):
        marks = (*marks, *_arrival(event, turn, compute(known)))
        if not marks:
            return []
    clocks = compute((*known, *marks))
    effects: list[Effect] = [NoteMark(mark) for mark in marks]
    for clock in clocks.clocks:
        if clock.met_at == event.at:
            effects += settled(chat, clock, marks[0].by)
        elif clock.kind == "on_site" and clock.started_at == event.at:
            task = warn_of(pack, turn.state, clock, conversation=chat, now=event.at)
            effects.append(OpenTask(task))  # somebody has to set out now
    look = next_look(clocks, event.at)
    effects.append(ClearTimer(CHECK) if look is None else SetTimer(CHECK, look))
    return effects


def _arrival(event: Event, turn: Turn, running: Clocks) -> tuple[Mark, ...]:
    """Return the mark of an arrival when the task that was settled is the one to go there."""
    closed = {effect.id for effect in turn.effects if isinstance(effect, CloseTask)}
    ways = (clock for clock in running.open if clock.kind == "on_site")
    chat = event.conversation
    if any({warning_id(chat, clock), breach_id(chat, clock)} & closed for clock in ways):
        return (Mark(at=event.at, kind="arrived", by=f"{STAFF}{event.sender.id}"),)
    return ()
