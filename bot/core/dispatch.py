"""The top of the core: which part of it answers an event.

`dispatch` is the `Step` every desk runs. Parts add their route to `_route`; timers are routed by the
prefix of their name (`takeover:`, `case:`, `task:`, `sla:`), the dialogue engine's have none.
"""

from bot.core import takeover
from bot.core.book import Book
from bot.core.engine import step
from bot.core.events import Event, StaffDid, TimerFired
from bot.core.state import State
from bot.core.turn import Records, Turn


def dispatch(book: Book, state: State, event: Event, records: Records) -> Turn:
    """Return the conversation after an event and everything that is to be done about it.

    While a person owns the conversation, what nobody asked for reaches colleagues, not the customer.
    """
    turn = _route(book, state, event, records)
    return takeover.spare(state, event, turn)


def _route(book: Book, state: State, event: Event, records: Records) -> Turn:
    what = event.what
    if isinstance(what, StaffDid):
        return takeover.staff_did(book, state, event, what, records)
    if isinstance(what, TimerFired) and what.name.startswith(takeover.TIMERS):
        return takeover.came_due(book, state, event, records)
    if takeover.is_owned(state):
        return takeover.customer_did(book, state, event, records)
    return step(book, state, event, records)
