"""The top of the core: which part of it answers an event.

`dispatch` is the `Step` every desk runs. Parts add their route to `_route`; timers are routed by the
prefix of their name (`takeover:`, `case:`, `task:`, `sla:`), the dialogue engine's have none.
"""

from bot.core import takeover
from bot.core.book import Book
from bot.core.clocks import due
from bot.core.clocks.follow import follow
from bot.core.engine import step
from bot.core.events import Event, StaffDid, TaskActed, TimerFired
from bot.core.procedures import answers
from bot.core.state import State
from bot.core.turn import Records, Turn


def dispatch(book: Book, state: State, event: Event, records: Records) -> Turn:
    """Return the conversation after an event and everything that is to be done about it.

    While a person owns the conversation, what nobody asked for reaches colleagues, not the customer.
    """
    turn = takeover.spare(state, event, _route(book, state, event, records))
    return follow(book, state, event, turn, records)


def _route(book: Book, state: State, event: Event, records: Records) -> Turn:
    what = event.what
    if isinstance(what, StaffDid):
        return takeover.staff_did(book, state, event, what, records)
    if isinstance(what, TimerFired) and what.name.startswith(takeover.TIMERS):
        return takeover.came_due(book, state, event, records)
    if isinstance(what, TimerFired) and what.name.startswith(due.TIMERS):
        return due.came_due(book, state, event, what.name, records)
    if answers.is_about_cases(what):
        return answers.answer(book, state, event, records)
    if isinstance(what, TaskActed):
        return due.task_did(state, event, what, records)
    if takeover.is_owned(state):
        return takeover.customer_did(book, state, event, records)
    return step(book, state, event, records)
