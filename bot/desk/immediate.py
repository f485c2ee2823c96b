"""Fire timers by a clock that is given, with no worker at all: the terminal and the transcripts."""

from collections.abc import Iterator
from datetime import datetime

from bot.core.events import Event, Person, TimerFired
from bot.desk.door import Desk, Handled
from bot.store.timers import Due, due_timers

CLOCKWORK = Person(role="system", id="clock")


def timer_event(due: Due, *, at: datetime) -> Event:
    """Return the event of a due timer."""
    return Event(
        channel=due.conversation.partition(":")[0],
        conversation=due.conversation,
        update_id=due.update_id,
        at=at,
        sender=CLOCKWORK,
        what=TimerFired(due.name),
    )


def fire_due(desk: Desk, *, until: datetime) -> Iterator[tuple[Due, Handled]]:
    """Fire every timer due by `until`, each at its own time, those included that firing sets.

    Yields after each commit, so that the caller can show what came of it.
    """
    while True:
        with desk.store.read() as tx:
            due = due_timers(tx, tenant=desk.store.tenant, now=until, limit=1)
        if not due:
            return
        yield due[0], desk.handle(timer_event(due[0], at=due[0].at))
