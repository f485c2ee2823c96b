"""After every event: the marks it left, the clocks they move, and the survey it may be time for."""

from dataclasses import replace

from bot.core.book import Book
from bot.core.clocks.climbing import settled
from bot.core.clocks.marking import marks_left
from bot.core.clocks.repeating import tell_of_repeats
from bot.core.clocks.sla import next_look
from bot.core.clocks.subject import clocks_for
from bot.core.clocks.survey import after_turn
from bot.core.effects import ClearTimer, Effect, NoteMark, SetTimer
from bot.core.events import Event
from bot.core.state import State
from bot.core.turn import Records, Turn

CHECK = "sla:check"
"""Timer: a clock is to be looked at."""


def follow(book: Book, before: State, event: Event, turn: Turn, records: Records) -> Turn:
    """Return the turn with its marks noted, its clocks' next look set, and a survey in sight."""
    pack = book.pack(turn.state.pack)
    marks = marks_left(before, event, turn)
    effects: list[Effect] = [NoteMark(mark) for mark in marks]
    if marks:
        known = (*records.marks_of(event.conversation), *marks)
        dealer = records.dealer_of(event.conversation)
        clocks = clocks_for(
            pack,
            turn.state,
            known,
            conversation=event.conversation,
            now=event.at,
            dealer=dealer.id if dealer is not None else "",
        )
        for clock in clocks.clocks:
            if clock.met_at == event.at:
                effects += settled(event.conversation, clock, marks[0].by)
        look = next_look(clocks, event.at)
        effects.append(ClearTimer(CHECK) if look is None else SetTimer(CHECK, look))
    effects += tell_of_repeats(pack, event, turn, records)
    state, survey = after_turn(pack, before, event, turn)
    if not effects and not survey and state is turn.state:
        return turn
    return replace(turn, state=state, effects=(*turn.effects, *effects, *survey))
