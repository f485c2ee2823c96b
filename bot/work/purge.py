"""Forget what nobody asks for any more."""

from datetime import datetime, timedelta

from dbos import DBOS

from bot.desk.attempts import forget_attempts
from bot.desk.staff import forget_sessions
from bot.store.conversations import forget_updates
from bot.store.engines import Store
from bot.store.rates import forget_slots

KEEP_UPDATES = timedelta(days=7)
"""Telegram repeats an update for at most 24 hours."""

KEEP_SLOTS = timedelta(hours=1)
"""A slot that was free so long ago says nothing any more."""

KEEP_WORKFLOWS = timedelta(days=1)

_BATCH = 500


def purge(store: Store, *, now: datetime) -> None:
    """Delete old dedupe rows, idle slots, ended sessions, old sign-ins and finished workflows."""
    with store.write() as tx:
        forget_updates(tx, tenant=store.tenant, before=now - KEEP_UPDATES)
        forget_slots(tx, tenant=store.tenant, before=now - KEEP_SLOTS)
    forget_sessions(store, now=now)
    forget_attempts(store, now=now)
    before = (now - KEEP_WORKFLOWS).isoformat()
    while True:
        finished = DBOS.list_workflows(
            completed_before=before,
            status=["SUCCESS", "ERROR", "CANCELLED"],
            load_input=False,
            load_output=False,
            limit=_BATCH,
        )
        if not finished:
            return
        DBOS.delete_workflows([workflow.workflow_id for workflow in finished])
