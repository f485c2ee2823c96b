"""The desk's dispatcher on DBOS: workflows enqueued inside the event's own transaction.

A message needs a guard, not a workflow of its own: one `send` workflow a chat stands ready a few
seconds ahead, and `conversation.send_armed` says so. Timers likewise: one `wake` workflow a
conversation stands at its earliest time, and moving a timer further away only moves its row.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSClient, EnqueueOptions
from sqlalchemy import Connection

from bot.store.conversations import Locked
from bot.store.engines import Store

APPLICATION = "shouhou"
VERSION = "shouhou-1"
"""Pinned: DBOS would otherwise derive it from the source and strand older workflows."""

SEND = "send"
TIMER = "timer"

GUARD = timedelta(seconds=30)
"""When the durable sender looks at a chat whose messages this process sends at once itself. Far
enough that a busy chat costs few workflows: a worker that dies is noticed sooner, by its lease."""

_OVERDUE = timedelta(seconds=60)


def migrate_work(store: Store) -> None:
    """Create or upgrade DBOS's own tables beside ours."""
    DBOS.migrate(store.url.render_as_string(hide_password=False))


def wall_clock() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)


class DurableDispatcher:
    """Enqueues `send` and `wake` workflows; needs `migrate_work` to have run.

    Any process may enqueue; the workflows run where a `Worker` runs. A worker in the same process
    takes `on_commit`, so that messages leave at once and the workflow is only the guarantee.
    """

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = wall_clock) -> None:
        self._store = store
        self._clock = clock
        self._client = DBOSClient(
            system_database_url=store.url.render_as_string(hide_password=False),
            application_name=APPLICATION,
        )
        self.on_commit: Callable[[str], None] | None = None

    def close(self) -> None:
        """Close DBOS's connections."""
        self._client.destroy()

    def enqueue_send(self, tx: Connection, held: Locked) -> None:
        """Make sure a `send` workflow looks at the chat soon."""
        clock = self._clock()
        if held.send_armed is not None and held.send_armed > clock:
            return
        self.guard_send(tx, held, at=clock if self.on_commit is None else clock + GUARD)

    def guard_send(self, tx: Connection, held: Locked, *, at: datetime) -> None:
        """Enqueue a `send` workflow that looks at the chat at `at`."""
        held.send_armed = at
        self._enqueue(tx, SEND, held, at=at)

    def arm_timer(self, tx: Connection, held: Locked, *, at: datetime) -> None:
        """Make sure a `wake` workflow looks at the conversation at `at` or earlier."""
        armed = held.wake_armed
        overdue = armed is not None and armed < self._clock() - _OVERDUE
        if armed is None or armed > at or overdue:
            held.wake_armed = at
            self._enqueue(tx, TIMER, held, at=at)

    def committed(self, conversation: str) -> None:
        """Send at once when the worker is in this process."""
        if self.on_commit is not None:
            self.on_commit(conversation)

    def _enqueue(self, tx: Connection, queue: str, held: Locked, *, at: datetime) -> None:
        moment = int(at.timestamp() * 1_000_000)
        options: EnqueueOptions = {
            "workflow_name": queue,
            "queue_name": queue,
            "workflow_id": f"{queue}:{held.tenant_id}:{held.id}:{moment:020d}",
            "app_version": VERSION,
        }
        if queue == SEND:
            options["queue_partition_key"] = f"{held.tenant_id}:{held.id}"
        delay = (at - self._clock()).total_seconds()
        if delay > 0:
            options["delay_seconds"] = delay
        self._client.enqueue_in_transaction(tx, options, held.id)
